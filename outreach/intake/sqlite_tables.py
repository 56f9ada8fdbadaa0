"""The tables of an open SQLite database, and what reads one kind of them."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from outreach.intake.sighting import Sighting

Join = tuple[str, str, str]


@dataclass(frozen=True)
class Database:
    """An open database. `tables`: its real tables (no views, no virtual ones), in lower case."""

    connection: sqlite3.Connection
    tables: frozenset[str]

    def columns(self, table: str) -> frozenset[str]:
        """The columns that are stored, not computed, in lower case; none for what is no table."""
        if table not in self.tables:
            return frozenset()
        told = self.connection.execute(f"pragma table_info({table})")
        return frozenset(name.lower() for _, name, *_ in told)

    def rows(self, fields: str, table: str, *joins: Join) -> Iterator[tuple[Any, ...]]:
        """Stream `fields` ("m.text h.id") of `table` ("message m"), in the order of its rows only.

        A join is ("handle h", "h.rowid", "m.handle_id"). What this version of an app lacks is
        None. One side of a join is a rowid, or the rows of a hostile file multiply; on the right
        it is "+m.rowid", without a type, or SQLite makes no index of what it is compared with.
        """
        name, first = table.split()
        known = {first: self.columns(name)}
        if not known[first]:
            return
        parts = [f"from {name} {first}"]
        for other, key, value in joins:
            name, alias = other.split()
            known[alias] = self.columns(name)
            if _has(known, key) and _has(known, value):
                parts.append(f"left join {name} {alias} on {key} = {value}")
            else:
                known[alias] = frozenset()
        picked = ", ".join(one if _has(known, one) else "null" for one in fields.split())
        query = " ".join(("select", picked, *parts, f"order by {first}.rowid"))
        with closing(self.connection.execute(query)) as cursor:
            yield from cursor


@dataclass(frozen=True)
class Reader:
    """Reads one kind of table. `needs`: table -> columns it can't do without, the main one first.

    `read` yields the sightings and adds the owner's own numbers to the set it is given.
    """

    format: str
    needs: Mapping[str, tuple[str, ...]]
    read: Callable[[Database, set[str]], Iterator[Sighting]]


def text(value: object) -> str:
    """A cell as text, whatever type it was stored as; '' for null."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)


def _has(known: dict[str, frozenset[str]], field: str) -> bool:
    alias, column = field.lstrip("+").split(".")
    return column in known[alias] or (column == "rowid" and bool(known[alias]))
