"""When an organisation is open. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache

from helpdesk.workdays import AMSTERDAM, is_holiday
from problem import Problem


@dataclass(frozen=True)
class Partner:
    """`hours` is "1-5 09:00-17:00; 6 10:00-14:00" (1 is Monday), in Europe/Amsterdam, closed on
    public holidays; `round_clock` is open always. No `municipalities`: the whole country.
    `duty_email` to `coordinator_email`: who is alerted in a crisis (helpdesk.duty), "" for nobody.
    """

    id: str
    name: str
    kind: str  # addiction_care, peer_support, social_team
    municipalities: tuple[str, ...]
    languages: tuple[str, ...]  # ISO 639-1
    hours: str
    round_clock: bool
    phone: str
    website: str
    capacity: int  # conversations at once
    position: int  # order among equals
    duty_email: str = ""
    duty_webhook: str = ""  # takes our signed calls
    duty_phone: str = ""  # E.164, for the weekly test alarm
    coordinator_email: str = ""


@dataclass(frozen=True)
class Hours:
    """A stretch on some weekdays (1 to 7); one that ends before it starts goes past midnight."""

    first: int
    last: int
    start: time
    end: time


def is_open(partner: Partner, now: datetime) -> bool:
    """Whether somebody is there at that moment."""
    return partner.round_clock or covers(partner.hours, now)


def covers(hours: str, now: datetime) -> bool:
    """Whether a moment lies in hours like "1-5 09:00-17:00"; raises Problem as `parse_hours`."""
    local = now.astimezone(AMSTERDAM)
    return any(_covers(one, local) for one in parse_hours(hours))


@cache
def parse_hours(hours: str) -> tuple[Hours, ...]:
    """Read opening hours; raises Problem with what is wrong."""
    parts = [part.strip() for part in hours.split(";") if part.strip()]
    try:
        return tuple(_parse(part) for part in parts)
    except ValueError:
        raise Problem(
            "The opening hours “{hours}” can't be read. Write them like “1-5 09:00-17:00”.",
            hours=hours,
        ) from None


def _parse(part: str) -> Hours:
    days, times = part.split()
    first, _, last = days.partition("-")
    start, end = (time.fromisoformat(one) for one in times.split("-"))
    hours = Hours(int(first), int(last or first), start, end)
    if not 1 <= hours.first <= hours.last <= 7:
        raise ValueError(part)
    return hours


def _covers(hours: Hours, local: datetime) -> bool:
    if hours.start < hours.end:
        return _on(hours, local) and hours.start <= local.time() < hours.end
    before = local - timedelta(days=1)
    evening = _on(hours, local) and local.time() >= hours.start
    return evening or (_on(hours, before) and local.time() < hours.end)


def _on(hours: Hours, local: datetime) -> bool:
    return hours.first <= local.isoweekday() <= hours.last and not is_holiday(local.date())
