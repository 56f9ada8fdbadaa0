"""Opening hours as the data file has them: "1-5 09:00-17:00; 6 10:00-14:00". Pure.

Days are 1 (Monday) to 7, times are Europe/Amsterdam.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

import holidays

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SPAN = re.compile(r"([1-7])(?:-([1-7]))? (\d\d:\d\d)-(\d\d:\d\d)")
# Built once: the calendar fills in the years that it is asked about.
PUBLIC = holidays.country_holidays("NL")


@dataclass(frozen=True)
class Span:
    """Open from `start` until `end` on the days `first` to `last`."""

    first: int
    last: int
    start: time
    end: time


def parse(text: str) -> tuple[Span, ...]:
    """Read opening hours; raises ValueError that quotes the part that is wrong."""
    return tuple(_span(part.strip()) for part in text.split(";") if part.strip())


def is_open(spans: tuple[Span, ...], now: datetime) -> bool:
    """Whether `now` (aware) is within the hours; nobody answers on a public holiday."""
    here = now.astimezone(AMSTERDAM)
    if here.date() in PUBLIC:
        return False
    day, clock = here.isoweekday(), here.time()
    return any(s.first <= day <= s.last and s.start <= clock < s.end for s in spans)


def _span(part: str) -> Span:
    found = SPAN.fullmatch(part)
    if not found:
        raise ValueError(f'"{part}" is not like "1-5 09:00-17:00"')
    first, last, start, end = found.groups()
    span = Span(int(first), int(last or first), time.fromisoformat(start), time.fromisoformat(end))
    if span.first > span.last or span.start >= span.end:
        raise ValueError(f'"{part}" ends before it begins')
    return span
