"""Answers on their way to the phone: at most once each, before campaign messages.

`queued -> sending -> sent -> delivered | undelivered | failed`, and `unknown` when nobody can tell
whether the carrier has it. Answers know no sending window and no pause.
"""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import monotonic, sleep
from typing import Any

from carrier import pacing
from carrier.base import Accepted, NotTaken, Outcome, Outgoing, Refused, Unclear
from carrier.pacing import Pace
from carrier.segments import measure
from db import Session, each
from helpdesk import asking, entries, fates
from helpdesk.asking import Leaving
from helpdesk.fates import Fate
from helpdesk.receipts import receipt
from helpdesk.room import Helpdesk

__all__ = ["receipt", "reconcile", "recover", "tick"]

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

TURN_WITHIN = timedelta(seconds=30)
STUCK_AFTER = timedelta(minutes=5)  # whoever was sending it is gone
AT_ONCE = 100
LONGEST_WAIT = 300.0  # seconds


def tick(room: Helpdesk, now: datetime) -> int:
    """Send what may leave now; returns how many texts that were.

    Several may run at once: one that waits for a slow carrier keeps no other answer waiting.
    """
    with room.db.read() as session:
        if not session.answers.waiting(now=now):
            return 0
    limits = room.settings.carrier
    pace = pacing.of(room.carrier, limits)
    if pace.rests(now):
        return 0
    began = monotonic()
    # On disk before the carrier is called.
    claimed = room.db.write(each(_claim), (now, limits.concurrency))
    leaving = _read(room, claimed)

    def clock() -> datetime:  # a slow carrier makes `now` old
        return now + timedelta(seconds=monotonic() - began)

    with ThreadPoolExecutor(max_workers=max(1, len(leaving))) as pool:
        outcomes = list(pool.map(lambda one: _hand_over(room, pace, one.message, clock), leaving))
    judged = [_fate(one, outcome, now) for one, outcome in zip(leaving, outcomes, strict=True)]
    fates.settle(room, judged, now)
    return len(leaving)


def recover(room: Helpdesk, now: datetime) -> None:
    """At the start: what was under way when we stopped is unknown. It is never sent blindly."""
    room.db.write(each(_doubt), now)


def reconcile(room: Helpdesk, now: datetime) -> int:
    """Ask the carrier for texts whose fate is unknown; returns how many are known now."""
    before = now - STUCK_AFTER
    with room.db.read() as session:
        stuck = session.answers.stuck(before=before)
    if stuck:  # every write wakes the pages, so none for nothing
        room.db.write(each(_doubt_stuck), (before, now))
    with room.db.read() as session:
        unknown = [row["id"] for row in session.answers.unknown(limit=AT_ONCE, now=now)]
    judged: list[Fate] = []
    unclear: dict[str, datetime] = {}
    for one in _read(room, unknown):
        fate = asking.ask(room, one, judged, now)
        if fate:
            judged.append(fate)
        else:
            unclear[one.message.message_id] = now + asking.pause(one)
    fates.settle(room, judged, now)
    if unclear:
        room.db.write(each(_ask_later), unclear)
    return len(judged)


def _read(room: Helpdesk, ids: Sequence[str]) -> list[Leaving]:
    with room.db.read() as session:
        rows = session.answers.to_send(ids=list(ids)) if ids else []
    return [_leaving(room, row) for row in rows]


def _leaving(room: Helpdesk, row: dict[str, Any]) -> Leaving:
    number = room.vault.open(row["number_sealed"], entries.NUMBER)
    text = room.vault.open(row["text_sealed"], entries.TEXT)
    return Leaving(
        Outgoing(row["id"], number, text, private=True),
        row["conversation"],
        row["attempts"],
        row["claimed"],
        row["lost"],
        row["asked"],
    )


def _fate(one: Leaving, outcome: Outcome, now: datetime) -> Fate:
    make = fates.maker(one.message, one.conversation)
    match outcome:
        case Accepted(carrier_id):
            return make("sent", carrier_id=carrier_id)
        case Refused(code):
            return make("failed", code=code)
        case NotTaken(retry_after):
            wait = min(max(retry_after, 2.0**one.attempts), LONGEST_WAIT)
            return make("queued", not_before=now + timedelta(seconds=wait))
        case Unclear():
            return make("unknown")


def _hand_over(room: Helpdesk, pace: Pace, message: Outgoing, clock: Clock) -> Outcome:
    if not _has_its_turn(pace, message, clock):
        return NotTaken(0)
    try:
        outcome = room.carrier.send(message)
    except Exception as error:
        log.error("the carrier's code failed: %s", type(error).__name__)
        return Unclear()
    pace.hear(outcome, clock())
    return outcome


def _has_its_turn(pace: Pace, message: Outgoing, clock: Clock) -> bool:
    """Wait until the rate lets it go: campaigns step aside for it. Not when the carrier rests."""
    segments, until = measure(message.text).segments, clock() + TURN_WITHIN
    while clock() < until:
        if pace.take(segments, clock(), answer=True):
            return True
        if pace.rests(clock()):
            return False
        sleep(0.02)
    return False


def _claim(tx: Session, item: tuple[datetime, int]) -> list[str]:
    now, limit = item
    return [row["id"] for row in tx.answers.claim(now=now, limit=limit)]


def _doubt(tx: Session, now: datetime) -> None:
    tx.answers.doubt(now=now)


def _doubt_stuck(tx: Session, item: tuple[datetime, datetime]) -> None:
    before, now = item
    tx.answers.doubt_stuck(before=before, now=now)


def _ask_later(tx: Session, unclear: dict[str, datetime]) -> None:
    tx.answers.ask_later(ids=list(unclear), moments=list(unclear.values()))
