"""What an approver sees before approving, and that it is this what gets approved."""

import html
from datetime import datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from helpdesk import automatic, texts
from helpdesk.triage import reading
from house import House
from outreach import campaign
from tests.dashboard.conftest import Opens, press, words
from tests.outreach import steps


@pytest.fixture
def in_review(house: House, cast: dict, noon: datetime) -> str:
    """Two variants, the second written by a colleague of the author."""
    draft = steps.draft(house, noon, recipients=400)
    wordings = {"A": steps.WORDING, "B": steps.OTHER}
    campaign.write_text(house.outreach, cast["lead-2"], draft, wordings, noon, {"A": 75, "B": 25})
    campaign.send_test(house.outreach, cast["lead-1"], draft, noon)
    campaign.submit(house.outreach, cast["lead-1"], draft, noon)
    return draft


def drawn(app: AppTest) -> str:
    return " ".join(str(one.proto.body) for one in app.get("html"))


def test_the_approver_sees_each_wording_and_how_many_get_it(opens: Opens, in_review: str) -> None:
    app = opens("campaign", "approver", campaign=in_review)
    said = words(app)
    assert "Er is een uitweg" in drawn(app) and "Geeft drugs problemen" in drawn(app)
    assert "Variant A: 300 recipients, 75%" in said
    assert "Variant B: 100 recipients, 25%" in said
    assert "GSM-7, 1 segment" in said


def test_the_approver_sees_everybody_who_worked_on_it(opens: Opens, in_review: str) -> None:
    said = words(opens("campaign", "approver", campaign=in_review))
    assert "made by Team lead 1" in said
    assert "Team lead 2 wrote the text, today 13:00" in said


def test_the_approver_reads_what_people_get_back_in_every_language(
    opens: Opens, in_review: str
) -> None:
    app = opens("campaign", "approver", campaign=in_review)
    app.session_state["summary.automatic"] = True
    app.run()
    for language in texts.LANGUAGES:
        app.selectbox(key="automatic.language").set_value(language).run()
        assert not app.exception
        assert texts.fill("wrong_person", language)[:20] in drawn(app)
        assert texts.fill("crisis", language)[:20] in drawn(app)
    assert "Who asks for help" in words(app)


def test_the_day_in_the_preview_is_the_one_that_is_promised(
    opens: Opens, house: House, noon: datetime, in_review: str
) -> None:
    app = opens("campaign", "approver", campaign=in_review)
    app.session_state["summary.automatic"] = True
    app.run()
    app.selectbox(key="automatic.language").set_value("nl").run()
    understood, home = reading.read("hulp"), house.settings.public_address
    sent = automatic.compose("help", understood, "nl", noon, 1, home, alerting=False)
    assert html.escape(sent) in drawn(app)


def test_a_name_for_a_sender_is_pointed_out(
    opens: Opens, house: House, in_review: str, postbox
) -> None:
    assert "Whoever answers STOP or HULP to it is heard" in words(
        opens("campaign", "approver", campaign=in_review)
    )
    postbox.sender = "Uitweg"
    assert "nobody can answer it" in words(opens("campaign", "approver", campaign=in_review))


def test_what_was_changed_after_it_was_read_is_not_approved(
    opens: Opens, house: House, cast: dict, noon: datetime, in_review: str
) -> None:
    app = opens("campaign", "approver", campaign=in_review)
    room, lead, later = house.outreach, cast["lead-1"], noon + timedelta(minutes=1)
    campaign.take_back(room, lead, in_review, later)
    campaign.write_text(room, lead, in_review, {"A": steps.OTHER}, later)
    campaign.send_test(room, lead, in_review, later)
    campaign.submit(room, lead, in_review, later)
    press(app, "campaign.approve")
    assert campaign.get(room, lead, in_review).status == "in_review"
    assert app.error
    press(app, "campaign.approve")  # it stands there now, and can be read
    assert campaign.get(room, lead, in_review).status == "approved"


def test_an_approval_in_two_tabs_is_given_once(
    opens: Opens, house: House, cast: dict, in_review: str
) -> None:
    tabs = [opens("campaign", "approver", campaign=in_review) for _ in range(2)]
    for tab in tabs:
        press(tab, "campaign.approve")
    assert campaign.get(house.outreach, cast["lead-1"], in_review).status == "approved"
    assert not tabs[0].error and len(tabs[1].error) == 1
