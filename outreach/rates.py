"""Shares with the uncertainty shown. Pure."""

from dataclasses import dataclass
from math import sqrt

Z = 1.959964  # 95 %, both sides
HIDDEN = 9  # a published value is rounded down to tens: so many may be missing from it


@dataclass(frozen=True)
class Rate:
    """A share from 0 to 1 with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


def published_rate(value: int | None, of: int) -> Rate | None:
    """The rate of a published value among `of` people; None when either says too little.

    Wilson's interval (Wilson 1927), whose upper end also counts what rounding down may hide.
    """
    if value is None or of <= 0:
        return None
    count, most = min(value, of), min(value + HIDDEN, of)
    return Rate(count / of, wilson(count, of)[0], wilson(most, of)[1])


def wilson(count: int, of: int) -> tuple[float, float]:
    """The ends of Wilson's 95 % interval for `count` among `of`, at least 1."""
    share, spread = count / of, Z * Z / of
    centre = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / of + spread / of / 4) / (1 + spread)
    # The share itself lies within, whatever the last binary digit says.
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))
