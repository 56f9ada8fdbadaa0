"""Whoever says stop gets nothing more, not even what a care worker wrote before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from db import Session
from helpdesk import entries
from helpdesk.room import Helpdesk
from helpdesk.wording import wording
from problem import N_


def hold_back(tx: Session, room: Helpdesk, stopped: Mapping[str, datetime]) -> None:
    """Hold back what still waits to leave; `stopped`: conversation -> when the person said so.

    The care worker reads it, and may send again: a person may judge that it is wanted after all.
    """
    if not stopped:
        return
    now = max(stopped.values())
    _tell(tx, room, tx.answers.hold_back(conversations=list(stopped), now=now), now)


def hold_back_returned(tx: Session, room: Helpdesk, ids: Sequence[str], now: datetime) -> None:
    """Hold back what the carrier did not take, when a stop came while it was there."""
    if ids:
        _tell(tx, room, tx.answers.hold_back_returned(ids=list(ids), now=now), now)


def _tell(tx: Session, room: Helpdesk, held: list[dict[str, Any]], now: datetime) -> None:
    if not held:
        return
    by_hand = tx.entries.written_by_hand(ids=[row["entry"] for row in held])
    said = wording(
        N_("An answer that waited was not sent, since the person said stop. You may send it again.")
    )
    told = sorted({row["conversation"] for row in by_hand})
    events = [entries.new(one, "event", now, detail=said) for one in told]
    entries.add(tx, room.vault, events)
