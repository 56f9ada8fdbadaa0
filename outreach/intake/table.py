"""A table with known columns -> sightings. csv and workbooks share it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from outreach.intake import moments, owner
from outreach.intake.columns import Cell, Columns, Row, fold
from outreach.intake.sighting import Direction, ReadExport, Sighting
from problem import N_, Problem

IN = frozenset(
    "in inbox incoming received inkomend inkomende binnenkomend ontvangen read unread gelezen "
    "ongelezen".split()
) | {"postvak in"}
OUT = frozenset(
    "out uit outbox outgoing sent uitgaand uitgaande verzonden verstuurd draft drafts concept "
    "concepten unsent".split()
) | {"postvak uit"}
ROLE = re.compile(r"(?:^|\n|\s)(from|van|to|aan)\s*:", re.IGNORECASE)
OWNER_MARK = re.compile(r"\((?:owner|eigenaar)\)", re.IGNORECASE)

NO_DIRECTION = N_("It isn't said whether this text came in or went out.")


@dataclass(frozen=True)
class Table:
    """All rows of one sheet or file, the header and what stands above it too."""

    columns: Columns
    rows: list[list[Cell]]


@dataclass(frozen=True)
class Line:
    """One row: who wrote, to whom, and the other party when only that is known."""

    row: int
    sender: str
    receiver: str
    other: str
    direction: Direction
    text: str
    moment: Cell


def read(tables: list[Table]) -> ReadExport:
    """Sightings of the tables that hold messages, else of those that are lists of numbers.

    Raises Problem when a table holds texts or calls, and it can't be told which came in.
    """
    messages = [one for one in tables if one.columns.text is not None]
    if messages:
        return _join([_messages(one) for one in messages])
    lists = [one for one in tables if not one.columns.directions]
    if not lists:
        raise Problem(
            "It says who called or texted, not what was written. Upload an export with the "
            "messages, or a list of numbers alone."
        )
    return _join([_list(one) for one in lists])


def _messages(table: Table) -> ReadExport:
    if not table.columns.tells_direction:
        raise Problem(
            "It has texts, and no column that says which of them came in. Add a column "
            '"direction" with "in" or "out".'
        )
    lines = list(_lines(table))
    owners = owner.of([(one.sender, one.receiver, one.direction) for one in lines])
    known = owner.reader(owners)
    taken = [_sighting(one, known) for one in lines]
    return ReadExport(
        format="",
        owners=owners,
        sightings=[one for one in taken if one],
        unreadable=[
            (line.row, NO_DIRECTION) for line, one in zip(lines, taken, strict=True) if not one
        ],
    )


def _sighting(line: Line, known: owner.Known) -> Sighting | None:
    direction = line.direction
    if direction == "none" and line.sender:
        direction = "out" if known(line.sender) else "in"
    if direction == "none":
        return None
    number = (line.sender if direction == "in" else line.receiver) or line.other
    return Sighting(line.row, number, direction, line.text, moments.read(line.moment))


def _list(table: Table) -> ReadExport:
    places = (table.columns.number, table.columns.sender, table.columns.party)
    place = next(one for one in places if one is not None)
    cells = ((row, as_text(cells, place)) for row, cells in _body(table))
    return ReadExport("", frozenset(), [Sighting(row, one, "none") for row, one in cells if one])


def _lines(table: Table) -> Iterator[Line]:
    have = table.columns
    for row, cells in _body(table):
        roles = _roles(as_text(cells, have.party))
        sender = roles.get("from", "") or as_text(cells, have.sender)
        receiver = roles.get("to", "") or as_text(cells, have.receiver)
        other = as_text(cells, have.number) or roles.get("", "")
        said = _direction(cells, have.directions) or _by_roles(roles)
        moment = cells[have.moment] if have.moment is not None else None
        yield Line(row, sender, receiver, other, said, as_text(cells, have.text), moment)


def _body(table: Table) -> Iterator[tuple[int, list[Cell]]]:
    width = max((len(row) for row in table.rows), default=0)
    for place, cells in enumerate(table.rows):
        if place > table.columns.header and any(cell not in ("", None) for cell in cells):
            yield place + 1, [*cells, *[None] * (width - len(cells))]


def _roles(party: str) -> dict[str, str]:
    # "From: +316… Jan\nTo: +316… (owner)" -> {"from": "+316… Jan", "to": "+316… (owner)"}
    first, *rest = ROLE.split(party)
    names = {"van": "from", "aan": "to"}
    pairs = zip((name.lower() for name in rest[::2]), rest[1::2], strict=True)
    roles = {names.get(name, name): " ".join(value.split()) for name, value in pairs}
    return roles if roles else {"": " ".join(first.split())}


def _by_roles(roles: dict[str, str]) -> Direction:
    if "from" in roles:
        if OWNER_MARK.search(roles["from"]):
            return "out"
        return "in" if "to" not in roles or OWNER_MARK.search(roles["to"]) else "none"
    return "out" if "to" in roles else "none"


def _direction(cells: Row, places: tuple[int, ...]) -> Direction | None:
    for place in places:
        said = fold(as_text(cells, place))
        if said in IN:
            return "in"
        if said in OUT:
            return "out"
    return None


def as_text(cells: Row, place: int | None) -> str:
    """A cell as the tool meant it: spreadsheets make numbers of phone numbers."""
    cell = cells[place] if place is not None else None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _join(parts: list[ReadExport]) -> ReadExport:
    return ReadExport(
        format="",
        owners=frozenset().union(*(one.owners for one in parts)),
        sightings=[seen for one in parts for seen in one.sightings],
        unreadable=[row for one in parts for row in one.unreadable],
    )
