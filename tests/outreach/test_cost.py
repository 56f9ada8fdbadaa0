"""What a campaign cost is one rounded total, as the carrier charged it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from carrier.base import Charge
from db import each
from house import House
from outreach import campaign, cost
from tests.conftest import Postbox
from tests.outreach import steps
from tests.outreach.steps import LEAD

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HALF_DAY = 12 * HOUR


def ended(house: House, now: datetime, taken: int = 100, first: int = 1) -> str:
    """A finished campaign of a hundred, of which the carrier took so many: ids SM<campaign>-<n>."""
    name = steps.launched(house, now - HOUR, first=first)
    ids = [row["id"] for row in steps.messages(house.outreach, name)]
    house.outreach.db.write(each(_end), (name, ids[:taken], now))
    return name


def _end(tx: Any, item: tuple[str, list[str], datetime]) -> None:
    name, ids, now = item
    tx.connection.execute(
        "update messages set status = 'undelivered', ended = $now where campaign = $name",
        {"name": name, "now": now},
    )
    tx.connection.execute(
        "update messages set status = 'delivered', sent = $now, carrier_id = taken.carrier_id "
        "from (select unnest(cast($ids as text[])) as id, "
        "unnest(cast($theirs as text[])) as carrier_id) as taken where messages.id = taken.id",
        {"ids": ids, "theirs": [f"SM{name}-{n}" for n in range(len(ids))], "now": now},
    )
    tx.connection.execute(
        "update campaigns set status = 'finished', ended = $now where id = $name",
        {"name": name, "now": now},
    )


def charges(name: str, amount: int, each_: str = "0.0785", currency: str = "EUR") -> list[Charge]:
    return [Charge(f"SM{name}-{n}", Decimal(each_), currency) for n in range(amount)]


def known(house: House, name: str) -> tuple[float | None, str | None]:
    one = campaign.get(house.outreach, LEAD, name)
    return one.cost, one.cost_currency


def test_the_total_is_rounded_to_whole_units(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = ended(house, noon)
    postbox.charged = charges(name, 100)  # 7.85
    assert cost.settle(house.outreach, noon + HALF_DAY) == 1
    assert known(house, name) == (8.0, "EUR")
    assert campaign.all_of(house.outreach, LEAD)[0].cost == 8.0


@pytest.mark.parametrize(
    ("amounts", "total"), [(["0.49"], 0), (["0.5"], 1), (["1.5"], 2), (["2.5"], 3), (["0"], 0)]
)
def test_half_a_unit_is_rounded_up(
    house: House, postbox: Postbox, noon: datetime, amounts: list[str], total: float
) -> None:
    name = ended(house, noon, taken=len(amounts))
    postbox.charged = charges(name, 1, amounts[0])
    assert cost.settle(house.outreach, noon + HALF_DAY) == 1
    assert known(house, name) == (total, "EUR")


def test_only_this_campaigns_messages_count_each_once(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name, other = ended(house, noon), ended(house, noon, first=2000)
    answer = Charge("SMofcare", Decimal(500), "USD")
    postbox.charged = [
        answer,
        *charges(name, 100, "0.10"),
        *charges(other, 100, "0.20"),
        *charges(name, 100, "0.10"),  # a page that came twice
    ]
    assert cost.settle(house.outreach, noon + HALF_DAY) == 2
    assert (known(house, name), known(house, other)) == ((10.0, "EUR"), (20.0, "EUR"))


def test_a_first_try_that_reached_no_phone_counts_too(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = ended(house, noon)
    house.outreach.db.write(each(_tried_before), name)
    postbox.charged = [*charges(name, 100, "0.10"), Charge("SMearlier", Decimal(5), "EUR")]
    cost.settle(house.outreach, noon + HALF_DAY)
    assert known(house, name) == (15.0, "EUR")


def _tried_before(tx: Any, name: str) -> None:
    tx.connection.execute(
        "update messages set earlier_id = 'SMearlier' where carrier_id = $theirs",
        {"theirs": f"SM{name}-0"},
    )


def test_it_is_asked_for_the_time_in_which_it_sent(
    house: House, postbox: Postbox, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended(house, noon)
    asked: list[tuple[datetime, datetime]] = []
    monkeypatch.setattr(postbox, "charges", lambda *span: asked.append(span))
    cost.settle(house.outreach, noon + HALF_DAY)
    assert asked == [(noon - HOUR, noon + 2 * DAY)]


def counting(
    postbox: Postbox, monkeypatch: pytest.MonkeyPatch, answer: list[Charge] | None
) -> list[int]:
    asked: list[int] = []

    def charges_(since: datetime, until: datetime) -> Iterator[Charge] | None:
        asked.append(1)
        return None if answer is None else iter(answer)

    monkeypatch.setattr(postbox, "charges", charges_)
    return asked


def test_it_is_asked_from_twelve_hours_after_the_end_every_twelve_hours_for_fourteen_days(
    house: House, postbox: Postbox, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = ended(house, noon)
    asked = counting(postbox, monkeypatch, None)
    moments = []
    for hours in range(0, 24 * 20):
        before = len(asked)
        assert cost.settle(house.outreach, noon + hours * HOUR) == 0
        if len(asked) > before:
            moments.append(hours)
    assert moments == list(range(12, 14 * 24 + 1, 12))
    assert known(house, name) == (None, None)


def test_once_known_it_is_asked_no_more(
    house: House, postbox: Postbox, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = ended(house, noon)
    asked = counting(postbox, monkeypatch, charges(name, 100))
    for hours in range(0, 24 * 3):
        cost.settle(house.outreach, noon + hours * HOUR)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("priced", "when", "total"),
    [
        (94, HALF_DAY, None),
        (95, HALF_DAY, 10.0),
        (94, 14 * DAY, 9.0),
        (94, 40 * DAY, 9.0),
        (0, 14 * DAY, None),
    ],
)
def test_a_total_of_a_part_waits_for_the_rest_until_the_last_try(
    house: House,
    postbox: Postbox,
    noon: datetime,
    priced: int,
    when: timedelta,
    total: float | None,
) -> None:
    name = ended(house, noon)
    postbox.charged = charges(name, priced, "0.10")
    assert cost.settle(house.outreach, noon + when) == (total is not None)
    assert known(house, name)[0] == total
    postbox.charged = charges(name, 100, "0.10")
    later = cost.settle(house.outreach, noon + when + HALF_DAY)
    assert later == (total is None and when < 14 * DAY)  # nothing is asked after the last try


def test_currencies_are_not_added_up(
    house: House, postbox: Postbox, noon: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    name = ended(house, noon)
    postbox.charged = [*charges(name, 99), *charges(name, 100, currency="USD")]
    assert cost.settle(house.outreach, noon + HALF_DAY) == 0
    assert known(house, name) == (None, "EUR, USD")
    assert "charged in 2 currencies" in caplog.text
    assert cost.settle(house.outreach, noon + DAY) == 0


def test_a_list_that_breaks_off_is_no_total(
    house: House,
    postbox: Postbox,
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    name = ended(house, noon)

    def broken(*_: object) -> Iterator[Charge]:
        yield from charges(name, 99)
        raise ConnectionError("SM123 of +31612345678")

    with monkeypatch.context() as patched:
        patched.setattr(postbox, "charges", broken)
        assert cost.settle(house.outreach, noon + 14 * DAY - HALF_DAY) == 0
    assert known(house, name) == (None, None)
    assert "SM1" not in caplog.text and "+316" not in caplog.text
    postbox.charged = charges(name, 100)
    assert cost.settle(house.outreach, noon + 14 * DAY) == 1


@pytest.mark.parametrize("status", ["sending", "paused"])
def test_what_still_sends_is_not_asked_for(
    house: House, postbox: Postbox, noon: datetime, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = steps.launched(house, noon)
    if status == "paused":
        campaign.pause(house.outreach, LEAD, name, "", noon)
    asked = counting(postbox, monkeypatch, [])
    assert cost.settle(house.outreach, noon + 3 * DAY) == 0 and not asked


def test_a_cancelled_campaign_cost_something_too_unless_it_never_sent(
    house: House, postbox: Postbox, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    never, unsent = steps.approved(house, noon), steps.launched(house, noon, first=3000)
    for one in (never, unsent):
        campaign.cancel(house.outreach, LEAD, one, noon)
    asked = counting(postbox, monkeypatch, [])
    assert cost.settle(house.outreach, noon + DAY) == 0 and not asked
    name = ended(house, noon, taken=40, first=2000)
    house.outreach.db.write(each(_cancelled), name)
    monkeypatch.undo()
    postbox.charged = charges(name, 40, "0.10")
    assert cost.settle(house.outreach, noon + DAY) == 1
    assert known(house, name) == (4.0, "EUR")


def _cancelled(tx: Any, name: str) -> None:
    tx.connection.execute(
        "update campaigns set status = 'cancelled' where id = $name", {"name": name}
    )


def test_ids_are_read_in_slices_and_no_charge_is_kept(
    house: House, postbox: Postbox, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cost, "SLICE", 7)
    name = ended(house, noon)
    postbox.charged = charges(name, 100, "0.10")
    before = steps.messages(house.outreach, name)
    assert cost.settle(house.outreach, noon + HALF_DAY) == 1
    assert known(house, name) == (10.0, "EUR")
    assert steps.messages(house.outreach, name) == before  # the total is all that is kept
