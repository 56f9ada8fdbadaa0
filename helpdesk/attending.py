"""How long somebody in a crisis may wait: for whoever is with them, and when nobody is."""

from datetime import datetime, timedelta
from typing import Any

from db import Session
from helpdesk import dues, saying
from helpdesk.queueing import READING, queue_automatic
from helpdesk.room import Helpdesk
from helpdesk.state import CRISIS


def is_in_need(row: dict[str, Any]) -> bool:
    """Whether somebody in a crisis waits for us; `row` is one of `conversations`."""
    return row["urgency"] == CRISIS and row["waiting_since"] is not None


def due_claimed(room: Helpdesk, row: dict[str, Any], now: datetime) -> datetime | None:
    """When an answer is due from somebody who is at work on it now."""
    idle = timedelta(minutes=room.settings.targets.claim_idle_minutes)
    due: datetime | None = row["due"]
    return now + idle if is_in_need(row) else due


def due_unclaimed(room: Helpdesk, row: dict[str, Any], now: datetime) -> datetime | None:
    """The same when nobody is any more: a crisis doesn't wait out the time of who left."""
    due: datetime | None = row["due"]
    return dues.due(room.settings.targets, CRISIS, now) if is_in_need(row) else due


def stay(tx: Session, room: Helpdesk, row: dict[str, Any], now: datetime) -> None:
    """Whoever has it is at work on it: their time begins anew, and the person hears it once."""
    tx.conversations.stay(id=row["id"], now=now, due=due_claimed(room, row, now))
    say_that_somebody_reads(tx, room, row, now)


def say_that_somebody_reads(
    tx: Session, room: Helpdesk, row: dict[str, Any], now: datetime
) -> None:
    """Tell somebody in a crisis, once, that a care worker reads: now it is so."""
    if is_in_need(row):
        once = f"{READING}{row['id']}-{row['waiting_since'].isoformat()}"
        text = saying.one(tx, row["partner"], "reading", row["language"], now)
        queue_automatic(tx, room, row["id"], text, once, now)
