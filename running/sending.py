"""The two threads that keep campaigns' messages moving."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from outreach.outbox import Outbox
from outreach.room import Outreach

log = logging.getLogger(__name__)

BOOKS, LEAVING = 0.05, 0.004  # seconds between two rounds of each thread


def utc_now() -> datetime:
    return datetime.now(UTC)


class Sending:
    """An outbox at work. `clock` gives the moment of each round, aware and in UTC."""

    def __init__(self, room: Outreach, clock: Callable[[], datetime] = utc_now) -> None:
        self._outbox = Outbox(room)
        self._clock = clock
        self._told = threading.Event()
        self._threads = [
            threading.Thread(target=self._repeat, args=[deed, pause], name=name, daemon=True)
            for name, deed, pause in (
                ("outbox-books", self._outbox.keep_books, BOOKS),
                ("outbox-leaving", self._outbox.let_leave, LEAVING),
            )
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Nothing more leaves; what is under way is waited for and stored."""
        self._told.set()
        for thread in self._threads:
            thread.join()
        self._outbox.close(self._clock())

    def _repeat(self, deed: Callable[[datetime], object], pause: float) -> None:
        while not self._told.wait(pause):
            try:
                deed(self._clock())
            except Exception as error:  # the next round tries again
                log.error("%s: %s", deed.__name__, type(error).__name__)
                self._told.wait(1)
