"""The launch: at somebody's word, or by itself at the moment that was planned."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from db import each
from outreach import announcing, conditions, moves, notices, record, shares, text
from outreach.conditions import advice, missing
from outreach.draft import shares_of, wordings_of
from outreach.moves import Move
from outreach.record import Campaign
from outreach.room import Outreach
from problem import N_, Problem
from trust.access import MACHINE, Actor, require

__all__ = ["advice", "due", "launch", "missing"]

log = logging.getLogger(__name__)

# Care has people ready for a moment that was agreed on; a day later nobody counts on it.
PATIENCE = timedelta(days=1)
TOO_LATE = N_(
    "Uitweg was not running at the planned moment, nor in the day after it. Plan it again, or "
    "launch it yourself."
)


def launch(room: Outreach, actor: Actor, campaign: str, now: datetime) -> None:
    """Start sending an approved campaign; raises the first Problem that stands in the way.

    One transaction makes the messages and moves the status. The gate hears of it next; should a
    kill come in between, then the outbox tells it before it claims anything.
    """
    require(actor, "campaign.launch")
    one = record.get(room, actor, campaign)
    for problem in _obstacles(room, one, now):
        raise problem
    _start(room, one, Move("launch", actor, campaign, now, {"now": now}))


def due(room: Outreach, now: datetime) -> int:
    """Launch approved campaigns whose planned start has come; returns how many.

    Everything that a launch needs is asked for again. When something is missing, the planned start
    lapses and the team leads are told. Whoever is first - another worker, somebody who launches by
    hand or takes it back - decides.
    """
    with room.db.read() as session:
        planned = session.campaigns.due(now=now)
    return sum(_come(room, _Planned(**row), now) for row in planned)


@dataclass(frozen=True)
class _Planned:
    id: str
    starts: datetime
    scheduled_by: str


@dataclass(frozen=True)
class _Launch:
    move: Move
    one: Campaign
    segments: list[int]  # per wording


@dataclass(frozen=True)
class _Lapse:
    move: Move
    because: str


def _come(room: Outreach, planned: _Planned, now: datetime) -> bool:
    try:
        one = record.read(room, planned.id)
        lack = _lack(room, one, planned, now)
        if lack:
            room.db.write(
                each(_lapse), _Lapse(_move("lapse", planned, now, {"because": lack}), lack)
            )
        else:
            _start(room, one, _move("launch_planned", planned, now, {"now": now}))
    except Problem as problem:  # it is no longer as it was planned
        log.info("a planned start did not come about: %s", problem.template)
        return False
    except Exception as error:  # the next run tries again, and the others' turn has come
        log.error("a planned start has to wait: %s", type(error).__name__)
        return False
    return not lack


def _move(name: str, planned: _Planned, now: datetime, values: dict[str, Any]) -> Move:
    detail = {"scheduled_by": planned.scheduled_by}
    return Move(name, MACHINE, planned.id, now, {"starts": planned.starts, **values}, detail)


def _lack(room: Outreach, one: Campaign, planned: _Planned, now: datetime) -> str:
    if now - planned.starts > PATIENCE:
        return TOO_LATE
    obstacle = next(_obstacles(room, one, now), None)
    return conditions.in_general(obstacle) if obstacle else ""


def _obstacles(room: Outreach, one: Campaign, now: datetime) -> Iterator[Problem]:
    if one.example and room.carrier.name != "sandbox":
        yield Problem(N_("Examples are for the sandbox: this carrier reaches real people."))
    yield from conditions.lacks(room, one, now)


def _start(room: Outreach, one: Campaign, move: Move) -> None:
    room.db.write(each(_launch), _Launch(move, one, _segments(room, one)))
    try:
        announcing.announce(room, one.id)
    except Exception as error:  # it is launched all the same: the outbox tells the gate
        log.warning("the gate could not be told of a launch yet: %s", type(error).__name__)


def _launch(tx: Any, item: _Launch) -> None:
    moves.within(tx, item.move)
    one = item.one
    if (wordings_of(tx, one.id), shares_of(tx, one.id)) != (one.wordings, one.shares):
        raise Problem(N_("The text has just changed. Look at it again before you launch."))
    amounts = shares.split(tx.campaigns.one(campaign=one.id)["recipients"], one.shares)
    ends = list(accumulate(amounts[letter] for letter in one.wordings))
    tx.messages.make(
        campaign=one.id,
        letters=list(one.wordings),
        segments=item.segments,
        begins=[0, *ends[:-1]],
        ends=ends,
    )


def _lapse(tx: Any, item: _Lapse) -> None:
    moves.within(tx, item.move)
    notices.tell_within(tx, item.move.campaign, item.because, "", item.move.now)


def _segments(room: Outreach, one: Campaign) -> list[int]:
    link = "x" * text.link_length(room.settings.public_address)
    return [text.measure(text.fill(each_, link)).segments for each_ in one.wordings.values()]
