"""Team, trail, health and phones: each tells its own role what it needs, and no more."""

import socket
from collections.abc import Iterator

import pytest

import house as houses
import settings as all_settings
from carrier.base import Outgoing
from carrier.sandbox import Sandbox
from dashboard import state
from db import each
from helpdesk import inbox
from tests.dashboard.conftest import Opens, words
from tests.dashboard.test_inbox_page import HELP, hears, only  # noqa: F401 - fixtures
from trust import audit
from webhook import server
from webhook.app import create_app

ANNE = "+31612345678"
NOBODYS = ("team", "trail", "health")


def _did(tx, item) -> None:
    audit.record(tx, *item)


def _do(db, actor, action, subject, now) -> None:
    db.write(each(_did), (actor, action, subject, now))


@pytest.mark.parametrize("path", [*NOBODYS, "inbox"])
@pytest.mark.parametrize("who", ["observer", "lead-1", "approver"])
def test_the_campaign_side_reaches_no_page_of_care(opens: Opens, path: str, who: str) -> None:
    assert "not for your role" in words(opens(path, who))


def test_the_team_page_counts_for_the_coordinator(opens, hears, house, cast, only, noon) -> None:  # noqa: F811
    hears(HELP)
    inbox.claim(house.helpdesk, cast["tactus-2"], only().id, noon)
    app = opens("team", "tactus-coordinator")
    assert not app.exception
    assert {one.label: one.value for one in app.metric} == {
        "Open": "1", "Unclaimed": "0", "Waiting for us": "1", "Answered": "0",
    }  # fmt: skip
    table = app.dataframe[0].value
    assert table.iloc[0]["Care worker"] == "Care worker 2"
    assert table.iloc[0]["Has now"] == 1


def test_an_idle_team_is_told_so(opens) -> None:
    assert "Nobody waits for an answer." in words(opens("team", "tactus-coordinator"))


def test_each_privacy_officer_reads_the_own_trail_newest_first(opens, house, cast, noon) -> None:
    _do(house.outreach.db, cast["lead-1"], "campaign.created", "camp1", noon)
    _do(house.outreach.db, cast["approver"], "campaign.approved", "camp1", noon)
    _do(house.helpdesk.db, cast["tactus-1"], "conversation.claimed", "conv1", noon)
    campaign_side = opens("trail", "privacy-outreach").dataframe[0].value
    assert list(campaign_side["What"]) == ["approved the campaign", "started a campaign"]
    assert list(campaign_side["When"]) == ["today 13:00"] * 2
    care_side = opens("trail", "privacy-care").dataframe[0].value
    assert list(care_side["About"]) == ["conv1"]


def test_a_whole_chain_holds_and_a_changed_one_is_named(opens, house, cast, noon) -> None:
    for number in range(3):
        _do(house.helpdesk.db, cast["tactus-1"], "conversation.claimed", f"c{number}", noon)
    assert "The chain holds: all 3 entries" in words(opens("trail", "privacy-care"))
    with house.helpdesk.db.read() as session:
        session.connection.execute("update trail set actor = 'lead-1' where seq = 2")
    assert "The chain is broken at entry 2" in words(opens("trail", "privacy-care"))


def test_an_empty_trail_says_so(opens) -> None:
    assert "Nothing has been done yet" in words(opens("trail", "privacy-outreach"))


def test_health_shows_the_machine_and_nothing_personal(opens, hears, house, noon) -> None:  # noqa: F811
    hears(HELP)
    house.pulse.set(noon)
    said = words(opens("health", "operator"))
    assert "The worker works." in said
    assert "**Helpdesk** answers" in said
    assert "manage.py backup" in "".join(one.value for one in opens("health", "operator").code)
    assert "Answers waiting: **\\<10**" in said  # one more or less would tell of a person
    for personal in ("repl", "help request", "conversation", "12345678", HELP.lower()):
        assert personal not in said.lower(), personal


def test_health_says_when_the_worker_is_silent(opens, house, noon) -> None:
    assert "The worker has not begun" in words(opens("health", "operator"))
    house.pulse.set(noon.replace(hour=11))
    assert "silent since today 12:00" in words(opens("health", "operator"))


def test_health_says_how_many_notes_can_not_be_read(opens, house) -> None:
    assert "fallback" not in words(opens("health", "operator"))
    (house.data / "notes").mkdir()
    for name in ("a.unreadable", "b.unreadable", "c"):
        (house.data / "notes" / name).write_text("sealed")
    assert "2 notes of the fallback address can't be read" in words(opens("health", "operator"))


@pytest.fixture
def sandbox(tmp_path, opens, noon) -> Iterator[Sandbox]:
    """A house on the built-in carrier, with a real webhook for it to call."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = {"sandbox": {"alive": False}}
    settings = all_settings.check({"webhook": {"port": port}, "carrier": quiet})
    carrier = Sandbox(settings, tmp_path / "sandbox.sqlite")
    built = houses.build(settings, tmp_path / "sandbox", carrier)
    from helpdesk import partners

    partners.seed(built.helpdesk)
    state.install(built, clock=lambda: noon)
    public = server.start(create_app(built), settings)
    yield carrier
    public.stop()
    carrier.stop()
    built.close()


def test_without_texts_the_phones_say_what_to_do(opens, sandbox) -> None:
    assert "Launch a campaign" in words(opens("phones", "lead-1"))


def test_a_reply_from_a_drawn_phone_reaches_the_inbox_and_is_answered(opens, sandbox) -> None:
    link = "http://localhost:8080/c/" + "a" * 16
    sandbox.send(Outgoing("m1", ANNE, f"Er is een uitweg: {link}"))
    app = opens("phones", "tactus-1")
    assert not app.exception
    assert app.get("link_button")[0].proto.url == link
    app.text_input(key="phones.reply.left").set_value("ik wil hulp")
    app.button(key="phones.send.left").click().run()
    assert not app.exception
    assert [one.text for one in sandbox.bubbles(ANNE) if not one.from_us] == ["ik wil hulp"]
    drawn = "".join(str(one.proto.body) for one in app.get("html"))
    assert "ik wil hulp" in drawn
    assert "Een medewerker stuurt je een bericht" in drawn
    rows = [one.key for one in opens("inbox", "night-1").button]
    assert any((key or "").startswith("inbox.open") for key in rows)


def test_a_double_click_sends_one_reply(opens, sandbox) -> None:
    sandbox.send(Outgoing("m1", ANNE, "Er is een uitweg"))
    app = opens("phones", "tactus-1")
    for text in ("HULP", "HULP", ""):  # the second click comes with the text or without it
        app.text_input(key="phones.reply.left").set_value(text)
        app.button(key="phones.send.left").click().run()
    assert not app.error
    assert [one.text for one in sandbox.bubbles(ANNE) if not one.from_us] == ["HULP"]


def test_an_empty_reply_is_not_sent(opens, sandbox) -> None:
    sandbox.send(Outgoing("m1", ANNE, "Er is een uitweg"))
    app = opens("phones", "tactus-1")
    app.text_input(key="phones.reply.left").set_value("  ")
    app.button(key="phones.send.left").click().run()
    assert [one.value for one in app.error] == ["Write something first."]
    assert not [one for one in sandbox.bubbles(ANNE) if not one.from_us]


def test_real_phones_are_nobodys_to_look_at(opens) -> None:
    assert "Only the sandbox has drawn phones" in words(opens("phones", "lead-1"))
