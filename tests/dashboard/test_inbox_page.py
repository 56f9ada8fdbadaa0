"""What care workers see and do in the inbox; what they wrote is never lost and never sent twice."""

from collections.abc import Callable
from itertools import count

import pytest
from streamlit.testing.v1 import AppTest

from carrier.base import Inbound
from gate.notice import CampaignNotice
from helpdesk import inbox, partners, replies
from tests.dashboard.conftest import Opens, words

ANNE, BO = "+31612345678", "+31687654321"
HELP, CRISIS = "Ik wil stoppen, help me", "ik wil niet meer leven"


@pytest.fixture
def hears(house, noon) -> Callable[..., None]:
    """`hears(text, sender)`: a reply comes in, from somebody whom a campaign in Zwolle texted."""
    notice = CampaignNotice("c1", "Zwolle", "Zwolle", noon, {"A": "Er is een uitweg {link} STOP"})
    house.outreach.gate.open_campaign(notice)
    house.outreach.gate.admit("c1", [ANNE, BO])
    partners.seed(house.helpdesk)
    ids = count(1)

    def receive(text: str, sender: str = ANNE) -> None:
        inbound = Inbound(f"SM{next(ids):032x}", sender, "+3197000000000", text)
        replies.receive(house.helpdesk, inbound, noon)

    return receive


@pytest.fixture
def only(house, cast, noon) -> Callable[..., inbox.Summary]:
    """The one conversation that this actor's organisation has."""

    def find(who: str = "tactus-1") -> inbox.Summary:
        (one,) = inbox.waiting(house.helpdesk, cast[who], noon)
        return one

    return find


def chat(app: AppTest) -> str:
    """All that the chat and the rest of the page say."""
    return "\n".join([words(app), *(str(one.proto.body) for one in app.get("html"))])


def starting(app: AppTest, kind: str, key: str):
    """The one widget of a kind whose key starts so; the rest of it is an id."""
    (found,) = [one for one in app.get(kind) if (one.key or "").startswith(key)]
    return found


def test_an_empty_inbox_says_what_will_happen(opens: Opens) -> None:
    app = opens("inbox", "tactus-1")
    assert not app.exception
    assert "New replies appear here by themselves" in words(app)


def test_the_list_shows_intent_language_time_left_and_who_has_it(opens, hears, only) -> None:
    hears(HELP)
    label = opens("inbox", "tactus-1").button(key=f"inbox.open.{only().id}").label
    for said in ("Asks for help", "Dutch", "before tomorrow 17:00", "unclaimed", "Ik wil stoppen"):
        assert said in label
    assert "12345678" not in label


def test_a_crisis_is_red_and_first(opens, house, hears, cast, noon) -> None:
    hears(HELP, BO)
    hears(CRISIS, ANNE)
    app = opens("inbox", "tactus-1")
    rows = [one.label for one in app.button if (one.key or "").startswith("inbox.open")]
    assert rows[0].startswith(":red-badge[Crisis]")
    assert "5 minutes left" in rows[0]
    assert ":red" not in rows[1]


def test_what_may_be_a_crisis_is_marked_in_the_list(opens, hears) -> None:
    hears(HELP, BO)
    hears("stop met die berichten, het maakt allemaal toch niks meer uit straks")
    rows = [one.label for one in opens("inbox", "tactus-1").button if "inbox.open" in str(one.key)]
    assert ["May be a crisis" in row for row in rows].count(True) == 1


def test_another_organisation_sees_nothing_of_it(opens, hears, only) -> None:
    hears(HELP)
    for who in ("peers-1", "night-1"):
        app = opens("inbox", who, conversation=only().id)
        assert HELP not in chat(app)
        assert "Your organisation has no such conversation" in words(app)


def test_reading_shows_the_texts_the_reason_and_a_masked_number(opens, hears, only) -> None:
    hears(HELP)
    app = opens("inbox", "tactus-1", conversation=only().id)
    said = chat(app)
    assert HELP in said
    assert "automatic text" in said
    assert "understood as “Asks for help”" in said
    assert "Tactus" in said
    assert "12345678" not in said


def test_their_words_are_shown_as_they_wrote_them(opens, hears, only) -> None:
    hears("help <script>alert(1)</script> **mij**")
    app = opens("inbox", "tactus-1", conversation=only().id)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **mij**" in chat(app)
    assert "<script>alert" not in chat(app)


def test_claim_answer_close(opens, house, hears, only, postbox) -> None:
    hears(HELP)
    app = opens("inbox", "tactus-1", conversation=only().id)
    assert starting(app, "button", "inbox.send").disabled
    app.button(key="inbox.claim").click().run()
    assert only().claimed_by == "tactus-1"
    starting(app, "text_area", "inbox.answer").set_value("Kun je nu praten?").run()
    assert "17 characters · 1 segment" in words(app)
    starting(app, "button", "inbox.send").click().run()
    assert "Kun je nu praten?" in chat(app)
    assert "waits to be sent" in words(app)
    assert starting(app, "text_area", "inbox.answer").value == ""
    starting(app, "radio", "inbox.close.outcome").set_value("intake planned")
    starting(app, "button", "inbox.close.end").click().run()
    assert not app.exception
    assert "Closed: intake planned" in words(app)
    assert [one for one in app.get("text_area") if "answer" in one.key] == []


def test_a_second_click_on_send_sends_nothing_more(opens, house, hears, cast, only, noon) -> None:
    hears(HELP)
    inbox.claim(house.helpdesk, cast["tactus-1"], only().id, noon)
    app = opens("inbox", "tactus-1", conversation=only().id)
    starting(app, "text_area", "inbox.answer").set_value("Kun je nu praten?").run()
    send = starting(app, "button", "inbox.send")
    send.click().run()
    send.click().run()  # the browser had not heard yet that the button is gone
    found = inbox.open(house.helpdesk, cast["tactus-1"], only().id, noon)
    assert [one.text for one in found.entries if one.kind == "answer"] == ["Kun je nu praten?"]


