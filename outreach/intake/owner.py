"""Whose phone it was: the owner's own numbers, which are never recipients."""

from collections.abc import Callable, Iterable
from functools import reduce

from outreach import numbers
from outreach.intake.columns import Row, fold
from outreach.intake.sighting import Direction
from problem import Problem

Known = Callable[[str], bool]

LABELS = frozenset(
    {
        "msisdn",
        "phone number",
        "phone numbers",
        "own number",
        "owner number",
        "owner phone number",
        "device phone number",
        "telefoonnummer",
        "eigen nummer",
        "nummer eigenaar",
    }
)
SHEETS = frozenset("device toestel apparaat summary overzicht samenvatting".split())


def is_about_device(title: str) -> bool:
    """Whether a sheet is about the phone itself, not about whom it talked to."""
    return not SHEETS.isdisjoint(fold(title).split())


def on_sheet(rows: Iterable[Row]) -> frozenset[str]:
    """The numbers behind the labels of a sheet about the phone, raw."""
    found: set[str] = set()
    for row in rows:
        cells = [_text(cell) for cell in row]
        labelled = [place for place, cell in enumerate(cells) if fold(cell) in LABELS]
        if labelled:
            found.update(cell for cell in cells[labelled[0] + 1 :] if cell)
    return frozenset(found)


def of(lines: list[tuple[str, str, Direction]]) -> frozenset[str]:
    """The owner by (sender, receiver, direction) of all messages, raw.

    Raises Problem when texts have both parties and neither direction nor an owner shows.
    """
    found = {sender for sender, _, direction in lines if direction == "out" and sender}
    unclear = [(a, b) for a, b, direction in lines if direction == "none" and a and b]
    if found or not unclear:
        return frozenset(found)
    read = _reader()
    everywhere = reduce(set.intersection, ({read(a), read(b)} for a, b in unclear))
    if len(everywhere) != 1:
        raise Problem(
            "It can't be told which texts came in: no number is in every row. Add a column "
            '"direction" with "in" or "out".'
        )
    return frozenset(everywhere)


def reader(owners: frozenset[str]) -> Known:
    """A question: is this spelling one of the owner's numbers?"""
    read = _reader()
    known = {read(one) for one in owners}
    return lambda raw: bool(known) and read(raw) in known


def _reader() -> Callable[[str], str]:
    # Kept for one file only: a number must not outlive the reading of its file.
    seen: dict[str, str] = {}

    def read(raw: str) -> str:
        if raw not in seen:
            seen[raw] = numbers.read(raw).number or raw
        return seen[raw]

    return read


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell or "")
