"""What an honest attacker can do with all that the outreach side has.

He has its database (every row, every column, in the order in which rows lie), its keys, backups,
logs and published figures, and tries to tell who acted. His score per clue is the AUC: the chance
that a person who acted ranks above one who did not; 0.5 is guessing.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt
from pathlib import Path

import duckdb
import psycopg
from psycopg.rows import dict_row

from tests.engines import POSTGRES, variable

# So far from guessing that chance gets there once in twenty-five million tries: a clue that gets
# there is a leak, and thousands of clues can be tried without a false alarm.
FAR = 5.5
FEW = 12
Rows = dict[str, list[dict[str, object]]]


@dataclass(frozen=True)
class Clue:
    """Something that the attacker can order people by."""

    name: str
    auc: float
    bound: float  # distance from 0.5 that chance does not reach

    @property
    def leaks(self) -> bool:
        return abs(self.auc - 0.5) > self.bound


def everything(database: Path) -> Rows:
    """Every table with every row in physical order; `rowid` is where a row lies."""
    if POSTGRES:
        return _everything_on_server(database.stem)
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = [row[0] for row in connection.execute("show tables").fetchall()]
        return {table: _rows(connection, table) for table in tables}


def clues(rows: Rows, ids: Mapping[str, set[str]], acted: set[str]) -> list[Clue]:
    """Score every clue in the database. `ids`: person -> values that name the person in it."""
    owner = {value: person for person, values in ids.items() for value in values}
    found = []
    for table, lines in rows.items():
        mine = _of_persons(lines, owner)
        if mine:
            found += list(_score(table, mine, sorted(ids), acted))
    return found


def auc(values: Mapping[str, float], acted: set[str]) -> float:
    """Mann-Whitney: the chance that one who acted has the higher value; ties count half."""
    ranks = _ranks(values)
    inside = [ranks[person] for person in values if person in acted]
    n, m = len(inside), len(values) - len(inside)
    return (sum(inside) - n * (n + 1) / 2) / (n * m)


def bound(people: int, acted: int) -> float:
    """How far from 0.5 chance alone may bring an AUC."""
    return FAR * sqrt((people + 1) / (12 * acted * (people - acted)))


def found_in(secrets: Iterable[str], texts: Iterable[bytes]) -> list[str]:
    """Which of these secrets stand anywhere in these bytes."""
    whole = b"\0".join(texts).lower()
    return [one for one in secrets if one.lower().encode() in whole]


def bytes_of(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()]


def _everything_on_server(room: str) -> Rows:
    """The same, and `xmin`, which is when a row was last written, among all of the server."""
    options = f"-c search_path={room} -c timezone=UTC"
    with psycopg.connect(os.environ[variable(room)], options=options) as connection:
        named = "select tablename from pg_tables where schemaname = current_schema()"
        tables = [row[0] for row in connection.execute(named).fetchall()]
        looking = connection.cursor(row_factory=dict_row)
        written = "cast(cast(xmin as text) as bigint) as xmin"
        rows = {
            table: looking.execute(f'select {written}, * from "{table}" order by ctid').fetchall()  # noqa: S608
            for table in tables
        }
    return {
        table: [{"rowid": place, **line} for place, line in enumerate(lines)]
        for table, lines in rows.items()
    }


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, object]]:
    read = connection.execute(f'select rowid, * from "{table}" order by rowid')  # noqa: S608
    names = [column[0] for column in read.description]
    return [dict(zip(names, row, strict=True)) for row in read.fetchall()]


def _of_persons(
    lines: list[dict[str, object]], owner: Mapping[str, str]
) -> dict[str, list[dict[str, object]]]:
    mine: dict[str, list[dict[str, object]]] = {}
    for line in lines:
        for person in {owner[value] for value in line.values() if value in owner}:
            mine.setdefault(person, []).append(line)
    return mine


def _score(
    table: str,
    mine: dict[str, list[dict[str, object]]],
    people: list[str],
    acted: set[str],
) -> Iterable[Clue]:
    limit = bound(len(people), len(acted))
    columns = list(next(iter(mine.values()))[0])
    amounts = {person: float(len(mine.get(person, []))) for person in people}
    yield Clue(f"{table}: rows", auc(amounts, acted), limit)
    for column in columns:
        for which, pick in (("first", 0), ("last", -1)):
            values = {one: mine[one][pick][column] if one in mine else None for one in people}
            for name, reading in _readings(values):
                scored = auc({one: reading(value) for one, value in values.items()}, acted)
                yield Clue(f"{table}.{column} {which} {name}", scored, limit)


def _readings(
    values: Mapping[str, object],
) -> Iterable[tuple[str, Callable[[object], float]]]:
    yield "as a number", _number
    yield "by length", lambda value: float(len(str(value)))
    kinds = Counter(str(value) for value in values.values())
    if 1 < len(kinds) <= FEW:
        for kind in kinds:
            yield f"is {kind}", lambda value, kind=kind: float(str(value) == kind)


def _number(value: object) -> float:
    if isinstance(value, bool | int | float):
        return float(value)
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, date):
        return float(value.toordinal())
    return float(int.from_bytes(str(value).encode()[:6].ljust(6, b"\0"), "big"))


def _ranks(values: Mapping[str, float]) -> dict[str, float]:
    ordered = sorted(values, key=lambda one: values[one])
    ranks: dict[str, float] = {}
    start = 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and values[ordered[end]] == values[ordered[start]]:
            end += 1
        for person in ordered[start:end]:
            ranks[person] = (start + end + 1) / 2
        start = end
    return ranks
