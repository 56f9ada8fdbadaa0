"""Opening hours, in Amsterdam's time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from webhook.site.hours import is_open, parse

HOURS = parse("1-5 09:00-17:00; 6 10:00-14:00")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("moment", "expected", "because"),
    [
        ("2026-03-03 08:59", False, "a minute too early"),
        ("2026-03-03 09:00", True, "the first minute"),
        ("2026-03-03 16:59", True, "the last minute"),
        ("2026-03-03 17:00", False, "closing time"),
        ("2026-03-07 10:00", True, "Saturday has hours of its own"),
        ("2026-03-07 15:00", False, "Saturday afternoon"),
        ("2026-03-08 11:00", False, "Sunday"),
        ("2026-04-27 11:00", False, "King's Day, a Monday"),
        ("2026-07-01 09:00", True, "summer time"),
    ],
)
def test_open_at(moment: str, expected: bool, because: str) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=AMSTERDAM)
    assert is_open(HOURS, now.astimezone(ZoneInfo("UTC"))) is expected, because


def test_no_hours_is_not_open(noon: datetime) -> None:
    assert parse("") == ()
    assert not is_open((), noon)


@pytest.mark.parametrize(
    "text", ["mo-fr 9-17", "1-5 17:00-09:00", "5-1 09:00-17:00", "8 09:00-10:00"]
)
def test_a_wrong_line_is_quoted(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        parse(text)
