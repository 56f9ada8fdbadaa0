"""A day as tables write it, with or without the hour behind it -> its figures."""

import re
from collections.abc import Iterable
from typing import Literal

Order = Literal["", "dmy", "mdy"]

DAY = re.compile(
    r"(?:[a-z]{2,9}[.,]{0,2} +)?(\d{1,4})([-/. ])(\d{1,2}|[a-z]{3,9}\.?)\2(\d{2,4})"
    r"(?:(?:t|,? +)(?:om |at )?(\d{1,2}))?"
)
MONTH_FIRST = re.compile(
    r"(?:[a-z]{2,9}[.,]{0,2} +)?([a-z]{3,9})\.? (\d{1,2}),? (\d{4})(?:,? +(?:at )?(\d{1,2}))?"
)
# The first three letters, English and Dutch.
MONTHS = "jan|feb|mar mrt maa|apr|may mei|jun|jul|aug|sep|oct okt|nov|dec".split("|")
LONGEST = 80  # characters; no moment takes more, and a text would keep the patterns busy


def order_of(cells: Iterable[object]) -> Order:
    """Month first when some of a column's dates allow nothing else, and none is day first."""
    found = [DAY.match(cell[:LONGEST].strip().lower()) for cell in cells if isinstance(cell, str)]
    pairs = [(int(one[1]), int(one[3])) for one in found if one and one[3].isdigit()]
    later = any(12 < second <= 31 and first <= 12 for first, second in pairs)
    return "mdy" if later and not any(12 < first <= 31 for first, _ in pairs) else ""


def read(text: str, order: Order) -> tuple[int, int, int, int] | None:
    """Year, month, day and hour (0 when there is none) of lower-case text; unchecked."""
    if found := DAY.fullmatch(text):
        first, middle, last = found[1], _month(found[3]), found[4]
        if len(first) == 4:
            return int(first), middle, int(last), int(found[5] or 0)
        year = int(last) + (2000 if len(last) == 2 else 0)
        day, month = int(first), middle
        turned = order == "mdy" and found[3].isdigit()
        if (turned and day <= 12) or (month > 12 and day <= 12):
            day, month = month, day
        return year, month, day, int(found[5] or 0)
    if found := MONTH_FIRST.fullmatch(text):
        return int(found[3]), _month(found[1]), int(found[2]), int(found[4] or 0)
    return None


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next((place for place, names in enumerate(MONTHS, 1) if text[:3] in names), 0)
