"""A list of numbers as somebody typed or uploaded it: which numbers, and which rows hold none."""

import io
import re
from collections.abc import Sequence

from outreach import numbers
from outreach.intake import decoding
from outreach.intake.source import Source
from problem import Problem

LARGEST = 10_000_000  # bytes: a hundred thousand numbers with a name beside each
CELLS = re.compile(r"[;,\t]")
LIKE_A_NUMBER = 9  # digits: a date has eight


def lines(name: str, content: bytes) -> list[str]:
    """The lines of a text file; raises Problem when it is none, or too large for a list."""
    if len(content) > LARGEST:
        raise Problem("This file is too large for a list of numbers. Split it.")
    source = Source(name, lambda: io.BytesIO(content), len(content))
    with decoding.open_text(source).stream as stream:
        return stream.read().splitlines()


def read(rows: Sequence[str]) -> tuple[list[str], list[tuple[int, str]]]:
    """Every number once, in E.164, and each row (from 1) that can't be read, with why not.

    A row may hold more than a number; an empty one is nothing.
    """
    found: dict[str, None] = {}
    unread = []
    for row, raw in enumerate(rows, start=1):
        some, reason = _read_row(raw)
        found.update(dict.fromkeys(some))
        if reason:
            unread.append((row, reason))
    return list(found), unread


def _read_row(raw: str) -> tuple[list[str], str]:
    # A name or a date beside the number is no matter; a mistyped number beside it is.
    cells = [cell for cell in CELLS.split(raw) if cell.strip()]
    read = [(cell, one) for cell in cells for one in numbers.read_all(cell)]
    found = [one.number for _, one in read if one.number]
    doubtful = [one for cell, one in read if not one.number and (not found or _is_like_one(cell))]
    return found, doubtful[0].reason if doubtful else ""


def _is_like_one(cell: str) -> bool:
    return sum(sign.isdecimal() for sign in cell) >= LIKE_A_NUMBER
