"""A start that is planned: it comes once, at its moment, and only if nothing is missing then."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from db import each
from house import House
from outreach import campaign, conditions, exclusions, launch, planning
from outreach.window import Window, is_open, next_opening
from problem import Problem
from tests import ticking
from tests.conftest import Postbox
from tests.outreach import steps
from tests.outreach.steps import APPROVER, LEAD, SECOND

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
USUAL = Window(time(10), time(20), frozenset(range(1, 7)), holidays=False)
FIRST = 12_000_001  # the audience has numbers that a list can hold


def planned(house: House, name: str) -> tuple[Any, ...]:
    one = campaign.get(house.outreach, LEAD, name)
    return one.status, one.starts, one.scheduled_by, one.lapsed


def told(house: House, name: str) -> set[tuple[str, str]]:
    """To whom a word was to be sent, and which."""
    with house.outreach.db.read() as session:
        found = session.connection.execute(
            "select actor, reason from notices where campaign = ?", [name]
        )
        return {(row[0], row[1]) for row in found.fetchall()}


# Planning


def test_an_approved_campaign_starts_by_itself_when_its_moment_has_come(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    room, starts = house.outreach, noon + 3 * DAY
    name = steps.scheduled(house, noon, starts)
    assert planned(house, name) == ("approved", starts, "lead-2", None)
    assert launch.due(room, starts - timedelta(microseconds=1)) == 0
    assert steps.statuses(room, name) == {}
    assert launch.due(room, starts) == 1
    assert planned(house, name) == ("sending", None, "lead-2", None)
    assert campaign.get(room, LEAD, name).launched == starts
    assert steps.statuses(room, name) == {"queued": 100}
    assert launch.due(room, starts + HOUR) == 0
    assert ticking.tick(room, starts) > 0 and postbox.taken  # the gate has heard of it


def test_the_trail_tells_who_planned_it_and_that_nobody_was_there(
    house: House, noon: datetime
) -> None:
    room, starts = house.outreach, noon + HOUR
    steps.scheduled(house, noon, starts)
    launch.due(room, starts)
    assert steps.actions(room)[-2:] == [
        ("lead-2", "campaign.scheduled"),
        ("machine", "campaign.launched"),
    ]
    assert steps.details(room, "campaign.scheduled") == [{"starts": starts.isoformat()}]
    assert steps.details(room, "campaign.launched") == [{"scheduled_by": "lead-2"}]


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (-HOUR, "That moment has gone by"),
        (0 * HOUR, "That moment has gone by"),
        (timedelta(microseconds=1), None),
        (60 * DAY, None),
        (60 * DAY + timedelta(microseconds=1), "at most 60 days ahead"),
    ],
)
def test_it_is_planned_for_the_next_sixty_days(
    house: House, noon: datetime, ahead: timedelta, said: str | None
) -> None:
    name = steps.approved(house, noon)
    if said:
        with pytest.raises(Problem, match=said):
            campaign.schedule(house.outreach, LEAD, name, noon + ahead, noon)
    else:
        campaign.schedule(house.outreach, LEAD, name, noon + ahead, noon)
    assert (campaign.get(house.outreach, LEAD, name).starts is None) == bool(said)


def test_not_for_a_day_on_which_an_export_is_to_be_gone(house: House, noon: datetime) -> None:
    name = steps.approved(house, noon, destroy_by=date(2026, 3, 10))
    for starts, good in (
        (datetime(2026, 3, 10, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 10, 23, 0, tzinfo=UTC), False),  # midnight in Zwolle
    ):
        if good:
            campaign.schedule(house.outreach, LEAD, name, starts, noon)
            continue
        with pytest.raises(Problem, match='Export "Phone 1" has to be destroyed before then'):
            campaign.schedule(house.outreach, LEAD, name, starts, noon)


def test_a_moment_is_kept_whatever_clock_it_was_told_by(house: House, noon: datetime) -> None:
    """03:30 of the night in which 02:00 becomes 03:00, and both 02:30s of the other one."""
    for local in (
        datetime(2026, 3, 29, 3, 30, tzinfo=conditions.AMSTERDAM),
        datetime(2026, 10, 25, 2, 30, tzinfo=conditions.AMSTERDAM, fold=0),
        datetime(2026, 10, 25, 2, 30, tzinfo=conditions.AMSTERDAM, fold=1),
    ):
        now = local.astimezone(UTC) - DAY
        name = steps.approved(house, now)
        campaign.schedule(house.outreach, LEAD, name, local, now)
        starts = campaign.get(house.outreach, LEAD, name).starts
        assert starts == local.astimezone(UTC)
        assert launch.due(house.outreach, starts - timedelta(seconds=1)) == 0
        assert launch.due(house.outreach, starts) == 1


def test_texts_of_a_start_outside_the_window_wait_for_it(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    room, name = house.outreach, steps.draft(house, noon)
    campaign.set_window(room, LEAD, name, USUAL, noon)
    campaign.submit(room, LEAD, name, noon)
    campaign.approve(room, APPROVER, name, noon)
    starts = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)
    campaign.schedule(room, LEAD, name, starts, noon)
    assert launch.due(room, starts) == 1
    assert not is_open(USUAL, starts)
    assert ticking.tick(room, starts) == 0 and postbox.taken == []
    assert ticking.tick(room, next_opening(USUAL, starts)) > 0


SUBMIT, APPROVE, LAUNCH = (
    lambda room, name, now: campaign.submit(room, LEAD, name, now),
    lambda room, name, now: campaign.approve(room, APPROVER, name, now),
    lambda room, name, now: campaign.launch(room, LEAD, name, now),
)
REACHED: dict[str, list[Callable[..., None]]] = {
    "draft": [],
    "in_review": [SUBMIT],
    "sending": [SUBMIT, APPROVE, LAUNCH],
    "paused": [SUBMIT, APPROVE, LAUNCH, lambda r, c, now: campaign.pause(r, LEAD, c, "", now)],
    "cancelled": [lambda room, name, now: campaign.cancel(room, LEAD, name, now)],
}


@pytest.mark.parametrize("reached", REACHED)
def test_only_what_is_approved_can_be_planned(house: House, noon: datetime, reached: str) -> None:
    room, name = house.outreach, steps.draft(house, noon)
    for act in REACHED[reached]:
        act(room, name, noon)
    for change in (
        lambda: campaign.schedule(room, LEAD, name, noon + DAY, noon),
        lambda: campaign.unschedule(room, LEAD, name, noon),
    ):
        with pytest.raises(Problem, match=f"now: {reached.replace('_', ' ')}"):
            change()
    assert planned(house, name) == (reached, None, None, None)


def test_a_later_plan_replaces_the_earlier_one(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.scheduled(house, noon, noon + HOUR)
    campaign.schedule(room, LEAD, name, noon + DAY, noon)
    assert launch.due(room, noon + 2 * HOUR) == 0
    assert planned(house, name) == ("approved", noon + DAY, "lead-1", None)
    assert launch.due(room, noon + DAY) == 1


ENDS: dict[str, Callable[..., Any]] = {
    "unschedule": lambda room, name, now: campaign.unschedule(room, LEAD, name, now),
    "take_back": lambda room, name, now: campaign.take_back(room, LEAD, name, now),
    "cancel": lambda room, name, now: campaign.cancel(room, LEAD, name, now),
    "launch": lambda room, name, now: campaign.launch(room, LEAD, name, now),
}


@pytest.mark.parametrize("act", ENDS)
def test_a_plan_ends_when_somebody_decides_otherwise(
    house: House, noon: datetime, act: str
) -> None:
    room, name = house.outreach, steps.scheduled(house, noon, noon + HOUR)
    ENDS[act](room, name, noon)
    ended = planned(house, name)
    assert ended[1:] == (None, None, None)
    assert launch.due(room, noon + 2 * HOUR) == 0
    assert planned(house, name) == ended


def test_what_is_taken_back_and_approved_again_starts_at_nobodys_moment(
    house: House, noon: datetime
) -> None:
    room, name = house.outreach, steps.scheduled(house, noon, noon + HOUR)
    campaign.take_back(room, LEAD, name, noon)
    campaign.submit(room, LEAD, name, noon)
    campaign.approve(room, APPROVER, name, noon)
    assert launch.due(room, noon + 2 * HOUR) == 0
    assert planned(house, name) == ("approved", None, None, None)
    with pytest.raises(Problem, match="now: approved"):
        campaign.unschedule(room, LEAD, name, noon)


# When something is missing


def excluded(house: House, name: str, now: datetime) -> None:
    exclusions.add(house.outreach, LEAD, [steps.number(FIRST)], "other", None, now)


def keyless(house: House, name: str, now: datetime) -> None:
    exclusions.add(house.outreach, LEAD, ["0687654321"], "other", None, now)
    house.outreach.keys.destroy(f"campaign-{name}")


def unfounded(house: House, name: str, now: datetime) -> None:
    house.outreach.db.write(each(_forget_consent), name)


def _forget_consent(tx: Any, name: str) -> None:
    tx.connection.execute(
        "update exports set consent_reference = '' where campaign = $name", {"name": name}
    )


def nothing(house: House, name: str, now: datetime) -> None:
    """Time alone."""


@pytest.mark.parametrize(
    ("happens", "after", "said"),
    [
        (excluded, HOUR, "There are too few recipients. Add exports."),
        (keyless, HOUR, "The keys of this campaign are missing."),
        (unfounded, HOUR, "Write down the grounds of every export."),
        (nothing, 8 * DAY, "No care partner that is open day and night has answered"),
    ],
)
def test_a_start_for_which_something_is_missing_lapses_and_people_hear_of_it(
    house: House,
    postbox: Postbox,
    noon: datetime,
    happens: Callable[..., None],
    after: timedelta,
    said: str,
) -> None:
    room, name = house.outreach, steps.scheduled(house, noon, noon + after, first=FIRST)
    happens(house, name, noon)
    assert launch.due(room, noon + after) == 0
    status, starts, by, lapsed = planned(house, name)
    assert (status, starts, by) == ("approved", None, "lead-2")
    assert lapsed.startswith(said) and "{" not in lapsed
    assert steps.statuses(room, name) == {} and postbox.taken == []
    assert told(house, name) == {(who, lapsed) for who in ("lead-1", "lead-2", "approver")}
    assert steps.actions(room)[-1] == ("machine", "campaign.lapsed")
    assert launch.due(room, noon + after + HOUR) == 0
    assert len(steps.details(room, "campaign.lapsed")) == 1


def test_an_export_that_should_be_gone_by_then_lets_the_start_lapse(
    house: House, noon: datetime
) -> None:
    name = steps.scheduled(house, noon, noon + HOUR)
    house.outreach.db.write(each(_destroy_yesterday), name)
    assert launch.due(house.outreach, noon + HOUR) == 0
    assert planned(house, name)[3] == "An export should have been destroyed by now. Remove it."


def _destroy_yesterday(tx: Any, name: str) -> None:
    tx.connection.execute(
        "update exports set destroy_by = date '2026-03-02' where campaign = $name", {"name": name}
    )


def test_examples_start_in_the_sandbox_only(house: House, postbox: Postbox, noon: datetime) -> None:
    name = steps.scheduled(house, noon, noon + HOUR, example=True)
    postbox.name = "twilio"
    assert launch.due(house.outreach, noon + HOUR) == 0
    assert planned(house, name)[3].startswith("Examples are for the sandbox")


@pytest.mark.parametrize(("late", "launched"), [(23 * HOUR, 1), (25 * HOUR, 0)])
def test_a_machine_that_was_down_starts_late_but_not_a_day_late(
    house: House, noon: datetime, late: timedelta, launched: int
) -> None:
    name = steps.scheduled(house, noon, noon + HOUR)
    assert launch.due(house.outreach, noon + HOUR + late) == launched
    lapsed = planned(house, name)[3]
    assert lapsed is None if launched else lapsed.startswith("Uitweg was not running")


def test_what_lapsed_can_be_planned_again_or_launched(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.scheduled(house, noon, noon + HOUR, first=FIRST)
    excluded(house, name, noon)
    launch.due(room, noon + HOUR)
    exclusions.remove(room, LEAD, steps.number(FIRST), None, noon)
    campaign.schedule(room, LEAD, name, noon + DAY, noon)
    assert planned(house, name) == ("approved", noon + DAY, "lead-1", None)
    assert launch.due(room, noon + DAY) == 1


@pytest.mark.parametrize("sentence", conditions.IN_GENERAL.values())
def test_what_is_kept_of_a_reason_needs_no_values(sentence: str) -> None:
    assert "{" not in sentence
    assert conditions.in_general(Problem("Of {nobody} knows", nobody=1)) == conditions.SOMETHING


# Once


def test_two_workers_and_two_people_at_once_start_it_once(house: House, noon: datetime) -> None:
    room, starts = house.outreach, noon + HOUR
    name = steps.scheduled(house, noon, starts)

    def by_itself() -> int:
        return launch.due(room, starts)

    def by_hand() -> int:
        try:
            campaign.launch(room, LEAD, name, starts)
        except Problem:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        began = list(pool.map(lambda act: act(), [by_itself, by_hand] * 4))
    assert sum(began) == 1
    assert steps.statuses(room, name) == {"queued": 100}
    assert [one[1] for one in steps.actions(room)].count("campaign.launched") == 1
    assert told(house, name) == set()


class Killed(BaseException):
    """The process ends here."""


def test_killed_after_the_launch_it_is_launched_and_the_gate_hears_of_it_later(
    house: House, postbox: Postbox, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, starts = house.outreach, noon + HOUR
    name = steps.scheduled(house, noon, starts)

    def kill(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("outreach.announcing.announce", kill)
        with pytest.raises(Killed):
            launch.due(room, starts)
    assert steps.statuses(room, name) == {"queued": 100}
    assert launch.due(room, starts) == 0
    assert ticking.tick(room, starts) > 0 and postbox.taken


def test_what_fails_is_tried_again_and_keeps_no_other_waiting(
    house: House, noon: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    room, starts = house.outreach, noon + HOUR
    bad, good = (
        steps.scheduled(house, noon, starts + n * timedelta(seconds=1), first=1 + 1000 * n)
        for n in range(2)
    )
    before = launch._segments

    def fail(room_: Any, one: Any) -> list[int]:
        if one.id == bad:
            raise RuntimeError("+31612345678")
        return before(room_, one)

    with monkeypatch.context() as patched:
        patched.setattr("outreach.launch._segments", fail)
        assert launch.due(room, starts + HOUR) == 1
    assert [planned(house, one)[0] for one in (bad, good)] == ["approved", "sending"]
    assert "a planned start has to wait: RuntimeError" in caplog.text
    assert "+316" not in caplog.text
    assert launch.due(room, starts + HOUR) == 1
    assert steps.statuses(room, bad) == {"queued": 100}


@pytest.mark.parametrize("lacking", [True, False])
def test_who_moves_the_start_at_the_last_moment_has_moved_it(
    house: House, noon: datetime, monkeypatch: pytest.MonkeyPatch, lacking: bool
) -> None:
    room, starts = house.outreach, noon + HOUR
    name = steps.scheduled(house, noon, starts)

    def meanwhile(*_: Any) -> list[Problem]:
        planning.schedule(room, SECOND, name, starts + DAY, noon)
        return [Problem("Something.")] if lacking else []

    with monkeypatch.context() as patched:
        patched.setattr("outreach.conditions.lacks", meanwhile)
        assert launch.due(room, starts) == 0
    assert planned(house, name) == ("approved", starts + DAY, "lead-2", None)
    assert steps.statuses(room, name) == {} and told(house, name) == set()


def test_a_launch_by_hand_needs_all_of_it_too_and_keeps_the_plan(
    house: House, noon: datetime
) -> None:
    room, name = house.outreach, steps.scheduled(house, noon, noon + HOUR, first=FIRST)
    excluded(house, name, noon)
    with pytest.raises(Problem, match="There are 99 recipients"):
        campaign.launch(room, LEAD, name, noon)
    assert planned(house, name) == ("approved", noon + HOUR, "lead-2", None)
