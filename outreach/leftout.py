"""Rows that were left out, as csv for a spreadsheet: sheet, row, number, reason.

Semicolons and a byte order mark, as Excel in the Netherlands wants it.
"""

import csv
import io
from collections.abc import Callable

from problem import N_

FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEADER = (N_("sheet"), N_("row"), N_("number"), N_("reason"))


class LeftOut:
    """Rows as they come; `text` is the file so far. `translate`: for its header and reasons."""

    def __init__(self, translate: Callable[[str], str] = str) -> None:
        self._file = io.StringIO()
        self._file.write("\ufeff")
        self._table = csv.writer(self._file, delimiter=";")
        self._translate = translate
        self._reasons: dict[str, str] = {}  # few, in as many as a million rows
        self._table.writerow([translate(word) for word in HEADER])

    def add(self, sheet: str, row: int | str, number: str, reason: str) -> None:
        """One row. `number`: only where it is what is wrong, else ''."""
        if reason not in self._reasons:
            self._reasons[reason] = self._translate(reason)
        self._table.writerow([_safe(sheet), row, _safe(number), self._reasons[reason]])

    @property
    def text(self) -> str:
        return self._file.getvalue()


def _safe(cell: str) -> str:
    # A spreadsheet would run what looks like a formula.
    return f"'{cell}" if cell.startswith(FORMULA) else cell
