"""Organisations that answer: where, when, in which languages, how much at once."""

import tomllib
from pathlib import Path
from typing import Any

from db import each
from helpdesk.hours import Partner, is_open, parse_hours
from helpdesk.room import Helpdesk

__all__ = ["Partner", "all_of", "from_row", "is_open", "seed"]

FILE = Path(__file__).parent.parent / "examples" / "partners.toml"
LISTS = ("municipalities", "languages")


def seed(room: Helpdesk) -> None:
    """Fill an empty table from the example data; does nothing when there are partners."""
    if not all_of(room):
        rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["partner"]
        for row in rows:
            parse_hours(row["hours"])
        room.db.write(each(_seed), tuple(from_row({**row, **_joined(row)}) for row in rows))


def all_of(room: Helpdesk) -> list[Partner]:
    """Every partner, in their order."""
    with room.db.read() as session:
        return [from_row(row) for row in session.partners.all_of()]


def from_row(row: dict[str, Any]) -> Partner:
    """A row of the table as a partner."""
    lists = {name: tuple(filter(None, row[name].split(","))) for name in LISTS}
    return Partner(**{**row, **lists})


def _joined(row: dict[str, Any]) -> dict[str, str]:
    return {name: ",".join(row[name]) for name in LISTS}


def _seed(tx: Any, partners: tuple[Partner, ...]) -> None:
    if tx.partners.all_of():
        return  # another thread was first
    for partner in partners:
        tx.partners.add(**{**vars(partner), **_joined(vars(partner))})
