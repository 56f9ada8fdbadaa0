"""Cells and rows of a table, whatever file it came from."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | datetime | date | time | timedelta | None
Row = Sequence[Cell]


def as_text(cell: Cell) -> str:
    """A cell as the tool meant it: spreadsheets make numbers of phone numbers."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def first(cells: Row, places: tuple[int, ...]) -> str:
    """The text of the first of these cells that isn't empty."""
    for place in places:
        text = as_text(cells[place])
        if text:
            return text
    return ""


def fold(text: str) -> str:
    """Lower-case words without accents or signs: "Datum/tijd:" -> "datum tijd"."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.findall(r"[a-z]+", plain))
