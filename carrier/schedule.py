"""Things to do at a moment, by a few threads; what fails is tried again, ever more slowly."""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 0.25, 8.0  # seconds between tries
STOP_SECONDS = 20


class Schedule(Generic[T]):
    """Calls `work(item)` at its moment (seconds since 1970); False means "try again later"."""

    def __init__(self, work: Callable[[T], bool], workers: int) -> None:
        self._work = work
        self._workers = workers
        self._heap: list[tuple[float, int, int, T]] = []  # moment, order, tries, item
        self._order = itertools.count()
        self._bell = threading.Condition()
        self._under_way = 0
        self._open = False
        self._threads: list[threading.Thread] = []

    def put(self, moment: float, item: T, tries: int = 0) -> None:
        with self._bell:
            heapq.heappush(self._heap, (moment, next(self._order), tries, item))
            self._bell.notify()

    def idle(self) -> bool:
        """Whether nothing is to be done, now or later."""
        with self._bell:
            return not self._heap and self._under_way == 0

    def start(self) -> None:
        if self._open:
            return
        self._open = True
        self._threads = [
            threading.Thread(target=self._run, name=f"sandbox-{n}", daemon=True)
            for n in range(self._workers)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish what is under way; what waits stays where it is."""
        with self._bell:
            self._open = False
            self._bell.notify_all()
        for thread in self._threads:
            thread.join(timeout=STOP_SECONDS)
        self._threads = []

    def _run(self) -> None:
        while (taken := self._next()) is not None:
            item, tries = taken
            done = self._try(item)
            with self._bell:
                self._under_way -= 1
                if not done:
                    wait = min(FIRST_WAIT * 2**tries, LONGEST_WAIT)
                    self.put(time.time() + wait, item, tries + 1)

    def _next(self) -> tuple[T, int] | None:
        with self._bell:
            while self._open:
                wait = self._heap[0][0] - time.time() if self._heap else None
                if wait is not None and wait <= 0:
                    _, _, tries, item = heapq.heappop(self._heap)
                    self._under_way += 1
                    return item, tries
                self._bell.wait(wait)
        return None

    def _try(self, item: T) -> bool:
        try:
            return self._work(item)
        except Exception as error:  # its text could hold a number
            last = error.__traceback__
            while last and last.tb_next:
                last = last.tb_next
            place = f"{last.tb_frame.f_code.co_name}:{last.tb_lineno}" if last else "-"
            log.error("the sandbox could not do something: %s in %s", type(error).__name__, place)
            return False
