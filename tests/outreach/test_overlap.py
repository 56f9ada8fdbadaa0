"""Who was texted by an earlier campaign does not count as a recipient of the next."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from db import each
from house import House
from outreach import campaign, conditions, exclusions, launch, overlap, sweeping
from outreach.room import Outreach
from problem import Problem
from tests.outreach import steps
from tests.outreach.steps import APPROVER, LEAD, number

Had = Callable[..., str]
TAKEN = "update messages set status = 'sent', carrier_id = id where campaign = ?"
VALID = 12345001  # an invented number that the exclusion list can read, and those after it


@pytest.fixture
def room(house: House) -> Outreach:
    return house.outreach


@pytest.fixture
def had(house: House, noon: datetime) -> Had:
    """A launched campaign of so many, whose texts the carrier took."""

    def make(amount: int, first: int = 1) -> str:
        name = launched_afresh(house, noon, recipients=amount, first=first)
        do(house.outreach, TAKEN, name)
        return name

    return make


def launched_afresh(house: House, noon: datetime, **of_draft: Any) -> str:
    name = steps.draft(house, noon, **of_draft)
    room = house.outreach
    do(room, "update campaigns set status = 'sending', launched = ? where id = ?", noon, name)
    do(
        room,
        "insert into messages "
        "(id, campaign, recipient, person, variant, status, code, segments, attempts) "
        "select id, campaign, id, person, 'A', 'queued', '', 1, 0 from recipients "
        "where campaign = ?",
        name,
    )
    return name


def do(room: Outreach, statement: str, *values: Any) -> None:
    def change(tx: Any, _: str) -> None:
        tx.connection.execute(statement, list(values))

    room.db.write(each(change), "")


def lacks(room: Outreach, name: str, noon: datetime) -> list[str]:
    return [str(one) for one in campaign.missing(room, APPROVER, name, noon)]


def advised(room: Outreach, name: str) -> list[str]:
    return [str(one) for one in launch.advice(room, APPROVER, name)]


@pytest.mark.parametrize("size", [1, 7, 500])
def test_people_of_an_earlier_campaign_do_not_make_up_the_least(
    house: House,
    room: Outreach,
    had: Had,
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
    size: int,
) -> None:
    monkeypatch.setattr(sweeping, "COUNTED", size)
    had(60)
    name = steps.approved(house, noon, recipients=60 + 100)
    assert lacks(room, name, noon) == []
    do(
        room,
        "delete from recipients where campaign = ? and person = ?",
        name,
        room.keys.ring(f"campaign-{name}").index(number(160), "person"),
    )
    said = (
        "Too many of the 159 recipients were texted by an earlier campaign and won't be again. "
        "A campaign needs 100 others: add exports."
    )
    assert lacks(room, name, noon) == [said]
    assert advised(room, name) == []  # it is told already
    with pytest.raises(Problem, match="Too many of the 159"):
        campaign.launch(room, LEAD, name, noon)
    assert steps.statuses(room, name) == {}


def test_enough_others_is_advice_without_a_count(
    house: House, room: Outreach, had: Had, noon: datetime
) -> None:
    had(30)
    had(30, first=21)  # ten of them are in both
    name = steps.draft(house, noon, recipients=200)
    assert lacks(room, name, noon) == []
    assert advised(room, name) == [
        "Some of the recipients were texted by an earlier campaign, and won't be again."
    ]


def test_only_whose_text_the_carrier_took_in_a_launched_campaign_counts(
    house: House, room: Outreach, noon: datetime
) -> None:
    steps.draft(house, noon, recipients=100)  # never launched
    earlier = launched_afresh(house, noon, recipients=100)
    name = steps.draft(house, noon, recipients=120)
    for status in ("queued", "sending", "held", "undelivered"):
        do(room, "update messages set status = ? where campaign = ?", status, earlier)
        assert lacks(room, name, noon) == [] and advised(room, name) == []
    do(room, "update messages set earlier_id = 'SM1' where campaign = ?", earlier)
    assert len(lacks(room, name, noon)) == 1  # they wait for their second try


def test_of_too_small_an_audience_it_is_not_told_who_was_texted_before(
    house: House, room: Outreach, had: Had, noon: datetime
) -> None:
    """Else a draft with one number in it would tell of that person."""
    had(99)
    name = steps.draft(house, noon, recipients=99)
    assert lacks(room, name, noon) == [
        "There are 99 recipients. A campaign needs 100: add exports."
    ]
    assert advised(room, name) == []


@pytest.mark.parametrize("spoilt", ["gone", "damaged"])
def test_of_a_campaign_whose_ring_is_gone_nobody_is_known_and_the_others_count(
    house: House, room: Outreach, had: Had, noon: datetime, spoilt: str
) -> None:
    lost = had(40)
    had(30, first=101)
    file = room.keys.folder / f"campaign-{lost}.json"
    file.unlink()
    if spoilt == "damaged":
        file.write_text("{")
    name = steps.draft(house, noon, recipients=150)
    assert overlap.audience(room, name, 150, 100_000) == overlap.Audience(30, 120)
    assert lacks(room, name, noon) == []


def test_without_its_own_ring_nothing_can_be_counted(
    house: House, room: Outreach, had: Had, noon: datetime
) -> None:
    had(1)
    name = steps.draft(house, noon, recipients=150)
    room.keys.destroy(f"campaign-{name}")
    (problem,) = lacks(room, name, noon)
    assert "keys of this campaign are missing" in problem
    assert advised(room, name) == []


def test_who_is_on_the_exclusion_list_counts_as_neither(
    house: House, room: Outreach, had: Had, noon: datetime
) -> None:
    had(10, first=VALID)
    name = steps.approved(house, noon, recipients=150, first=VALID)
    some = [number(VALID + nth) for nth in (0, 1, 2, 10, 11)]
    exclusions.add(room, LEAD, some, "other", name, noon)
    assert overlap.audience(room, name, 150, 100_000) == overlap.Audience(7, 138)


def test_counting_ends_when_enough_are_left(
    house: House, room: Outreach, had: Had, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    had(1, first=1000)
    name = steps.draft(house, noon, recipients=300)
    monkeypatch.setattr(sweeping, "COUNTED", 50)
    assert overlap.audience(room, name, 300, 100) == overlap.Audience(0, 100)
    assert overlap.audience(room, name, 300, 100_000) == overlap.Audience(0, 300)


def test_a_planned_start_lapses_with_a_sentence_that_needs_no_count() -> None:
    problem = Problem(conditions.TEXTED_BEFORE, recipients=159, least=100)
    assert conditions.in_general(problem) == (
        "Too many recipients were texted by an earlier campaign. Add exports."
    )
