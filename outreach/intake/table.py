"""Tables with known columns -> sightings, row by row. csv and workbooks share it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from outreach.intake import moments
from outreach.intake.cells import Row, as_text, first, fold
from outreach.intake.columns import Columns
from outreach.intake.dialect import PLAIN, Dialect
from outreach.intake.owner import Owner
from outreach.intake.people import phones
from outreach.intake.sighting import Kind, Sighting
from outreach.intake.talk import Reader, settle
from problem import N_, Problem

NO_DIRECTION = N_("It isn't said whether this text came in or went out.")
NO_WAY = N_("It isn't said whether this call came in or went out.")
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


def read(tables: Iterable[Table], owner: Owner) -> Iterator[Sighting]:
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
        for one in _talk(table, owner):
            told, untold = told + (not one.reason), untold + bool(one.reason)
            yield one
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


def _talk(table: Table, owner: Owner) -> Iterator[Sighting]:
    reader = Reader(table.columns, table.dialect, owner)
    when = _when(table.columns)
    kind, sheet, learned = table.kind, table.title, False
    texts = table.columns.parts.get("text", ())
    unsaid = NO_DIRECTION if kind == "message" else NO_WAY
    for row, cells in _body(table):
        line = reader.line(cells)
        if line is None:
            continue
        if line.is_undecided and not learned:
            _learn(table, reader, owner)
            learned = True
        number, direction = settle(line, owner)
        reason = unsaid if direction == "none" else ""
        text = first(cells, texts)
        yield Sighting(row, number, direction, text, when(cells), kind, sheet, reason)


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


def _body(table: Table) -> Iterator[tuple[int, Row]]:
    width = len(table.columns.names)
    header = table.columns.header
    for place, cells in enumerate(table.rows(), 1):
        if place > header and any(cells):
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
