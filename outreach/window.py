"""When texts may leave: hours, weekdays, public holidays. Dutch time. No I/O."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MIDNIGHT = time(0)


@dataclass(frozen=True)
class Window:
    """From `start` until just before `end`; an end of 00:00 is the end of the day.

    `weekdays`: 1 (Monday) to 7. `holidays`: whether texts leave on Dutch public holidays too.
    """

    start: time
    end: time
    weekdays: frozenset[int]
    holidays: bool


def is_open(window: Window, now: datetime) -> bool:
    """Whether a text may leave at this (aware) moment."""
    local = now.astimezone(AMSTERDAM)
    if not _on(window, local.date()):
        return False
    ends = window.end != MIDNIGHT
    return window.start <= local.time() and not (ends and local.time() >= window.end)


def next_opening(window: Window, now: datetime) -> datetime:
    """The first moment from now on (UTC) at which a text may leave; `now` when it is open.

    Raises ValueError when it never opens: no weekdays.
    """
    if is_open(window, now):
        return now.astimezone(UTC)
    day = now.astimezone(AMSTERDAM).date()
    for ahead in range(400):
        opening = _opening(window, day + timedelta(days=ahead))
        if opening and opening >= now:
            return opening
    raise ValueError("this window never opens")


def _opening(window: Window, day: date) -> datetime | None:
    if not _on(window, day):
        return None
    return datetime.combine(day, window.start, AMSTERDAM).astimezone(UTC)


def _on(window: Window, day: date) -> bool:
    if day.isoweekday() not in window.weekdays:
        return False
    return window.holidays or day not in _holidays(day.year)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NL", years=[year]))
