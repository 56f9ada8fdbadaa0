"""Which campaigns may send now, and the claim of their next messages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import each
from outreach import announcing, brakes
from outreach.record import window_of
from outreach.room import Outreach
from outreach.window import Window, is_open


@dataclass(frozen=True)
class Going:
    """A campaign that may send now; `waits`: whether it has a message for which it is time."""

    window: Window
    waits: bool


def going(room: Outreach, now: datetime) -> dict[str, Going]:
    """Campaigns that are sending and in their window, by id."""
    with room.db.read() as session:
        sending = session.messages.sending(now=now)
    found = {row["id"]: Going(window_of(row), row["waits"]) for row in sending}
    return {id_: one for id_, one in found.items() if is_open(one.window, now)}


def brake(room: Outreach, now: datetime) -> None:
    """Pause campaigns whose texts fail too often."""
    with room.db.read() as session:
        waiting = [row for row in session.messages.sending(now=now) if row["waits"]]
    for row in waiting:
        lately = brakes.failing(room, row["id"], row["resumed"])
        if lately:
            brakes.pause(room, brakes.Pause(row["id"], brakes.FAILING, now, lately=lately))


def claim(
    room: Outreach, campaigns: list[str], segments: int, full: int, now: datetime
) -> list[dict[str, Any]]:
    """Claim messages of these campaigns, so many segments at most; a row is one, number sealed.

    They are "sending" on disk when this returns. One longer than `full` is claimed alone.
    """
    for one in campaigns:
        announcing.announce(room, one)
    wanted = _Wanted(tuple(campaigns), segments, full, now)
    claimed: list[dict[str, Any]] = room.db.write(each(_claim), wanted)
    return claimed


@dataclass(frozen=True)
class _Wanted:
    campaigns: tuple[str, ...]
    segments: int
    full: int
    now: datetime


def _claim(tx: Any, item: _Wanted) -> list[dict[str, Any]]:
    claimed: list[dict[str, Any]] = tx.messages.claim(
        campaigns=list(item.campaigns), allowance=item.segments, full=item.full, now=item.now
    )
    sealed = tx.messages.sealed(messages=[row["id"] for row in claimed])
    numbers = {row["id"]: row["number_sealed"] for row in sealed}
    return [{**row, "number_sealed": numbers[row["id"]]} for row in claimed]
