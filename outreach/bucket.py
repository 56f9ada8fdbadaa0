"""How many segments campaigns may send now: smooth, and never a burst over the sender's rate."""

from collections import deque
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from db import Database

SECOND = timedelta(seconds=1)
FIRST = 0.2  # seconds' worth at the first look, about one tick

_BUCKETS: "WeakKeyDictionary[Database, Bucket]" = WeakKeyDictionary()


class Bucket:
    """Fills with time at `rate` segments a second. One thread uses it: the outbox's tick.

    `full` is the most that may leave in a second. A message longer than that leaves alone, from a
    full bucket, and leaves a debt.
    """

    def __init__(self, rate: float) -> None:
        self.full = max(1, int(rate))
        self._rate = rate
        self._level = max(1.0, rate * FIRST)
        self._looked: datetime | None = None
        self._shut_until: datetime | None = None
        self._lately: deque[tuple[datetime, int]] = deque()

    def allowance(self, now: datetime) -> int:
        """Whole segments that may leave now, 0 to `full`."""
        if self._shut_until and now < self._shut_until:
            return 0
        self._fill(now)
        while self._lately and not self._within_a_second(self._lately[0][0], now):
            self._lately.popleft()
        left = self.full - sum(segments for _, segments in self._lately)
        return max(0, int(min(self._level, left)))

    def spend(self, segments: int, now: datetime) -> None:
        """So many have been claimed."""
        self._level -= segments
        if segments:
            self._lately.append((now, segments))

    def shut(self, until: datetime) -> None:
        """The carrier asks for rest: nothing leaves before then."""
        self._shut_until = until

    def _fill(self, now: datetime) -> None:
        # A clock that is set back gives nothing and takes nothing.
        passed = max(0.0, (now - (self._looked or now)).total_seconds())
        self._level = min(float(self.full), self._level + passed * self._rate)
        self._looked = now

    @staticmethod
    def _within_a_second(then: datetime, now: datetime) -> bool:
        return timedelta(0) <= now - then < SECOND


def of(db: Database, rate: float) -> Bucket:
    """The bucket of this database's outbox; it lives as long as the process."""
    if db not in _BUCKETS:
        _BUCKETS[db] = Bucket(rate)
    return _BUCKETS[db]
