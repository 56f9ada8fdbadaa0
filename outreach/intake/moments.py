"""When a text was written, as tables spell it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FORMATS = ("%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")


def read(cell: object) -> datetime | None:
    """Aware UTC; what names no zone is Dutch time. None when it can't be told."""
    if isinstance(cell, datetime):
        return _aware(cell)
    if isinstance(cell, date) or not cell:
        return None
    text = str(cell).strip()
    try:
        return _aware(datetime.fromisoformat(text))
    except ValueError:
        return _dutch(text)


def from_milliseconds(text: str) -> datetime | None:
    """Android's time: milliseconds since 1970, UTC."""
    try:
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _dutch(text: str) -> datetime | None:
    for form in FORMATS:
        try:
            return _aware(datetime.strptime(text, form))  # noqa: DTZ007 - made aware at once
        except ValueError:
            continue
    return None


def _aware(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)).astimezone(UTC)
