"""The coordinator says who is alerted in a crisis, tries it out, and sees what did not arrive."""

from datetime import timedelta

import pytest

from dashboard import state
from helpdesk import duty, inbox, notices, posting
from tests.dashboard.conftest import Opens, press, words
from tests.dashboard.test_inbox_page import CRISIS, HELP, hears, only  # noqa: F401 - fixtures

WHO = "tactus-coordinator"


@pytest.fixture
def team(opens: Opens, hears):  # noqa: F811
    hears(HELP)
    return opens("team", WHO)


def test_what_is_saved_is_used(team, house, cast, noon) -> None:
    team.text_input(key="team.duty_email").set_value(" duty@tactus.example.org ")
    team.text_input(key="team.duty_webhook").set_value("https://pager.example.org/x")
    press(team, "team.duty_save")
    assert not team.error
    _, saved = duty.of(house.helpdesk, cast[WHO])
    assert (saved.duty_email, saved.duty_webhook) == (
        "duty@tactus.example.org",
        "https://pager.example.org/x",
    )


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("duty_email", "nobody", "is not an e-mail address"),
        ("duty_webhook", "http://pager.example.org", "begins with https://"),
        ("coordinator_email", "a@b", "is not an e-mail address"),
    ],
)
def test_what_is_wrong_is_said_and_not_saved(team, house, cast, name, typed, said) -> None:
    before = duty.of(house.helpdesk, cast[WHO])
    team.text_input(key=f"team.{name}").set_value(typed)
    press(team, "team.duty_save")
    assert said in "".join(one.value for one in team.error)
    assert duty.of(house.helpdesk, cast[WHO]) == before


def test_only_whoever_is_open_day_and_night_has_a_phone_to_fill_in(
    team, opens, house, cast
) -> None:
    assert "team.duty_phone" not in [one.key for one in team.text_input]
    night = opens("team", "night-coordinator")
    night.text_input(key="team.duty_phone").set_value("06 11 22 33 44")
    press(night, "team.duty_save")
    assert duty.of(house.helpdesk, cast["night-coordinator"])[1].duty_phone == "+31611223344"


def test_the_page_says_which_ways_are_missing(team, monkeypatch) -> None:
    monkeypatch.delenv(notices.KEY, raising=False)
    assert "no mail server" in words(team)
    assert notices.KEY not in words(team)  # there is no webhook to call
    team.text_input(key="team.duty_webhook").set_value("https://pager.example.org/x")
    press(team, "team.duty_save")
    assert notices.KEY in words(team.run())
    monkeypatch.setenv(notices.KEY, "a key")
    assert notices.KEY not in words(team.run())
    for name in ("duty_email", "duty_webhook"):
        team.text_input(key=f"team.{name}").set_value("")
    press(team, "team.duty_save")
    assert "seen and heard only by who has Uitweg open" in words(team.run())


def test_a_test_notice_and_what_came_of_it(team, house, noon) -> None:
    press(team, "team.duty_test")
    assert "E-mail of who is on duty: under way" in words(team)
    posting.send(house.helpdesk, noon)
    assert "E-mail of who is on duty: not possible" in words(team.run())


def test_what_did_not_get_through_is_shown_to_the_own_coordinator(
    team, opens, house, cast, noon, monkeypatch
) -> None:
    monkeypatch.setenv(notices.KEY, "a key")
    dead = duty.Duty(duty_webhook="http://localhost:1/")
    duty.save(house.helpdesk, cast[WHO], dead, noon)
    duty.test(house.helpdesk, cast[WHO], noon)
    posting.send(house.helpdesk, noon)
    assert "1 notice of the last week did not get through" in words(team.run())
    row = next(one.value for one in team.dataframe if "How it stands" in one.value).iloc[0]
    assert (row["What"], row["How it stands"]) == ("Test notice", "tried again")
    assert "did not get through" not in words(opens("team", "night-coordinator"))


def test_crises_show_how_fast_they_were_answered(opens, hears, house, cast, noon) -> None:  # noqa: F811
    assert "Crises answered" not in words(opens("team", WHO))
    hears(CRISIS)
    (one,) = inbox.waiting(house.helpdesk, cast["tactus-1"], noon)
    later = noon + timedelta(minutes=4)
    inbox.claim(house.helpdesk, cast["tactus-1"], one.id, later)
    inbox.answer(house.helpdesk, cast["tactus-1"], one.id, "Ik ben er", "1", later)
    state.install(house, clock=lambda: later)
    shown = {one.label: one.value for one in opens("team", WHO).metric}
    assert (shown["Half within"], shown["The slowest"]) == ("4 minutes", "4 minutes")
    assert shown["Crises answered"] == "1"
