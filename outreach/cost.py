"""What a campaign cost, as the carrier charged it: one rounded total, and nothing per message.

The carrier charges nothing for a text that it refused since that person opted out with it, so a
charge per message would tell who did.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from carrier.base import Charge
from db import each
from outreach.room import Outreach

log = logging.getLogger(__name__)

FIRST_AFTER = timedelta(hours=12)  # carriers set a price some time after the text
AGAIN_AFTER = timedelta(hours=12)  # until it is 14 days ago (cost.sql)
LONGEST_SENDING = timedelta(days=2)  # after the end, what was taken before may still be charged
ENOUGH = Decimal("0.95")
SLICE = 10_000


def settle(room: Outreach, now: datetime) -> int:
    """Ask the carrier what ended campaigns cost; returns of how many that is known now."""
    with room.db.read() as session:
        rows = session.cost.due(
            ended_before=now - FIRST_AFTER, asked_before=now - AGAIN_AFTER, now=now
        )
    return sum(_settle(room, _Ended(**row), now) for row in rows)


@dataclass(frozen=True)
class _Ended:
    id: str
    launched: datetime
    ended: datetime
    last: bool  # it is not asked again


@dataclass(frozen=True)
class _Told:
    """What was charged, by currency, and for which part of what the carrier took."""

    totals: dict[str, Decimal]
    part: Decimal


@dataclass(frozen=True)
class _Answer:
    campaign: str
    now: datetime
    cost: float | None = None
    currency: str | None = None


def _settle(room: Outreach, ended: _Ended, now: datetime) -> bool:
    ids = _accepted(room, ended.id)
    answer = _judge(ended, _ask(room, ended, ids) if ids else None, now)
    room.db.write(each(_store), answer)
    return answer.cost is not None


def _ask(room: Outreach, ended: _Ended, ids: set[str]) -> _Told | None:
    try:
        charges = room.carrier.charges(ended.launched, ended.ended + LONGEST_SENDING)
        return None if charges is None else _add_up(charges, ids)
    except Exception as error:  # half a list is no total
        log.warning("the carrier could not tell what was charged: %s", type(error).__name__)
        return None


def _add_up(charges: Iterable[Charge], ids: set[str]) -> _Told:
    """Add up the charges for these ids, and take them out of the set: a page may come twice."""
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    accepted = len(ids)
    for one in charges:
        if one.carrier_id in ids:
            ids.discard(one.carrier_id)
            totals[one.currency] += one.amount
    return _Told(dict(totals), Decimal(accepted - len(ids)) / accepted)


def _judge(ended: _Ended, told: _Told | None, now: datetime) -> _Answer:
    if told is None or not told.totals or (told.part < ENOUGH and not ended.last):
        return _Answer(ended.id, now)
    if len(told.totals) > 1:
        log.warning("a campaign was charged in %s currencies: not added up", len(told.totals))
        return _Answer(ended.id, now, currency=", ".join(sorted(told.totals)))
    ((currency, total),) = told.totals.items()
    whole = total.quantize(Decimal(1), ROUND_HALF_UP)
    return _Answer(ended.id, now, float(whole), currency)


def _accepted(room: Outreach, campaign: str) -> set[str]:
    """The carrier's ids of all that it took; read in slices, so that nothing is held twice."""
    ids: set[str] = set()
    after = ""
    while True:
        with room.db.read() as session:
            rows = session.cost.accepted(campaign=campaign, after=after, amount=SLICE)
        if not rows:
            return ids
        both = (row[column] for row in rows for column in ("carrier_id", "earlier_id"))
        ids.update(one for one in both if one)
        after = rows[-1]["id"]


def _store(tx: Any, answer: _Answer) -> None:
    if answer.currency is None:
        tx.cost.asked(campaign=answer.campaign, now=answer.now)
    else:
        tx.cost.settled(
            campaign=answer.campaign, cost=answer.cost, currency=answer.currency, now=answer.now
        )
