"""Variants get their shares exactly, at random, and for good."""

from collections import Counter
from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import each
from house import House
from outreach import campaign, launch, pace
from outreach import shares as shares_
from outreach.draft import LETTERS
from problem import Problem
from settings import Settings
from tests.outreach import steps
from tests.outreach.steps import APPROVER, LEAD, OTHER, WORDING

TWO = {"A": WORDING, "B": OTHER}
SHARES = st.lists(st.integers(1, shares_.LARGEST), min_size=1, max_size=4).map(
    lambda some: dict(zip(LETTERS, some, strict=False))
)


@given(st.integers(0, 1_000_000), SHARES)
def test_everybody_is_shared_out_and_no_share_is_off_by_a_whole_message(
    amount: int, shares: dict[str, int]
) -> None:
    got = shares_.split(amount, shares)
    assert sum(got.values()) == amount and set(got) == set(shares)
    for letter, share in shares.items():
        exact = Fraction(amount * share, sum(shares.values()))
        assert abs(got[letter] - exact) < 1


@pytest.mark.parametrize(
    ("amount", "shares", "got"),
    [
        (100, {"A": 70, "B": 30}, {"A": 70, "B": 30}),
        (101, {"A": 70, "B": 30}, {"A": 71, "B": 30}),
        (100, {"A": 1, "B": 1, "C": 1}, {"A": 34, "B": 33, "C": 33}),
        (100, {"A": 1, "B": 1000}, {"A": 0, "B": 100}),
    ],
)
def test_what_is_left_goes_to_the_largest_remainder(
    amount: int, shares: dict[str, int], got: dict[str, int]
) -> None:
    assert shares_.split(amount, shares) == got


@pytest.mark.parametrize(
    ("shares", "why"),
    [
        ({"A": 1, "B": 0}, "a variant for nobody is none"),
        ({"A": 1, "B": -1}, "less than nobody"),
        ({"A": 1, "B": 1.5}, "no whole number"),
        ({"A": 1, "B": True}, "no number"),
        ({"A": 1, "B": 1001}, "too large"),
        ({"A": 1}, "B has none"),
        ({"A": 1, "B": 1, "C": 1}, "there is no C"),
    ],
)
def test_every_variant_has_a_share_that_can_be_used(
    house: House, noon: datetime, shares: dict[str, Any], why: str
) -> None:
    name = steps.draft(house, noon, recipients=3, wordings=TWO, shares={"A": 70, "B": 30})
    with pytest.raises(Problem, match="a whole number from 1 to 1000"):
        campaign.write_text(house.outreach, LEAD, name, TWO, noon, shares)
    assert campaign.get(house.outreach, LEAD, name).shares == {"A": 70, "B": 30}, why


def test_without_shares_all_are_equal(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.draft(house, noon, recipients=3, wordings=TWO)
    assert campaign.get(room, LEAD, name).shares == {"A": 1, "B": 1}
    campaign.write_text(room, LEAD, name, TWO, noon, {"B": 3, "A": 7})
    assert campaign.get(room, LEAD, name).shares == {"A": 7, "B": 3}
    assert campaign.all_of(room, LEAD)[0].shares == {"A": 7, "B": 3}
    campaign.write_text(room, LEAD, name, {"A": WORDING}, noon)
    assert campaign.get(room, LEAD, name).shares == {"A": 1}


def test_other_shares_change_the_draft_and_need_no_new_test_text(
    house: House, noon: datetime
) -> None:
    room, name = house.outreach, steps.draft(house, noon, wordings=TWO)
    campaign.write_text(room, LEAD, name, TWO, noon, {"A": 7, "B": 3})
    assert campaign.get(room, LEAD, name).tested == noon
    assert steps.actions(room)[-1] == ("lead-1", "campaign.text_written")
    before = steps.actions(room)
    campaign.write_text(room, LEAD, name, TWO, noon, {"A": 7, "B": 3})
    assert steps.actions(room) == before  # the same is no change
    campaign.submit(room, LEAD, name, noon)
    with pytest.raises(Problem, match="now: in review"):
        campaign.write_text(room, LEAD, name, TWO, noon, {"A": 1, "B": 1})
    assert campaign.get(room, LEAD, name).shares == {"A": 7, "B": 3}


@pytest.mark.parametrize("shares", [{"A": 70, "B": 30}, {"A": 1, "B": 2, "C": 3, "D": 1}])
def test_a_launch_gives_each_variant_its_share(
    house: House, noon: datetime, shares: dict[str, int]
) -> None:
    wordings = dict.fromkeys(shares, WORDING)
    name = steps.launched(house, noon, recipients=203, wordings=wordings, shares=shares)
    rows = steps.messages(house.outreach, name)
    assert Counter(row["variant"] for row in rows) == shares_.split(203, shares)
    assert len({row["recipient"] for row in rows}) == 203


def test_who_gets_which_variant_does_not_depend_on_the_order_of_import(
    house: House, noon: datetime
) -> None:
    room, shares = house.outreach, {"A": 70, "B": 30}
    name = steps.launched(house, noon, recipients=400, wordings=TWO, shares=shares)
    with room.db.read() as session:
        found = session.connection.execute("select id from recipients where campaign = ?", [name])
        imported = [row[0] for row in found.fetchall()]
    rows = steps.messages(room, name)
    letter = {row["recipient"]: row["variant"] for row in rows}
    first_half = [letter[one] for one in imported[:200]]
    # 60 are expected; further off than 30 it is once in a hundred million times.
    assert 30 < first_half.count("B") < 90
    stored = [row["variant"] for row in rows]
    assert stored != sorted(stored)
    assert [row["recipient"] for row in rows] != imported


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 90), SHARES)
def test_messages_are_made_for_everybody_whatever_the_shares(
    house: House, amount: int, shares: dict[str, int]
) -> None:
    made = house.outreach.db.write(each(_make), (amount, shares))
    assert made == {letter: n for letter, n in shares_.split(amount, shares).items() if n}


