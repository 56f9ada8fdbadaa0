"""Answers on their way to the phone: at most once each, before campaign messages.

`queued -> sending -> sent -> delivered | undelivered | failed`, and `unknown` when nobody can tell
whether the carrier has it. Answers know no sending window and no pause.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from carrier.base import Accepted, NotTaken, Outcome, Outgoing, Refused, Unclear
from db import Session, each
from helpdesk import entries, fates
from helpdesk.fates import Fate
from helpdesk.receipts import receipt
from helpdesk.room import Helpdesk

__all__ = ["receipt", "reconcile", "recover", "tick"]

SURE_AFTER = timedelta(seconds=60)  # before that, the carrier's list may lag behind
MARGIN = timedelta(seconds=60)  # its clock and ours
AT_ONCE = 100
LONGEST_WAIT = 300.0  # seconds


@dataclass(frozen=True)
class Leaving:
    """A text with its number, opened to be sent."""

    message: Outgoing
    conversation: str
    attempts: int
    claimed: datetime


def tick(room: Helpdesk, now: datetime) -> int:
    """Send what may leave now; returns how many texts that were."""
    with room.db.read() as session:
        if not session.answers.waiting(now=now):
            return 0
    limit = max(1, min(room.settings.carrier.concurrency, int(room.settings.carrier.rate)))
    claimed = room.db.write(each(_claim), (now, limit))  # on disk before the carrier is called
    leaving = _read(room, claimed)
    with ThreadPoolExecutor(max_workers=max(1, len(leaving))) as pool:
        outcomes = list(pool.map(lambda one: room.carrier.send(one.message), leaving))
    judged = [_fate(one, outcome, now) for one, outcome in zip(leaving, outcomes, strict=True)]
    fates.settle(room, judged, now)
    return len(leaving)


def recover(room: Helpdesk, now: datetime) -> None:
    """At the start: what was under way when we stopped is unknown. It is never sent blindly."""
    room.db.write(each(_doubt), now)


def reconcile(room: Helpdesk, now: datetime) -> int:
    """Ask the carrier for texts whose fate is unknown; returns how many are known now."""
    with room.db.read() as session:
        unknown = [row["id"] for row in session.answers.unknown(limit=AT_ONCE)]
    judged: list[Fate] = []
    for one in _read(room, unknown):
        fate = _ask(room, one, judged, now)
        if fate:
            judged.append(fate)
    fates.settle(room, judged, now)
    return len(judged)


def _read(room: Helpdesk, ids: Sequence[str]) -> list[Leaving]:
    with room.db.read() as session:
        rows = session.answers.to_send(ids=list(ids)) if ids else []
    return [_leaving(room, row) for row in rows]


def _leaving(room: Helpdesk, row: dict[str, Any]) -> Leaving:
    number = room.vault.open(row["number_sealed"], entries.NUMBER)
    text = room.vault.open(row["text_sealed"], entries.TEXT)
    return Leaving(
        Outgoing(row["id"], number, text), row["conversation"], row["attempts"], row["claimed"]
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


def _ask(room: Helpdesk, one: Leaving, judged: Sequence[Fate], now: datetime) -> Fate | None:
    found = room.carrier.find(one.message.to, one.claimed - MARGIN)
    if found is None:
        return None
    make = fates.maker(one.message, one.conversation)
    same = [theirs for theirs in found if theirs.text == one.message.text]
    for theirs in same:
        if not _is_taken(room, theirs.carrier_id, judged):
            status = fates.FROM_CARRIER[theirs.status]
            return make(status, code=theirs.code, carrier_id=theirs.carrier_id)
    absent = room.settings.sandbox or now - one.claimed >= SURE_AFTER
    return make("queued") if absent else None


def _is_taken(room: Helpdesk, carrier_id: str, judged: Sequence[Fate]) -> bool:
    # The same words may have gone to the same person twice, as two answers.
    if any(fate.carrier_id == carrier_id for fate in judged):
        return True
    with room.db.read() as session:
        return bool(session.answers.taken(carrier_ids=[carrier_id]))


def _claim(tx: Session, item: tuple[datetime, int]) -> list[str]:
    now, limit = item
    return [row["id"] for row in tx.answers.claim(now=now, limit=limit)]


def _doubt(tx: Session, _now: datetime) -> None:
    tx.answers.doubt()
