"""When a text was written, as tables spell it -> aware UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from outreach.intake import days
from outreach.intake.days import Order

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:t?(\d\d)(\d\d)(\d\d))?(z?)")
REST = re.compile(
    r"([0-5]?\d)(?::([0-5]?\d))?(?:[.,](\d{1,9}))?(?:\s*([ap])\.?m\.?)?\s*"
    r"(\(?(?:utc|gmt|z)?\s*[+-]\d{1,2}(?::?\d\d)?\)?|\(?(?:utc|gmt|z|cet|cest)\)?)?"
    r"(?:\s*\((?!utc|gmt)[a-z ]*\))?"
)
OFFSET = re.compile(r"([+-])(\d{1,2})(?::?(\d\d))?")
HEADER_ORDER = re.compile(r"\(\s*(d{1,2}|m{1,2}|y{2,4})[-/.]", re.IGNORECASE)
HEADER_ZONE = re.compile(r"\b(?:utc|gmt)(?:\s*[+-]\d{1,2}(?::?\d\d)?)?", re.IGNORECASE)
BEYOND = 10**17
EXCEL_BEGAN = datetime(1899, 12, 30)  # noqa: DTZ001 - a zone is given to the sum
SECONDS = range(946_684_800, 2_208_988_800)  # 2000 to 2040


class Spelled(NamedTuple):
    """How a column spells its moments: the order of day and month, the zone of what names none."""

    order: Order = ""
    zone: tzinfo = AMSTERDAM


class Rest(NamedTuple):
    """What stands behind the hour: how much later, "a" or "p" for a half day, a zone if named."""

    later: timedelta
    half: str
    zone: tzinfo | None


def read(cell: object, order: Order = "", zone: tzinfo = AMSTERDAM) -> datetime | None:
    """Aware UTC, None when it can't be told. `zone`: of what names none.

    `order` of day and month in figures; '' puts the day first where both are possible.
    """
    if isinstance(cell, str):
        return _text(cell.strip(), order, zone) if len(cell) < days.LONGEST else None
    if isinstance(cell, datetime):
        return _utc(cell if cell.tzinfo else cell.replace(tzinfo=zone))
    if isinstance(cell, date):
        return _utc(datetime(cell.year, cell.month, cell.day, tzinfo=zone))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _number(cell, zone)
    return None


def from_milliseconds(text: str) -> datetime | None:
    """Android's time: milliseconds since 1970, UTC."""
    try:
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def joined(
    day: object, clock: object, order: Order = "", zone: tzinfo = AMSTERDAM
) -> datetime | None:
    """The moment of a day and a time that stand in columns of their own."""
    begin = read(day, order, zone)
    if isinstance(day, str) and isinstance(clock, str) and clock.strip():
        return _text(f"{day.strip().split(' ')[0]} {clock.strip()}", order, zone) or begin
    if begin is None or not isinstance(clock, time):
        return begin
    local = begin.astimezone(zone).date()
    return _utc(datetime.combine(local, clock, zone))


def named_by(header: str) -> Spelled:
    """The order and zone that a column's name tells: "Sent - UTC+00:00 (MM/dd/yyyy)"."""
    first = HEADER_ORDER.search(header)
    zone = HEADER_ZONE.search(header)
    orders: dict[str, Order] = {"d": "dmy", "m": "mdy"}
    order = orders.get(first[1][0].lower(), "") if first else ""
    return Spelled(order, _zone(zone[0]) if zone else AMSTERDAM)


def _text(text: str, order: Order, zone: tzinfo) -> datetime | None:
    # Minutes repeat and so do days and hours; whole moments don't. So the halves are remembered.
    hour, colon, rest = text.partition(":")
    if not colon:
        return _hour(hour, "", order, zone) or _digits(hour, zone)
    found = _rest(rest)
    if found is None:
        return None
    begin = _hour(hour, found.half, order, found.zone or zone)
    return None if begin is None else begin + found.later


@lru_cache(1 << 16)
def _rest(text: str) -> Rest | None:
    found = REST.fullmatch(text.lower())
    if not found:
        return None
    minutes, seconds, fraction, half, zone = found.groups(default="")
    later = timedelta(
        minutes=int(minutes),
        seconds=int(seconds or 0),
        microseconds=int(fraction[:6].ljust(6, "0")),
    )
    return Rest(later, half, _zone(zone) if zone else None)


@lru_cache(1 << 16)
def _hour(text: str, half: str, order: Order, zone: tzinfo) -> datetime | None:
    found = days.read(text.lower(), order)
    if found is None:
        return None
    year, month, day, hour = found
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return _utc(datetime(year, month, day, hour, tzinfo=zone))
    except ValueError:
        return None


def _digits(text: str, zone: tzinfo) -> datetime | None:
    if found := COMPACT.fullmatch(text.lower()):
        parts = [int(part or 0) for part in found.groups()[:6]]
        try:
            return _utc(datetime(*parts, tzinfo=UTC if found[7] else zone))  # type: ignore[misc, arg-type]
        except ValueError:
            return None
    if text.isascii() and text.isdigit() and len(text) in (10, 13, 16) and text[0] != "0":
        return _number(int(text), zone)
    return None


def _number(value: int | float, zone: tzinfo) -> datetime | None:
    if not abs(value) < BEYOND:  # nor is a NaN
        return None
    for unit in (1, 1000, 1_000_000):
        if int(value // unit) in SECONDS:
            return datetime.fromtimestamp(value / unit, UTC)
    if 20_000 <= value < 80_000:  # 1954 to 2119 in a spreadsheet's days
        return _utc((EXCEL_BEGAN + timedelta(days=value)).replace(tzinfo=zone))
    return None


def _zone(text: str) -> tzinfo:
    found = OFFSET.search(text)
    if not found:
        return {"cet": timezone(timedelta(hours=1)), "cest": timezone(timedelta(hours=2))}.get(
            text.strip("()").lower(), UTC
        )
    size = timedelta(hours=min(int(found[2]), 23), minutes=int(found[3] or 0) % 60)
    return timezone(-size if found[1] == "-" else size)


def _utc(moment: datetime) -> datetime | None:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the year 1 or 9999
        return None
