"""Working days and hours in the Netherlands."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
END_OF_DAY = time(17)  # so that an evening is left to whoever takes over


def is_holiday(day: date) -> bool:
    """Whether it is a Dutch public holiday."""
    return day in _holidays(day.year)


def is_working_day(day: date) -> bool:
    """Monday to Friday, public holidays apart."""
    return day.weekday() < 5 and not is_holiday(day)


def after(now: datetime, amount: int) -> date:
    """The day, in the Netherlands, that is `amount` working days after today."""
    day = now.astimezone(AMSTERDAM).date()
    while amount:
        day += timedelta(days=1)
        amount -= is_working_day(day)
    return day


def due(now: datetime, amount: int) -> datetime:
    """When that day's work ends, in UTC."""
    return datetime.combine(after(now, amount), END_OF_DAY, AMSTERDAM).astimezone(UTC)


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NL", years=year))
