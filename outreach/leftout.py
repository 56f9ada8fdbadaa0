"""Rows that were left out, as csv for a spreadsheet: sheet, row, number, reason."""

import csv
import io

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class LeftOut:
    """Rows as they come; `text` is the file so far."""

    def __init__(self, header: bool = True) -> None:
        self._file = io.StringIO()
        self._table = csv.writer(self._file)
        if header:
            self._table.writerow(["sheet", "row", "number", "reason"])

    def add(self, sheet: str, row: int | str, number: str, reason: str) -> None:
        """One row. `number`: only where it is what is wrong, else ''."""
        self._table.writerow([_safe(sheet), row, _safe(number), reason])

    @property
    def text(self) -> str:
        return self._file.getvalue()


def _safe(cell: str) -> str:
    # A spreadsheet would run what looks like a formula.
    return f"'{cell}" if cell.startswith(FORMULA) else cell
