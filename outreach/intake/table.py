"""Tables with known columns -> sightings, row by row. csv and workbooks share it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from outreach.intake import moments
from outreach.intake.cells import Cell, Row, as_text, first, fold
from outreach.intake.columns import Columns
from outreach.intake.dialect import PLAIN, Dialect
from outreach.intake.memo import FULL
from outreach.intake.owner import Owner
from outreach.intake.people import phones
from outreach.intake.sighting import NO_DIRECTION, NO_DIRECTION_OF_CALL, Direction, Kind, Sighting
from outreach.intake.talk import Reader, settle
from problem import Problem

CALLS = frozenset("call calls oproep oproepen gesprekken belgeschiedenis".split())


@dataclass(frozen=True)
class Table:
    """One sheet or file. `rows` gives all its rows anew, those above the header too."""

    columns: Columns
    rows: Callable[[], Iterable[Row]]
    title: str = ""
    dialect: Dialect = PLAIN

    @property
    def kind(self) -> Kind:
        if self.columns.have("text"):
            return "message"
        have = self.columns.have
        calls = have("duration") or CALLS & set(fold(self.title).split())
        sided = self.columns.directed or (have("sender") and have("receiver"))
        return "call" if calls or sided else "contact"


def read(tables: Iterable[Table], owner: Owner, dated: bool = True) -> Iterator[Sighting]:
    """Messages and calls first, table by table; then contacts, or the list when there is no else.

    Raises Problem at the end when there were texts and of none it can be told which way it went.
    """
    people: list[Table] = []
    told, untold, talk, calls = 0, 0, False, False
    both = False  # sender and receiver, so that knowing the owner would tell
    for table in tables:
        if table.kind == "contact":
            people.append(table)
            continue
        talk, calls = True, calls or table.kind == "call"
        both = both or table.columns.have("sender", "party")
        some = Counter[bool]()
        yield from _talk(table, owner, some, dated)
        told, untold = told + some[True], untold + some[False]
        del table  # a sheet is large: it goes before the next one comes
    if untold and not told and not calls:
        raise _untold(both)
    for table in people:
        yield from _people(table, "contact" if talk else "listed")


def _untold(both: bool) -> Problem:
    if both:
        return Problem(
            "It can't be told which texts came in: no number is in every row. Add a column "
            '"direction" with "in" or "out".'
        )
    return Problem(
        "It has texts, and no column that says which of them came in. Add a column "
        '"direction" with "in" or "out".'
    )


def _talk(table: Table, owner: Owner, said: Counter[bool], dated: bool) -> Iterator[Sighting]:
    settled = _Settled(table, owner, said)
    when = _when(table.columns) if dated else None
    kind, sheet, key, known = table.kind, table.title, settled.reader.key, settled.known
    places = table.columns.parts.get("text", ())
    alone = places[0] if len(places) == 1 else None
    width, made = len(table.columns.names), Sighting._make
    for row, cells in _below(table):
        if len(cells) < width:
            cells = [*cells, *[None] * (width - len(cells))]
        number, direction, reason = known.get(key(cells)) or settled.row(cells)
        if reason is None or (not number and not any(cells)):
            continue
        cell = first(cells, places) if alone is None else cells[alone]
        text = cell.strip() if isinstance(cell, str) else as_text(cell)
        yield made((row, number, direction, text, when and when(cells), kind, sheet, reason))


class _Settled:
    """Who the other party is and which way it went, by what a row says of people.

    `known`: number, direction and reason; a reason of None marks a row that is nobody's. It is
    forgotten when more is learned about the owner. `said`: whether of some that could be told,
    and of some that could not.
    """

    def __init__(self, table: Table, owner: Owner, said: Counter[bool]) -> None:
        self.table, self.owner, self.said = table, owner, said
        self.reader = Reader(table.columns, table.dialect, owner)
        self.known: dict[tuple[Cell, ...], tuple[str, Direction, str | None]] = {}
        self.unsaid = NO_DIRECTION if table.kind == "message" else NO_DIRECTION_OF_CALL
        self.learned = False

    def row(self, cells: Row) -> tuple[str, Direction, str | None]:
        before = len(self.owner.raw)
        found = self._row(cells)
        if len(self.owner.raw) != before or len(self.known) >= FULL:
            self.known.clear()
        self.known[self.reader.key(cells)] = found
        return found

    def _row(self, cells: Row) -> tuple[str, Direction, str | None]:
        line = self.reader.line(cells)
        if line is None:
            return "", "none", None
        if line.is_undecided and not self.learned:
            _learn(self.table, self.reader, self.owner)
            self.learned = True
        number, direction = settle(line, self.owner)
        reason = self.unsaid if direction == "none" else ""
        self.said[not reason] += 1
        return number, direction, reason


def _learn(table: Table, reader: Reader, owner: Owner) -> None:
    # A second pass instead of a list of all rows: who is in every undecided row is the owner.
    common: set[str] | None = None
    for _, cells in _body(table):
        line = reader.line(cells)
        if line and line.is_undecided:
            pair = {owner.plain(one) for one in (line.sender, *line.receivers)}
            common = pair if common is None else common & pair
    if not owner.is_known() and common and len(common) == 1:
        owner.add(common.pop())


def _people(table: Table, kind: Kind) -> Iterator[Sighting]:
    have = table.columns.parts
    places = have.get("number") or have.get("sender") or have.get("party") or ()
    for row, cells in _body(table):
        found = [
            one for place in places for one in phones(as_text(cells[place]), table.dialect.split)
        ]
        if not found and kind == "listed":
            found = [""]
        for number in dict.fromkeys(found):
            yield Sighting(row, number, "none", kind=kind, sheet=table.title)


def _below(table: Table) -> Iterator[tuple[int, Row]]:
    header = table.columns.header
    return enumerate(islice(table.rows(), header, None), header + 1)


def _body(table: Table) -> Iterator[tuple[int, Row]]:
    width = len(table.columns.names)
    for place, cells in _below(table):
        if any(cells):
            yield place, cells if len(cells) >= width else [*cells, *[None] * (width - len(cells))]


def _when(columns: Columns) -> Callable[[Row], datetime | None]:
    order, zone = columns.spelled
    places = columns.parts.get("moment", ())
    day, clock = columns.parts.get("day"), columns.parts.get("clock")
    read_one = moments.read

    def plain(cells: Row) -> datetime | None:
        for at in places:
            if cells[at]:
                return read_one(cells[at], order, zone)
        return None

    def apart(cells: Row) -> datetime | None:
        whole = read_one(cells[clock[0]], order, zone) if clock else None
        return whole or moments.joined(cells[day[0]], cells[clock[0]], order, zone)  # type: ignore[index]

    return apart if day and clock else plain
