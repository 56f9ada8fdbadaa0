"""Waiting for a database, and for how long. A person gets the page, the carrier gets a 503.

What was not done in time is not given up: it is done as soon as the database gets to it.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

AT_ONCE = 64  # as many as the server has threads, so that group commit sees them all


class Patience:
    """Does things on threads of its own; nobody waits longer for one than `seconds`."""

    def __init__(self, name: str, seconds: float) -> None:
        self.seconds = seconds
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix=name)

    def wait(self, deed: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What `deed` returns or raises; TimeoutError when that takes too long."""
        return self._threads.submit(deed, *args, **kwargs).result(timeout=self.seconds)