def test_a_draft_survives_a_new_reply_and_another_conversation(opens, hears, house, cast, noon):
    hears(HELP, ANNE)
    hears("hulp graag", BO)
    one, other = inbox.waiting(house.helpdesk, cast["tactus-1"], noon)
    app = opens("inbox", "tactus-1", conversation=one.id)
    starting(app, "text_area", "inbox.answer").set_value("half a thought").run()
    hears("ben je daar?", ANNE)
    app.run()
    assert starting(app, "text_area", "inbox.answer").value == "half a thought"
    app.button(key=f"inbox.open.{other.id}").click().run()
    assert starting(app, "text_area", "inbox.answer").value == ""
    app.button(key=f"inbox.open.{one.id}").click().run()
    assert starting(app, "text_area", "inbox.answer").value == "half a thought"


def test_whoever_lost_the_claim_is_told_and_keeps_the_text(opens, hears, house, cast, only, noon):
    hears(HELP)
    room, mine = house.helpdesk, only().id
    inbox.claim(room, cast["tactus-1"], mine, noon)
    app = opens("inbox", "tactus-1", conversation=mine)
    starting(app, "text_area", "inbox.answer").set_value("Ik bel je zo").run()
    inbox.release(room, cast["tactus-1"], mine, noon)
    inbox.claim(room, cast["tactus-2"], mine, noon)
    starting(app, "button", "inbox.send").click().run()
    assert "Care worker 2 has this conversation now, so your text was not sent." in words(app)
    app.run()  # news of somebody else's redraws the page; what was refused is still told
    assert "your text was not sent" in words(app)
    assert starting(app, "text_area", "inbox.answer").value == "Ik bel je zo"
    assert not [e for e in inbox.open(room, cast["tactus-1"], mine, noon).entries
                if e.kind == "answer"]  # fmt: skip


def test_two_who_claim_at_once(opens, hears, house, cast, only, noon) -> None:
    hears(HELP)
    app = opens("inbox", "tactus-1", conversation=only().id)
    inbox.claim(house.helpdesk, cast["tactus-2"], only().id, noon)
    app.button(key="inbox.claim").click().run()
    assert "Care worker 2 has this conversation" in words(app)
    assert only().claimed_by == "tactus-2"


def test_a_neutral_first_text_is_offered_after_a_silence(opens, hears, house, cast, only, noon):
    hears(HELP)
    inbox.claim(house.helpdesk, cast["tactus-1"], only().id, noon)
    app = opens("inbox", "tactus-1", conversation=only().id)
    app.button(key="inbox.neutral").click().run()
    assert starting(app, "text_area", "inbox.answer").value == "Hoi, komt het nu uit om te praten?"
    assert not [one for one in app.button if one.key == "inbox.neutral"]


def test_a_note_is_kept_and_said_to_be_never_sent(opens, hears, only, postbox) -> None:
    hears(HELP)
    app = opens("inbox", "tactus-1", conversation=only().id)
    starting(app, "text_area", "inbox.note.text").set_value("Belde vorige week al")
    starting(app, "button", "inbox.note.keep").click().run()
    assert not app.exception
    assert "Note by Care worker 1, never sent" in words(app)
    assert "Belde vorige week al" in chat(app)
    assert starting(app, "text_area", "inbox.note.text").value == ""
    assert postbox.taken == []


def test_handing_over_takes_it_from_this_inbox(opens, hears, only) -> None:
    hears(HELP)
    app = opens("inbox", "tactus-1", conversation=only().id)
    starting(app, "selectbox", "inbox.hand_over.partner").set_value("peers")
    starting(app, "text_area", "inbox.hand_over.note").set_value("Wil een lotgenoot spreken")
    starting(app, "button", "inbox.hand_over.give").click().run()
    assert not app.exception
    assert "Handed over." in words(app)
    assert "conversation" not in app.query_params
    assert only("peers-1").intent == "help"
    assert "Wil een lotgenoot spreken" in chat(
        opens("inbox", "peers-1", conversation=only("peers-1").id)
    )


def test_handing_over_to_nobody_is_refused_beside_the_field(opens, hears, only) -> None:
    hears(HELP)
    app = opens("inbox", "tactus-1", conversation=only().id)
    starting(app, "button", "inbox.hand_over.give").click().run()
    assert "Choose one of the list" in app.error[0].value


def test_tabs_part_the_conversations(opens, hears, house, cast, noon) -> None:
    hears(HELP, ANNE)
    hears(CRISIS, BO)
    crisis, other = inbox.waiting(house.helpdesk, cast["tactus-1"], noon)
    inbox.claim(house.helpdesk, cast["tactus-1"], other.id, noon)
    app = opens("inbox", "tactus-1")
    for tab, rows in {"all": 2, "crisis": 1, "unclaimed": 1, "mine": 1, "closed": 0}.items():
        app.segmented_control(key="inbox.tab").set_value(tab).run()
        found = [one for one in app.button if (one.key or "").startswith("inbox.open")]
        assert len(found) == rows, tab


def test_in_dutch_the_page_speaks_dutch(opens, hears, only) -> None:
    hears(HELP)
    app = opens("inbox", "tactus-1", language="nl", conversation=only().id)
    assert "Nederlands" in app.button(key=f"inbox.open.{only().id}").label
    assert app.title[0].value == "Postvak"
