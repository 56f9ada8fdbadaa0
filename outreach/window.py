"""When texts may leave: hours, weekdays, public holidays. Dutch time. No I/O."""

from collections.abc import Iterator
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
        opening = _opening(window, day + timedelta(days=ahead), now)
        if opening:
            return opening
    raise ValueError("this window never opens")


def closes(window: Window, now: datetime) -> datetime:
    """The moment (UTC) at which this window, open now, is over; `now` when it isn't open.

    One that goes on over midnight is looked at until the end of the next day, no further.
    """
    if not is_open(window, now):
        return now.astimezone(UTC)
    day = now.astimezone(AMSTERDAM).date()
    if window.end == MIDNIGHT and window.start == MIDNIGHT and _on(window, _next(day)):
        day = _next(day)
    return _closing(window, day, now)


def _closing(window: Window, day: date, now: datetime) -> datetime:
    if _clock_moves(day):
        shut = (one for one in _minutes(day, now) if not is_open(window, one))
        return next(shut, _begin(_next(day)))
    last = _next(day) if window.end == MIDNIGHT else day
    return datetime.combine(last, window.end, AMSTERDAM).astimezone(UTC)


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _opening(window: Window, day: date, now: datetime) -> datetime | None:
    """The first moment from now on at which it opens on that day."""
    if not _on(window, day):
        return None
    if _clock_moves(day):
        return next((one for one in _minutes(day, now) if is_open(window, one)), None)
    opening = datetime.combine(day, window.start, AMSTERDAM).astimezone(UTC)
    return opening if opening >= now else None


def _clock_moves(day: date) -> bool:
    return _begin(_next(day)) - _begin(day) != timedelta(days=1)


def _minutes(day: date, now: datetime) -> Iterator[datetime]:
    # An hour is missing or comes twice, and with it the start or end of a window: so each minute
    # is looked at.
    one, last = _begin(day), _begin(_next(day))
    while one < last:
        if one >= now:
            yield one
        one += timedelta(minutes=1)


def _begin(day: date) -> datetime:
    return datetime.combine(day, MIDNIGHT, AMSTERDAM).astimezone(UTC)


def _on(window: Window, day: date) -> bool:
    if day.isoweekday() not in window.weekdays:
        return False
    return window.holidays or day not in _holidays(day.year)


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NL", years=[year]))
