"""The start of an approved campaign: now, later, or not after all."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from dashboard import starting
from db import each
from house import House
from outreach import campaign, launch
from outreach.campaign import Campaign
from outreach.window import Window
from problem import Problem
from tests.dashboard.conftest import Opens, has_button, press, words
from tests.outreach import steps

WORKDAYS = Window(time(10), time(20), frozenset(range(1, 6)), False)


@pytest.fixture
def approved(house: House, noon: datetime) -> str:
    return steps.approved(house, noon)


@pytest.fixture
def now_is(house: House, cast: dict, approved: str) -> Callable[[], Campaign]:
    return lambda: campaign.get(house.outreach, cast["lead-1"], approved)


def test_a_start_is_planned_for_a_day_and_time_in_the_netherlands(
    opens: Opens, approved: str, now_is: Callable[[], Campaign]
) -> None:
    app = opens("campaign", "lead-1", campaign=approved)
    app.date_input(key="campaign.plan.day").set_value(date(2026, 3, 30))
    app.time_input(key="campaign.plan.time").set_value(time(10, 30)).run()
    said = words(press(app, "campaign.plan.sure"))
    assert now_is().starts == datetime(2026, 3, 30, 8, 30, tzinfo=UTC)  # summer time by then
    assert "Starts by itself Mon 30 March 10:30, planned by Team lead 1" in said
    assert now_is().status == "approved"


def test_what_is_offered_is_the_next_opening_of_the_window(
    opens: Opens, house: House, cast: dict, noon: datetime
) -> None:
    draft = steps.draft(house, noon)
    campaign.set_window(house.outreach, cast["lead-1"], draft, WORKDAYS, noon)
    campaign.send_test(house.outreach, cast["lead-1"], draft, noon)
    campaign.submit(house.outreach, cast["lead-1"], draft, noon)
    campaign.approve(house.outreach, cast["approver"], draft, noon)
    app = opens("campaign", "lead-1", campaign=draft)
    assert app.date_input(key="campaign.plan.day").value == date(2026, 3, 4)
    assert app.time_input(key="campaign.plan.time").value == time(10)
    app.time_input(key="campaign.plan.time").set_value(time(21)).run()
    said = words(press(app, "campaign.plan.sure"))
    assert "outside the window: its texts leave from Thu 5 March 10:00" in said


def test_a_planned_start_is_taken_away_again(
    opens: Opens, house: House, cast: dict, noon: datetime, approved: str, now_is
) -> None:
    campaign.schedule(house.outreach, cast["lead-1"], approved, noon + timedelta(days=1), noon)
    app = opens("campaign", "lead-2", campaign=approved)
    assert "Starts by itself tomorrow 13:00" in words(app)
    press(app, "campaign.unschedule")
    assert now_is().starts is None and not has_button(app, "campaign.unschedule")


def test_a_moment_that_has_gone_by_gets_a_sentence(opens: Opens, approved: str, now_is) -> None:
    app = opens("campaign", "lead-1", campaign=approved)
    app.date_input(key="campaign.plan.day").set_value(date(2026, 3, 2)).run()
    said = words(press(app, "campaign.plan.sure"))
    assert "That moment has gone by" in said and now_is().starts is None


def test_an_hour_that_the_clock_skips_gets_a_sentence(opens: Opens, approved: str, now_is) -> None:
    app = opens("campaign", "lead-1", campaign=approved)
    app.date_input(key="campaign.plan.day").set_value(date(2026, 3, 29))
    app.time_input(key="campaign.plan.time").set_value(time(2, 30)).run()
    said = words(press(app, "campaign.plan.sure")).replace("\\", "")
    assert "02:30 does not exist" in said and now_is().starts is None


@pytest.mark.parametrize(
    ("day", "hour", "there"),
    [
        (date(2026, 3, 29), time(1, 59), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (date(2026, 3, 29), time(3, 0), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the first
        (date(2026, 10, 25), time(3, 0), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_moment_around_a_change_of_the_clock(day: date, hour: time, there: datetime) -> None:
    assert starting.moment(day, hour) == there


@pytest.mark.parametrize("minute", [0, 59])
def test_no_minute_of_the_skipped_hour_exists(minute: int) -> None:
    with pytest.raises(Problem):
        starting.moment(date(2026, 3, 29), time(2, minute))


def test_a_start_that_did_not_come_about_says_why(
    opens: Opens, house: House, cast: dict, noon: datetime, approved: str, now_is
) -> None:
    campaign.schedule(house.outreach, cast["lead-1"], approved, noon + timedelta(hours=1), noon)
    launch.due(house.outreach, noon + timedelta(days=8))
    assert now_is().lapsed
    for who in ("lead-1", "approver"):
        said = words(opens("campaign", who, campaign=approved))
        assert "It did not start by itself: Uitweg was not running" in said


def test_the_approver_sees_what_is_planned_and_starts_nothing(
    opens: Opens, house: House, cast: dict, noon: datetime, approved: str
) -> None:
    campaign.schedule(house.outreach, cast["lead-1"], approved, noon + timedelta(days=1), noon)
    app = opens("campaign", "approver", campaign=approved)
    assert "Starts by itself tomorrow 13:00" in words(app)
    for key in ("campaign.plan.sure", "campaign.launch.sure", "campaign.unschedule"):
        assert not has_button(app, key)


def test_a_launch_while_the_window_is_closed_says_when_texts_leave(
    opens: Opens, house: House, approved: str
) -> None:
    assert "closed now" not in words(opens("campaign", "lead-1", campaign=approved))
    house.outreach.db.write(each(_shut), approved)
    said = words(opens("campaign", "lead-1", campaign=approved))
    assert "The window is closed now: texts leave from today 14:00." in said


def _shut(tx: Any, approved: str) -> None:
    tx.connection.execute(
        "update campaigns set window_start = '14:00', window_end = '20:00' where id = $id",
        {"id": approved},
    )


def test_taking_back_what_was_approved_is_asked_once(
    opens: Opens, house: House, cast: dict, noon: datetime, approved: str, now_is
) -> None:
    said = words(opens("campaign", "lead-1", campaign=approved))
    assert "Its approval is gone then" in said
    campaign.schedule(house.outreach, cast["lead-1"], approved, noon + timedelta(days=1), noon)
    app = opens("campaign", "lead-1", campaign=approved)
    assert "its planned start are gone then" in words(app)
    press(app, "campaign.take_back")
    assert now_is().status == "draft" and now_is().starts is None


def test_a_refusal_shows_the_campaign_as_it_is_now(
    opens: Opens, cast: dict, approved: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    launches = campaign.launch

    def second(room: Any, actor: Any, id_: str, now: datetime) -> None:
        launches(room, cast["lead-2"], id_, now)
        launches(room, actor, id_, now)

    app = opens("campaign", "lead-1", campaign=approved)
    monkeypatch.setattr(campaign, "launch", second)
    press(app, "campaign.launch.sure")
    assert "This campaign is now: sending" in words(app)
    assert has_button(app, "campaign.pause") and not has_button(app, "campaign.launch.sure")
    assert "This campaign is now" not in words(app.run())


def test_a_start_that_came_meanwhile_is_not_made_twice(
    opens: Opens, house: House, cast: dict, noon: datetime, approved: str
) -> None:
    app = opens("campaign", "lead-1", campaign=approved)
    campaign.launch(house.outreach, cast["lead-2"], approved, noon)
    press(app, "campaign.launch.sure")
    assert len(steps.messages(house.outreach, approved)) == 100
