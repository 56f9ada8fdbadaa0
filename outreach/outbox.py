"""Messages on their way to the carrier: claimed, admitted, sent, each at most once.

A claim is committed before anybody is called, so whatever a crash interrupts is "unknown" and is
looked up, never sent again blindly (`reconcile`).
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from carrier.base import NotTaken, Outcome, Outgoing, Unclear
from db import each
from outreach import announcing, brakes, bucket, preparing, settling
from outreach.finishing import finish, report
from outreach.reconcile import reconcile, recover
from outreach.record import window_of
from outreach.room import Outreach
from outreach.settling import Results
from outreach.window import is_open

__all__ = ["finish", "reconcile", "recover", "report", "tick"]

log = logging.getLogger(__name__)

START_WITHIN = 60.0  # seconds from its claim in which a message is handed over, or not at all


def tick(room: Outreach, now: datetime) -> int:
    """Send what rate, window and pause allow now; return how many messages were claimed."""
    going = [one for one in _open(room, now) if not _brake(room, one, now)]
    pace = bucket.of(room.db, room.settings.carrier.rate * room.settings.carrier.campaign_share)
    allowance = pace.allowance(now) if going else 0
    if not allowance:
        return 0
    for one in going:
        announcing.announce(room, one["id"])
    claim = _Claim(tuple(one["id"] for one in going), allowance, pace.full, now)
    claimed = room.db.write(each(_claim), claim)
    pace.spend(sum(row["segments"] for row in claimed), now)
    if claimed:
        rest = _send(room, claimed, now)
        if rest:
            pace.shut(rest)
    return len(claimed)


@dataclass(frozen=True)
class _Claim:
    campaigns: tuple[str, ...]
    allowance: int
    full: int
    now: datetime


def _open(room: Outreach, now: datetime) -> list[dict[str, Any]]:
    with room.db.read() as session:
        sending = session.campaigns.sending(now=now)
    return [row for row in sending if is_open(window_of(row), now)]


def _brake(room: Outreach, row: dict[str, Any], now: datetime) -> bool:
    failing = brakes.failing(room, row["id"], row["resumed"])
    if failing:
        brakes.pause(room, brakes.Pause(row["id"], brakes.FAILING, now))
    return failing


def _claim(tx: Any, item: _Claim) -> list[dict[str, Any]]:
    claimed: list[dict[str, Any]] = tx.messages.claim(
        campaigns=list(item.campaigns), allowance=item.allowance, full=item.full, now=item.now
    )
    sealed = tx.messages.sealed(messages=[row["id"] for row in claimed])
    numbers = {row["id"]: row["number_sealed"] for row in sealed}
    return [{**row, "number_sealed": numbers[row["id"]]} for row in claimed]


def _send(room: Outreach, claimed: list[dict[str, Any]], now: datetime) -> datetime | None:
    """Hand over and store what became of it; the moment until which the carrier wants rest."""
    began = monotonic()
    deadline = began + START_WITHIN
    results = Results(now, now)
    outgoing = preparing.prepare(room, claimed, results)
    if outgoing:
        with ThreadPoolExecutor(min(len(outgoing), room.settings.carrier.concurrency)) as pool:
            outcomes = list(pool.map(lambda one: _hand_over(room, one, deadline), outgoing))
        results.answered = now + timedelta(seconds=monotonic() - began)
        settling.sort(room, claimed, list(zip(outgoing, outcomes, strict=True)), results)
    room.db.write(each(settling.settle), results)
    return results.rest


def _hand_over(room: Outreach, message: Outgoing, deadline: float) -> Outcome:
    if monotonic() > deadline:
        return NotTaken(1.0)  # a claim this old may be taken for lost: begin anew
    try:
        return room.carrier.send(message)
    except Exception as error:
        log.error("the carrier's code failed: %s", type(error).__name__)
        return Unclear()
