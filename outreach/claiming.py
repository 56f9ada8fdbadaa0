"""Which campaigns may send now, and the claim of their next messages."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db import each
from outreach import announcing, brakes
from outreach.record import window_of
from outreach.room import Outreach
from outreach.window import Window, closes

log = logging.getLogger(__name__)

# Nothing leaves in the last minute of a window: the carrier gives up what it has not passed on by
# the end, and that person's turn would be lost for nothing.
LAST = timedelta(minutes=1)


@dataclass(frozen=True)
class Going:
    """A campaign that may send now; `waits`: whether it has a message for which it is time."""

    window: Window
    waits: bool


def going(room: Outreach, now: datetime) -> dict[str, Going]:
    """Campaigns that are sending and well within their window, by id."""
    with room.db.read() as session:
        sending = session.messages.sending(now=now)
    found = {row["id"]: Going(window_of(row), row["waits"]) for row in sending}
    return {id_: one for id_, one in found.items() if in_time(one.window, now)}


def in_time(window: Window, now: datetime) -> bool:
    """Whether a text may leave now and has time to get on its way before the window closes."""
    return closes(window, now) - now > LAST


def brake(room: Outreach, now: datetime) -> None:
    """Pause campaigns whose texts fail too often."""
    with room.db.read() as session:
        waiting = [row for row in session.messages.sending(now=now) if row["waits"]]
    for row in waiting:
        lately = brakes.failing(room, row["id"], row["resumed"])
        if lately:
            brakes.pause(room, brakes.Pause(row["id"], brakes.FAILING, now, lately=lately))


def claim(
    room: Outreach, campaigns: list[str], segments: int, now: datetime
) -> list[dict[str, Any]]:
    """Claim messages of these campaigns: so many segments at most, one message at least.

    A row is a message, its number sealed. They are "sending" on disk when this returns.
    """
    known = tuple(one for one in campaigns if _announced(room, one))
    if not known:
        return []
    wanted = _Wanted(known, segments, now)
    claimed: list[dict[str, Any]] = room.db.write(each(_claim), wanted)
    return claimed


@dataclass(frozen=True)
class _Wanted:
    campaigns: tuple[str, ...]
    segments: int
    now: datetime


def _announced(room: Outreach, campaign: str) -> bool:
    try:
        announcing.announce(room, campaign)
    except Exception as error:  # this campaign waits, the others don't
        log.warning("the gate could not be told of a launch yet: %s", type(error).__name__)
        return False
    return True


def _claim(tx: Any, item: _Wanted) -> list[dict[str, Any]]:
    claimed: list[dict[str, Any]] = tx.messages.claim(
        campaigns=list(item.campaigns), allowance=item.segments, now=item.now
    )
    sealed = tx.messages.sealed(messages=[row["id"] for row in claimed])
    numbers = {row["id"]: row["number_sealed"] for row in sealed}
    return [{**row, "number_sealed": numbers[row["id"]]} for row in claimed]
