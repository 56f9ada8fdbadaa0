"""How fast texts may leave a sender: even, answers first, never above the rate in any second.

Counted in segments, by sender, for everything that this process hands over.
"""

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from weakref import WeakKeyDictionary

from carrier.base import Accepted, Carrier, NotTaken, Outcome
from settings import Carrier as Limits

# The carrier counts what arrives, and a request may be some milliseconds longer on its way than
# the one that left a second later. So our second is a little longer than the carrier's.
SECOND = 1.015
EVEN = 1 / SECOND  # of the rate: the pace at which texts follow one another
CATCH_UP = 0.2  # seconds' worth that may follow at once after a pause of ours
YIELD = 0.5  # seconds for which campaigns step aside when an answer had to wait
SET_BACK = 5.0  # seconds; a clock that goes back further was set
SOON = 0.005  # seconds between two looks while a text waits on the line
FIRST_REST, LONGEST_REST = 1.0, 60.0  # seconds, doubled with each push-back in a row

_PACES: "WeakKeyDictionary[Carrier, Pace]" = WeakKeyDictionary()
_MAKING = threading.Lock()


class Pace:
    """Lets texts go or not; what it lets go it counts. Safe to ask from several threads.

    A text longer than a whole second's worth goes alone, and those after it wait for as long as it
    takes.
    """

    def __init__(self, rate: float, campaign_share: float) -> None:
        self._rate = rate
        self._campaigns = rate * campaign_share
        self._lock = threading.Lock()
        self._time = 0.0  # seconds that have passed; a clock that is set back adds none
        self._looked: datetime | None = None
        self._second = SECOND / min(1.0, rate)  # at less than one a second: until the next
        self._left: deque[tuple[float, int, int]] = deque()  # moment, segments, campaigns' part
        self._all = self._of_campaigns = 0  # segments in it
        self._next = 0.0  # when the next campaign text is due
        self._answer_waits_until = 0.0
        self._rests_until = 0.0
        self._pushed_back = 0

    def take(self, segments: int, now: datetime, answer: bool = False) -> bool:
        """Whether a text of so many segments may leave now; if so, it counts as gone."""
        with self._lock:
            self._pass_time(now)
            if self._time < self._rests_until:
                return False
            allowed = self._for_answer(segments) if answer else self._for_campaign(segments)
            if allowed:
                self._count(segments, 0 if answer else segments)
            return allowed

    def room(self, now: datetime) -> int:
        """Segments of campaigns that may leave at this very moment."""
        with self._lock:
            self._pass_time(now)
            if self._time < max(self._rests_until, self._answer_waits_until):
                return 0
            ahead = self._time + CATCH_UP - max(self._next, self._time)
            if ahead < 0:
                return 0
            left = min(share(self._campaigns) - self._of_campaigns, most(self._rate) - self._all)
            return max(0, min(int(ahead * self._campaigns * EVEN) + 1, left))

    def push_back(self, retry_after: float, now: datetime) -> None:
        """The carrier wants no more for now: nothing leaves, longer each time in a row."""
        with self._lock:
            self._pass_time(now)
            if self._time < self._rests_until:
                return  # one of many that were under way together
            rest = max(retry_after, FIRST_REST * 2.0**self._pushed_back)
            self._rests_until = self._time + min(LONGEST_REST, rest)
            self._pushed_back = min(self._pushed_back + 1, 10)

    def hear(self, outcome: Outcome, now: datetime) -> None:
        """What the carrier said to a text: it takes texts, or wants no more for now."""
        if isinstance(outcome, NotTaken):
            self.push_back(outcome.retry_after, now)
        elif isinstance(outcome, Accepted):
            self._pushed_back = 0

    def rests(self, now: datetime) -> bool:
        """Whether the carrier wants no more for now."""
        with self._lock:
            self._pass_time(now)
            return self._time < self._rests_until

    def _for_answer(self, segments: int) -> bool:
        allowed = _fits(segments, self._rate, self._all)
        if not allowed:
            self._answer_waits_until = self._time + YIELD
        return allowed

    def _for_campaign(self, segments: int) -> bool:
        if self._time < self._answer_waits_until or self._next - self._time > CATCH_UP:
            return False
        mine = self._of_campaigns + segments <= share(self._campaigns, segments)
        allowed = mine and _fits(segments, self._rate, self._all)
        if allowed:
            spacing = segments / (self._campaigns * EVEN)
            self._next = max(self._next, self._time) + spacing
        else:  # what is missed for a crowd is not caught up, or it would come again each second
            self._next = max(self._next, self._time + CATCH_UP)
        return allowed

    def _count(self, segments: int, of_campaigns: int) -> None:
        self._left.append((self._time, segments, of_campaigns))
        self._all += segments
        self._of_campaigns += of_campaigns

    def _pass_time(self, now: datetime) -> None:
        passed = (now - self._looked).total_seconds() if self._looked else 0.0
        if -SET_BACK < passed < 0:
            return  # another thread looked at the clock before us, and asks after us
        self._time += max(0.0, passed)
        self._looked = now
        while self._left and self._left[0][0] <= self._time - self._second:
            _, segments, of_campaigns = self._left.popleft()
            self._all -= segments
            self._of_campaigns -= of_campaigns


class Departures:
    """Holds a text back, for moments only, when those before it bunched up on their way here.

    A busy machine may let texts that were let go one by one reach the line all at once. This is
    the last look before a text is on the line, so the rate holds whatever happened before.
    """

    def __init__(
        self,
        rate: float,
        campaign_share: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate, self._campaigns = rate, rate * campaign_share
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._all: deque[tuple[float, int]] = deque()
        self._of_campaigns: deque[tuple[float, int]] = deque()
        self._answers = 0  # that wait

    def wait(self, segments: int, answer: bool = False) -> None:
        """Return when a text of so many segments may be on the line; it counts as gone."""
        with self._lock:
            self._answers += answer
        try:
            while pause := self._pause(segments, answer):
                self._sleep(pause)
        finally:
            with self._lock:
                self._answers -= answer

    def _pause(self, segments: int, answer: bool) -> float:
        with self._lock:
            now = self._clock()
            everything = _within(self._all, self._rate, now)
            campaigns = _within(self._of_campaigns, self._campaigns, now)
            fits = _fits(segments, self._rate, everything)
            if not answer:
                mine = campaigns + segments <= share(self._campaigns, segments)
                fits = fits and mine and not self._answers
            if not fits:
                return SOON
            self._all.append((now, segments))
            if not answer:
                self._of_campaigns.append((now, segments))
            return 0.0


def _within(gone: deque[tuple[float, int]], rate: float, now: float) -> int:
    """Segments that left in the last second, or longer when less than one may leave in it."""
    while gone and gone[0][0] <= now - SECOND / min(1.0, rate):
        gone.popleft()
    return sum(segments for _, segments in gone)


def most(rate: float) -> int:
    """Segments that may leave in a second at this rate, at least one."""
    return max(1, int(rate))


def share(rate: float, segments: int = 1) -> int:
    """Segments of campaigns that may leave in a second: whole texts, so rounded up to one.

    Over time they keep to the rate all the same: they are spaced by it.
    """
    return math.ceil(rate / segments - 1e-9) * segments


def _fits(segments: int, rate: float, already: int) -> bool:
    return already + segments <= most(rate) or (segments > most(rate) and not already)


def of(carrier: Carrier, limits: Limits) -> Pace:
    """The pace of this carrier's sender; it lives as long as the process."""
    with _MAKING:
        if carrier not in _PACES:
            _PACES[carrier] = Pace(limits.rate, limits.campaign_share)
        return _PACES[carrier]
