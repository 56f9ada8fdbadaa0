"""One row of messages or calls -> who wrote to whom, and which way it went."""

from functools import partial
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from outreach.intake.cells import Cell, Row, as_text, first, fold
from outreach.intake.columns import Columns, Part
from outreach.intake.dialect import Dialect
from outreach.intake.memo import Memo
from outreach.intake.owner import Owner
from outreach.intake.people import Sides, named, sides, who
from outreach.intake.sighting import Direction
from outreach.intake.ways import way

SIDED: tuple[Part, ...] = ("sender", "receiver", "party", "number", "participants", "local")
ASKED: tuple[Part, ...] = (*SIDED, "direction", "status", "app")


class Line(NamedTuple):
    """Raw numbers, '' for nobody. `other`: of whom the role isn't said.

    `direction` is sure. `hint` is what a status says, and tools write "Read" of texts that others
    read as well as of those that the phone read.
    """

    sender: str
    receivers: tuple[str, ...]
    other: str
    direction: Direction
    hint: Direction

    @property
    def is_undecided(self) -> bool:
        return self.direction == "none" and bool(self.sender and self.receivers)


class Reader:
    """Reads the rows of one table; what they tell about the owner goes to `owner`."""

    def __init__(self, columns: Columns, dialect: Dialect, owner: Owner) -> None:
        places = sorted({place for part in ASKED for place in columns.parts.get(part, ())})
        self.key = itemgetter(*places, *places)  # twice, for one of one column gives no tuple
        self.at = {
            part: tuple(places.index(place) for place in columns.parts.get(part, ()))
            for part in ASKED
        }
        self.owner = owner
        self.skipped, self.app = dialect.skipped, dialect.app
        self.who = Memo(partial(who, split=dialect.split))
        self.sides = Memo(partial(sides, split=dialect.split))
        self.lines = Memo(self._read)

    def line(self, cells: Row) -> Line | None:
        """None for a row that is nobody's."""
        return self.lines[self.key(cells)]

    def _read(self, cells: tuple[Cell, ...]) -> Line | None:
        said = self.at["direction"]
        if self.skipped and any(fold(as_text(cells[at])) in self.skipped for at in said):
            return None
        direction, hint = _way(cells, said), _way(cells, self.at["status"])
        found = named(self._sides(cells), first(cells, self.at["app"]) or self.app)
        if direction == "none":
            direction = _by_marks(found)
        return self._line(found, direction, hint)

    def _sides(self, cells: tuple[Cell, ...]) -> Sides:
        senders, receivers, others, talkers, local = (
            self.who[first(cells, self.at[part])]
            for part in ("sender", "receiver", "number", "participants", "local")
        )
        party = self.sides[first(cells, self.at["party"])]
        senders, receivers = senders or party.senders, receivers or party.receivers
        if senders and not receivers:
            receivers = tuple(one for one in talkers if one.number != senders[0].number)
        for person in chain(senders, receivers, others, party.others, talkers):
            if person.own:
                self.owner.add(person.number)
        for person in local:
            self.owner.add(person.number)
        return Sides(senders, receivers, others or party.others)

    def _line(self, found: Sides, direction: Direction, hint: Direction) -> Line:
        sender = found.senders[0].number if found.senders else ""
        receivers = tuple(one.number for one in found.receivers if not one.own)
        other = found.others[0].number if found.others else ""
        if direction == "out" and sender and (receivers or other not in ("", sender)):
            self.owner.add(sender)
        return Line(sender, receivers, other, direction, hint)


def settle(line: Line, owner: Owner) -> tuple[str, Direction]:
    """The other party's raw number, and which way it went; "none" when that can't be told."""
    direction = line.direction if line.direction != "none" else _by_owner(line, owner)
    if direction == "in":
        return line.sender or line.other, "in"
    to = next((one for one in line.receivers if not owner.has(one)), "")
    if direction == "out":
        # A table with one column of people, "sender", has the other party in it both ways.
        return to or line.other or ("" if line.receivers else line.sender), "out"
    return line.sender or line.other or to, "none"


def _way(cells: tuple[Cell, ...], places: tuple[int, ...]) -> Direction:
    found = (way(as_text(cells[place])) for place in places)
    return next((one for one in found if one != "none"), "none")


def _by_owner(line: Line, owner: Owner) -> Direction:
    if line.sender and owner.has(line.sender):
        return "out"
    if any(owner.has(one) for one in line.receivers):
        return "in"
    if line.sender and not line.receivers:
        return "in" if line.hint == "none" else line.hint
    return line.hint


def _by_marks(found: Sides) -> Direction:
    senders, receivers = found.senders, found.receivers
    if any(one.own for one in senders):
        return "out"
    if any(one.own for one in receivers):
        return "in"
    return "out" if receivers and not senders else "none"
