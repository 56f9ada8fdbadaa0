"""Moments as phones count them: from 1970 or 2001, in seconds or finer."""

from datetime import UTC, datetime
from typing import Any

FROM_2001 = 978_307_200  # seconds from 1970 to 2001
NANOSECONDS = 100_000_000_000  # more can't be seconds: they would lie beyond the year 5000


def from_1970(value: Any, in_a_second: int = 1) -> datetime | None:
    """Aware UTC; None for 0, which phones write when they don't know, and for what is no number."""
    try:
        return datetime.fromtimestamp(value / in_a_second, UTC) if value > 0 else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def from_2001(value: Any) -> datetime | None:
    """Apple's time, in seconds or (from iOS 11) nanoseconds; both occur in one database."""
    try:
        seconds = value / 1_000_000_000 if value > NANOSECONDS else value
        return datetime.fromtimestamp(seconds + FROM_2001, UTC) if value > 0 else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None
