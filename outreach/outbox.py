"""Messages on their way to the carrier: claimed, admitted, sent, each at most once.

A claim is committed before anybody is called, so whatever a crash interrupts is "unknown" and is
looked up, never sent again blindly (`reconcile`).

Two threads keep them moving (running/sending.py). One keeps the books: it stores what the carrier
answered and claims what may leave soon. The other lets texts leave, each at its moment. So neither
a slow database nor a slow carrier makes the other wait.
"""

import logging
import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from carrier import pacing
from carrier.base import Outcome, Outgoing, Unclear
from db import each
from outreach import claiming, preparing, settling, window
from outreach.claiming import Going
from outreach.finishing import finish, report
from outreach.reconcile import reconcile, recover
from outreach.room import Outreach
from outreach.settling import Results
from outreach.window import Window

__all__ = ["Outbox", "finish", "reconcile", "recover", "report"]

log = logging.getLogger(__name__)

LOOK = timedelta(seconds=0.2)  # how soon a pause, a cancel and the end of a window are seen
BRAKE = timedelta(seconds=1)  # how soon it is seen that too much fails
AHEAD = 0.5  # seconds' worth of messages that are claimed before their moment
# A claim that waits longer goes back: the gate's word on this person grows old.
STALE = timedelta(seconds=5)


@dataclass(frozen=True)
class Ready:
    """A claimed and admitted message that waits for its moment."""

    row: dict[str, Any]
    message: Outgoing
    hours: Window
    claimed: datetime


class Outbox:
    """Sends the messages of all campaigns; one at a time may work on a database.

    `ahead`: seconds' worth of messages to be claimed before their moment.
    """

    def __init__(self, room: Outreach, ahead: float = AHEAD) -> None:
        limits = room.settings.carrier
        self._room, self._ahead = room, ahead
        self._pace = pacing.of(room.carrier, limits)
        self._rate = limits.rate * limits.campaign_share
        self._places = limits.concurrency
        self._lines = ThreadPoolExecutor(limits.concurrency, "to-the-carrier")
        self._going: dict[str, Going] = {}
        self._looked: datetime | None = None
        self._braked: datetime | None = None
        self._hand: deque[Ready] = deque()
        self._under_way: dict[Future[Outcome], Ready] = {}
        self._lock = threading.Lock()  # of the two above

    def keep_books(self, now: datetime) -> int:
        """Store what came of messages, and claim what may leave soon; returns how many."""
        self.settle(now)
        if _is_due(self._braked, BRAKE, now):
            claiming.brake(self._room, now)
            self._braked = now
        if _is_due(self._looked, LOOK, now):
            self._going, self._looked = claiming.going(self._room, now), now
        self._put_back(now)
        wanted = self._wanted(now)
        return self._claim(wanted, now) if wanted > 0 else 0

    def let_leave(self, now: datetime) -> int:
        """Hand over what may leave at this moment; returns how many."""
        left = 0
        while ready := self._next(now):
            outgoing = replace(ready.message, valid_for=_valid_for(ready, now))
            with self._lock:
                self._under_way[self._lines.submit(self._hand_over, outgoing)] = ready
            left += 1
        return left

    def settle(self, now: datetime) -> None:
        """Store what the carrier answered since the last time."""
        with self._lock:
            done = [one for one in self._under_way if one.done()]
        if not done:
            return
        outcomes = [(self._under_way[one], one.result()) for one in done]
        for _, outcome in outcomes:
            self._pace.hear(outcome, now)
        results = Results(now)
        rows = [ready.row for ready, _ in outcomes]
        settling.sort(self._room, rows, [(one.message, said) for one, said in outcomes], results)
        self._room.db.write(each(settling.settle), results)
        with self._lock:  # not before: what could not be stored is stored the next time
            for one in done:
                del self._under_way[one]

    def close(self, now: datetime) -> None:
        """Put back what has not left, wait for the carrier's answers and store them."""
        self._going = {}
        self._put_back(now)
        self._lines.shutdown(wait=True)
        self.settle(now)

    def _wanted(self, now: datetime) -> int:
        """How many segments to claim now."""
        if self._pace.rests(now) or not any(one.waits for one in self._going.values()):
            return 0
        with self._lock:
            waiting = sum(one.row["segments"] for one in self._hand)
            free = self._places - len(self._under_way)
        soon = int(min(self._rate * self._ahead, free + self._places / 2))
        # Half of it at a time, at least, so that a claim is worth its commit.
        return max(soon, self._pace.room(now)) - waiting if waiting <= soon / 2 else 0

    def _claim(self, segments: int, now: datetime) -> int:
        going = self._going
        claimed = claiming.claim(self._room, list(going), segments, now)
        if not claimed:
            return 0
        results = Results(now)
        outgoing = preparing.prepare(self._room, claimed, results)
        if results.anything:
            self._room.db.write(each(settling.settle), results)
        rows = {row["id"]: row for row in claimed}
        with self._lock:
            for one in outgoing:
                row = rows[one.message_id]
                self._hand.append(Ready(row, one, going[row["campaign"]].window, now))
        return len(claimed)

    def _put_back(self, now: datetime) -> None:
        """Whatever waits in vain: its campaign stands still, or it waited too long."""
        with self._lock:
            vain = [one for one in self._hand if not self._may_leave(one, now)]
            for one in vain:
                self._hand.remove(one)
        if vain:
            results = Results(now)
            results.wait([one.row["id"] for one in vain], now)
            self._room.db.write(each(settling.settle), results)

    def _may_leave(self, ready: Ready, now: datetime) -> bool:
        fresh = now - ready.claimed < STALE
        going = ready.row["campaign"] in self._going
        return fresh and going and claiming.in_time(ready.hours, now)

    def _next(self, now: datetime) -> Ready | None:
        with self._lock:
            if not self._hand or len(self._under_way) >= self._places:
                return None
            first = self._hand[0]
            if not self._may_leave(first, now) or not self._pace.take(first.row["segments"], now):
                return None
            return self._hand.popleft()

    def _hand_over(self, message: Outgoing) -> Outcome:
        try:
            return self._room.carrier.send(message)
        except Exception as error:
            log.error("the carrier's code failed: %s", type(error).__name__)
            return Unclear()


def _is_due(last: datetime | None, every: timedelta, now: datetime) -> bool:
    return last is None or not timedelta(0) <= now - last < every


def _valid_for(ready: Ready, now: datetime) -> int:
    return int((window.closes(ready.hours, now) - now).total_seconds())