def _make(tx: Any, item: tuple[int, dict[str, int]]) -> dict[str, int]:
    amount, shares = item
    for table in ("recipients", "messages"):
        tx.connection.execute(f"delete from {table}")  # noqa: S608
    tx.connection.execute(
        "insert into recipients select 'r' || i, 'c', 'p' || i, 'sealed' "
        "from generate_series(1, cast(? as integer)) as x(i)",
        [amount],
    )
    ends = [sum(list(shares_.split(amount, shares).values())[: n + 1]) for n in range(len(shares))]
    tx.messages.make(
        campaign="c",
        letters=list(shares),
        segments=[1] * len(shares),
        begins=[0, *ends[:-1]],
        ends=ends,
    )
    found = tx.connection.execute("select variant, recipient from messages").fetchall()
    assert {row[1] for row in found} == {f"r{n}" for n in range(1, amount + 1)}
    return dict(Counter(row[0] for row in found))


def test_shares_that_change_under_the_launch_are_not_launched(
    house: House, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, name = house.outreach, steps.approved(house, noon, wordings=TWO)
    before = launch._segments

    def changed_meanwhile(*given: Any) -> list[int]:
        campaign.take_back(room, LEAD, name, noon)
        campaign.write_text(room, LEAD, name, TWO, noon, {"A": 9, "B": 1})
        campaign.submit(room, LEAD, name, noon)
        campaign.approve(room, APPROVER, name, noon)
        return before(*given)

    monkeypatch.setattr("outreach.launch._segments", changed_meanwhile)
    with pytest.raises(Problem, match="The text has just changed"):
        campaign.launch(room, LEAD, name, noon)
    assert campaign.get(room, LEAD, name).status == "approved"


@pytest.mark.parametrize(
    ("recipients", "wordings", "shares", "named"),
    [
        (300, TWO, {"A": 70, "B": 30}, ["Variant B goes to 90 recipients."]),
        (300, TWO, {"A": 2, "B": 1}, []),
        (150, TWO, None, ["Variant A goes to 75 ", "Variant B goes to 75 "]),
        (150, {"A": WORDING}, None, []),
        (150, {}, None, []),
    ],
)
def test_a_variant_too_small_to_be_compared_is_named_and_stops_no_launch(
    house: House,
    noon: datetime,
    recipients: int,
    wordings: dict[str, str],
    shares: dict[str, int] | None,
    named: list[str],
) -> None:
    room = house.outreach
    name = campaign.create(room, LEAD, "Z", "Zwolle", noon)
    if wordings:
        name = steps.draft(house, noon, recipients=recipients, wordings=wordings, shares=shares)
    said = [str(one) for one in launch.advice(room, APPROVER, name)]
    assert len(said) == len(named)
    assert all(one.startswith(start) for one, start in zip(said, named, strict=True))
    assert not wordings or launch.missing(room, LEAD, name, noon) == []


def test_cost_follows_the_shares(settings: Settings) -> None:
    both = {"A": "Hulp: {link} STOP", "B": "Hulp: {link} STOP" + "x" * 160}
    assert pace.estimate(both, 100, settings, {"A": 70, "B": 30}).segments == 130
    assert pace.estimate(both, 1, settings, {"A": 70, "B": 30}).segments == 1
    assert pace.estimate(both, 0, settings).segments == 0
    slow = pace.planned(both, settings, {"A": 1, "B": 9})
    assert slow < pace.planned(both, settings) < pace.planned(both, settings, {"A": 9, "B": 1})
