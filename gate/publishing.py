"""The rules by which a count becomes a figure that the police may see. Pure.

Whoever watches the figures for ever, and taps and replies with phones of his own, must not learn
what one person did. So a figure moves only at secret marks, 10 to 19 events apart, and what it
then says is the count as it stood at the mark, not at the moment of looking: who adds ten events
at once learns no more than who adds them one by one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

TENS = 10  # figures are multiples of it, move after as many events, and stay as far below delivered


@dataclass(frozen=True)
class Count:
    """A figure's exact count. `delivered` None: not about recipients, so not bound by them."""

    figure: str
    variant: str  # '' for the whole campaign
    raw: int
    delivered: int | None
    every: timedelta  # looked at no more often than this


@dataclass(frozen=True)
class Standing:
    """Where a figure stands: its value (None is "<10") and the secret mark where it moves next."""

    value: int | None
    next_at: int
    looked: datetime


def shown(raw: int, delivered: int | None, below: int) -> int | None:
    """Round a count down to tens, at most delivered minus ten; None when that is below `below`."""
    most = raw if delivered is None else min(raw, delivered - TENS)
    value = most // TENS * TENS
    return value if value >= below else None


def look(
    count: Count, before: Standing | None, now: datetime, below: int, draw: Callable[[], int]
) -> Standing | None:
    """The figure's new standing, None when nothing changes. `draw` gives a secret from 0 to 9.

    The first look publishes "<10", whatever the count. Looks come at set times, not when something
    happens, so the moment of a publication tells nothing either.
    """
    if before is None:
        return Standing(None, TENS + draw(), now)
    if now < before.looked + count.every:
        return None
    reached, next_at = 0, before.next_at
    while count.raw >= next_at:
        reached, next_at = next_at, next_at + TENS + draw()
    if not reached:
        return replace(before, looked=now) if count.every else None
    value = _higher(before.value, shown(reached, count.delivered, below))
    return Standing(value, next_at, now)


def last(count: Count, before: Standing | None, below: int) -> int | None:
    """The final value of a figure: of the count itself, and never lower than before."""
    return _higher(before.value if before else None, shown(count.raw, count.delivered, below))


def _higher(one: int | None, other: int | None) -> int | None:
    return max(one or 0, other or 0) or None
