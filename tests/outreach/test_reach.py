"""How far messages came: what is counted, and how they stood as time went by."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from db import each
from house import House
from outreach import reach, standings
from outreach.room import Outreach
from problem import Forbidden
from tests.outreach import steps
from trust.access import Actor

Changes = Callable[..., None]


def _change(tx: Any, item: tuple[str, dict[str, Any]]) -> None:
    tx.connection.execute(*item)


@pytest.fixture
def campaign(house: House, noon: datetime) -> str:
    """100 messages, launched at noon."""
    return steps.launched(house, noon)


@pytest.fixture
def change(house: House, campaign: str) -> Changes:
    """`change(10, "sent", sent=noon)`: as many queued messages go to a status, with moments."""

    def apply(amount: int, status: str, **columns: Any) -> None:
        rows = steps.messages(house.outreach, campaign)
        ids = [row["id"] for row in rows if row["status"] == "queued"][:amount]
        assert len(ids) == amount
        values = {"status": status, **columns}
        sets = ", ".join(f"{name} = ${name}" for name in values)
        statement = f"update messages set {sets} where id = $id"  # noqa: S608 - names of ours
        for id_ in ids:
            house.outreach.db.write(each(_change), (statement, {**values, "id": id_}))

    return apply


def at(room: Outreach, lead: Actor, campaign: str, now: datetime) -> dict[datetime, dict[str, int]]:
    return dict(reach.states_over_time(room, lead, campaign, now))


# What counts as sent


@pytest.mark.parametrize(
    ("columns", "sent"),
    [
        ({"status": "sent", "carrier_id": "SM1"}, 1),
        ({"status": "undelivered", "carrier_id": "SM1"}, 1),  # taken, whatever came of it
        ({"status": "undelivered"}, 0),  # refused
        ({"status": "queued", "earlier_id": "SM1"}, 1),  # unreachable, and tried again
        ({"status": "unknown", "earlier_id": "SM1"}, 1),
        ({"status": "unknown"}, 0),
        ({"status": "sent"}, 1),  # a person decided that it was
        ({"status": "delivered"}, 1),
        ({"status": "held"}, 0),
        ({"status": "queued"}, 0),
    ],
)
def test_sent_is_what_the_carrier_took(
    house: House, cast: dict, campaign: str, change: Changes, columns: dict, sent: int
) -> None:
    change(1, **columns)
    seen = reach.reach(house.outreach, cast["lead-1"], campaign)
    assert (seen.sent, seen.segments) == (sent, sent)
    assert seen.recipients == 100


# Errors


def test_errors_are_counted_by_what_may_be_kept_of_them(
    house: House, cast: dict, campaign: str, change: Changes
) -> None:
    change(3, "undelivered", code="number")
    change(5, "undelivered", code="phone")
    change(1, "failed", code="30007")
    change(2, "delivered")
    errors = reach.errors(house.outreach, cast["lead-1"], campaign)
    assert errors == [("phone", 5), ("number", 3), ("30007", 1)]


# Pace


def test_the_pace_is_that_of_the_last_minute(
    house: House, cast: dict, noon: datetime, campaign: str, change: Changes
) -> None:
    now = noon + timedelta(minutes=10)
    change(20, "sent", sent=noon + timedelta(minutes=5))
    change(30, "sent", sent=now - timedelta(seconds=20))
    assert reach.per_minute(house.outreach, cast["lead-1"], campaign, now) == 30


def test_right_after_the_launch_the_pace_is_told_from_what_has_gone_by(
    house: House, cast: dict, noon: datetime, campaign: str, change: Changes
) -> None:
    change(20, "sent", sent=noon + timedelta(seconds=5))
    now = noon + timedelta(seconds=10)
    assert reach.per_minute(house.outreach, cast["lead-1"], campaign, now) == 120


# States over time


def test_a_campaign_stands_queued_until_something_happens(
    house: House, cast: dict, noon: datetime, campaign: str
) -> None:
    points = at(house.outreach, cast["lead-1"], campaign, noon + timedelta(seconds=35))
    assert list(points) == [noon + timedelta(seconds=10 * n) for n in range(4)]
    assert all(counts == {"queued": 100} for counts in points.values())


def test_each_message_goes_from_queued_to_sent_to_its_end(
    house: House, cast: dict, noon: datetime, campaign: str, change: Changes
) -> None:
    def after(seconds: float) -> datetime:
        return noon + timedelta(seconds=seconds)

    change(10, "delivered", sent=after(2), ended=after(15))
    change(5, "undelivered", sent=after(12), ended=after(25))
    change(4, "undelivered", ended=after(3))  # refused
    change(3, "held", ended=after(13))
    change(2, "unknown", claimed=after(13), lost=after(22))
    change(1, "sending", claimed=after(29))
    points = at(house.outreach, cast["lead-1"], campaign, after(30))
    assert points == {
        after(0): {"queued": 86, "sent": 10, "undelivered": 4},
        after(10): {"queued": 78, "sent": 5, "delivered": 10, "undelivered": 4, "held": 3},
        after(20): {
            "queued": 75,
            "delivered": 10,
            "undelivered": 9,
            "held": 3,
            "unknown": 2,
            "sending": 1,
        },
    }


def test_the_last_point_is_how_they_stand_now(
    house: House, cast: dict, noon: datetime, campaign: str, change: Changes
) -> None:
    change(30, "delivered", sent=noon, ended=noon + timedelta(hours=30))  # a clock ahead of ours
    change(7, "sent", claimed=noon)  # a person decided, no moment is known
    change(1, "queued", sent=noon, earlier_id="SM1")  # to be tried again
    points = at(house.outreach, cast["lead-1"], campaign, noon + timedelta(hours=2))
    assert list(points.values())[-1] == steps.statuses(house.outreach, campaign)


@pytest.mark.parametrize(
    ("gone", "unit"),
    [
        (timedelta(seconds=1), timedelta(seconds=10)),
        (timedelta(minutes=9), timedelta(seconds=10)),
        (timedelta(minutes=21), timedelta(minutes=1)),  # 100,000 messages at 80 a second
        (timedelta(hours=2), timedelta(minutes=10)),
        (timedelta(hours=34), timedelta(hours=1)),  # two windows
        (timedelta(days=10), timedelta(hours=6)),
        (timedelta(days=40), timedelta(days=1)),
        (timedelta(days=400), timedelta(days=7)),  # paused and forgotten
    ],
)
def test_however_long_it_takes_there_are_at_most_sixty_points(
    house: House, cast: dict, noon: datetime, campaign: str, gone: timedelta, unit: timedelta
) -> None:
    points = reach.states_over_time(house.outreach, cast["lead-1"], campaign, noon + gone)
    moments = [moment for moment, _counts in points]
    assert len(points) <= standings.MOST
    assert all(
        later - earlier == unit for earlier, later in zip(moments, moments[1:], strict=False)
    )
    assert moments[0] <= noon < moments[0] + unit
    assert moments[-1] <= noon + gone <= moments[-1] + unit


def test_of_a_finished_campaign_a_late_receipt_does_not_squeeze_the_story(
    house: House, cast: dict, noon: datetime, campaign: str, change: Changes
) -> None:
    change(99, "delivered", sent=noon, ended=noon + timedelta(seconds=10))
    change(1, "delivered", sent=noon, ended=noon + timedelta(hours=9))
    finish = "update campaigns set status = 'finished', ended = $ended"
    house.outreach.db.write(each(_change), (finish, {"ended": noon + timedelta(seconds=20)}))
    points = at(house.outreach, cast["lead-1"], campaign, noon + timedelta(days=20))
    assert max(points) < noon + timedelta(minutes=2)
    assert points[max(points)] == {"delivered": 100}


def test_before_the_launch_there_is_nothing_to_see(
    house: House, cast: dict, noon: datetime
) -> None:
    draft = steps.draft(house, noon)
    assert reach.states_over_time(house.outreach, cast["lead-1"], draft, noon) == []


# Who may see it


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        ("lead-1", True),
        ("approver", True),
        ("observer", False),
        ("tactus-1", False),
        ("operator", False),
    ],
)
def test_who_may_see_how_it_goes(
    house: House, cast: dict, noon: datetime, campaign: str, actor: str, may: bool
) -> None:
    room, person = house.outreach, cast[actor]
    for look in (
        lambda: reach.errors(room, person, campaign),
        lambda: reach.per_minute(room, person, campaign, noon),
        lambda: reach.states_over_time(room, person, campaign, noon),
    ):
        if may:
            look()
        else:
            with pytest.raises(Forbidden):
                look()
