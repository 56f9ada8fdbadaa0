"""Reading a side's trail: by that side's privacy officer, and nobody else."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import Database
from trust.access import Actor, require
from trust.audit import broken_at


@dataclass(frozen=True)
class Link:
    """One thing that somebody did. `moment` is aware UTC, `subject` an id, `detail` small."""

    seq: int
    moment: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]


def newest(db: Database, actor: Actor, amount: int) -> list[Link]:
    """The last `amount` things done in this database's room, newest first; raises Forbidden."""
    _require(db, actor)
    with db.read() as session:
        return [_link(row) for row in session.trail.newest(limit=amount)]


def length(db: Database, actor: Actor) -> int:
    """How many links the chain has; raises Forbidden."""
    _require(db, actor)
    with db.read() as session:
        last = session.trail.last()
    return last["seq"] if last else 0


def broken(db: Database, actor: Actor) -> int | None:
    """Recompute the whole chain: the first number that doesn't hold, None when all do."""
    _require(db, actor)
    with db.read() as session:
        return broken_at(session.trail.chain())


def as_csv(db: Database, actor: Actor) -> str:
    """The whole trail, oldest first, with its hashes, so that somebody else can check it too."""
    _require(db, actor)
    out = io.StringIO()
    columns = ("seq", "moment", "actor", "action", "subject", "detail", "previous", "hash")
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    with db.read() as session:
        for row in session.trail.chain():
            writer.writerow({**row, "moment": row["moment"].isoformat()})
    return out.getvalue()


def _require(db: Database, actor: Actor) -> None:
    require(actor, f"trail.{db.room}")


def _link(row: dict[str, Any]) -> Link:
    return Link(
        row["seq"],
        row["moment"],
        row["actor"],
        row["action"],
        row["subject"],
        json.loads(row["detail"]),
    )
