"""Work done once for each distinct value: exports repeat themselves."""

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

FULL = 100_000


class Memo(dict[Key, Value]):
    """`memo[key]` is `work(key)`. It lives as long as one reading, and begins anew when full."""

    def __init__(self, work: Callable[[Key], Value]) -> None:
        super().__init__()
        self.work = work

    def __missing__(self, key: Key) -> Value:
        if len(self) >= FULL:
            self.clear()
        value = self[key] = self.work(key)
        return value
