"""Which column of a table holds what, by what is in its cells."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from outreach import numbers
from outreach.intake import days, moments
from outreach.intake.cells import Row, as_text
from outreach.intake.columns import Columns, Part
from outreach.intake.ways import way

SAMPLE = 100  # rows
FEW = 3  # rows, which may be about one other person by chance
WIDE = 60  # columns
DIGITS = 7  # the least that a phone number has
MOST = 0.6  # of a column's cells; the rest are slips, names and short codes
CELL = 60  # characters a cell with one person has at most
LONG = 12  # characters a text has, on average, and a name hasn't


def by_content(rows: Sequence[Row]) -> Columns | None:
    """The columns of a table whose header says nothing; None when no column has phone numbers."""
    columns = _transposed(rows[:SAMPLE])[:WIDE]
    if len(columns) < 2:
        return None
    people = [
        place
        for place, cells in enumerate(columns)
        if _share(cells[1:] or cells, _is_number) > MOST
    ]
    if not people:
        return None
    header = _first(columns, people)  # titles may stand above it
    columns = [cells[header:] for cells in columns]
    parts = _parts(columns, people)
    above = rows[header - 1] if header else rows[0]
    names = tuple(as_text(above[at]) if at < len(above) else "" for at in range(len(columns)))
    return with_sample(Columns(header, names, parts, guessed=True), rows)


def _first(columns: list[list[str]], people: list[int]) -> int:
    amount = len(columns[people[0]])
    told = (at for at in range(amount) if any(_is_number(columns[one][at]) for one in people))
    return next(told, 0)


def _parts(columns: list[list[str]], people: list[int]) -> dict[Part, tuple[int, ...]]:
    rest = [place for place in range(len(columns)) if place not in people]
    parts = _ways(columns, rest) | _moments(columns, rest)
    taken = {place for places in parts.values() for place in places}
    if len(people) > 1 or parts:
        parts |= _texts(columns, [place for place in rest if place not in taken])
    same = [at for at in people[:2] if len({cell for cell in columns[at] if cell}) == 1]
    if len(people) > 1 and "direction" in parts and len(same) == 1 and len(columns[0]) > FEW:
        # One and the same in every row, both ways: the phone's owner beside the other party.
        other = next(at for at in people if at != same[0])
        return parts | {"number": (other,), "local": (same[0],)}
    if len(people) > 1 and parts:
        return parts | {"sender": (people[0],), "receiver": (people[1],)}
    return parts | {"number": tuple(people)}  # numbers beside numbers are a list of them


def with_sample(found: Columns, rows: Sequence[Row]) -> Columns:
    """What the cells add to the names: the order of dates, whether a way is told, the texts."""
    columns = _transposed([*rows[found.header : found.header + SAMPLE]], len(found.names))
    ways = (*found.parts.get("direction", ()), *found.parts.get("status", ()))
    directed = any(way(cell) != "none" for place in ways for cell in columns[place])
    spelled = found.spelled
    if not spelled.order and "moment" in found.parts:
        order = days.order_of(columns[found.parts["moment"][0]])
        spelled = spelled._replace(order=order)
    found = replace(found, spelled=spelled, directed=directed)
    talks = directed or (found.have("sender") and found.have("receiver"))
    if not talks or found.have("text", "duration"):
        return found
    taken = {place for places in found.parts.values() for place in places}
    free = [place for place in range(len(columns)) if place not in taken]
    return replace(found, parts=found.parts | _texts(columns, free))


def has_numbers(rows: Sequence[Row], place: int) -> bool:
    """Whether a column is one of phone numbers for the most part."""
    return _share([as_text(row[place]) for row in rows if len(row) > place], _is_number) > MOST


def _transposed(rows: Sequence[Row], width: int = 0) -> list[list[str]]:
    width = max((len(row) for row in rows), default=width) if not width else width
    return [[as_text(row[at]) if at < len(row) else "" for row in rows] for at in range(width)]


def _share(cells: Sequence[str], check: Callable[[str], bool]) -> float:
    filled = [cell for cell in cells if cell]
    return sum(map(check, filled)) / len(filled) if filled else 0.0


def _is_number(text: str) -> bool:
    if sum(map(str.isdigit, text[:CELL])) < DIGITS or len(text) > CELL:
        return False
    if ": " in text or "//" in text:  # a text or address may have one in it
        return False
    return moments.read(text) is None and numbers.read(text).number is not None


def _ways(columns: list[list[str]], places: list[int]) -> dict[Part, tuple[int, ...]]:
    told = [at for at in places if _share(columns[at], lambda cell: way(cell) != "none") == 1]
    return {"direction": (told[0],)} if told else {}


def _moments(columns: list[list[str]], places: list[int]) -> dict[Part, tuple[int, ...]]:
    dated = [at for at in places if _share(columns[at], _is_moment) > MOST]
    return {"moment": (dated[0],)} if dated else {}


def _is_moment(text: str) -> bool:
    return moments.read(text) is not None


def _texts(columns: list[list[str]], places: list[int]) -> dict[Part, tuple[int, ...]]:
    lengths = {at: _mean([cell for cell in columns[at] if cell]) for at in places}
    longest = max(lengths, key=lambda at: lengths[at], default=None)
    if longest is None or lengths[longest] < LONG or _share(columns[longest], str.isdigit) > 0:
        return {}
    return {"text": (longest,)}


def _mean(cells: list[str]) -> float:
    return sum(map(len, cells)) / len(cells) if cells else 0.0
