"""How the databases fare, for the operator: who is of neither side and sees no person, no text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from db import Database
from trust.access import Actor, require

T = TypeVar("T")


@dataclass(frozen=True)
class Health:
    """One database. `size` in bytes on disk; `schema` its last migration."""

    room: str
    answers: bool
    size: int
    schema: str


def of_database(db: Database, actor: Actor) -> Health:
    """Ask a database whether it is there; raises Forbidden."""
    require(actor, "health.read")
    names = _ask(db, lambda session: session.migrations.names())
    return Health(db.room, bool(names), db.size if names else 0, names[-1]["name"] if names else "")


def messages_waiting(db: Database, actor: Actor) -> dict[str, int]:
    """Campaign messages that stand before the carrier, by status; raises Forbidden."""
    require(actor, "health.read")
    rows = _ask(db, lambda session: session.health.messages_waiting())
    return {row["status"]: row["amount"] for row in rows or []}


def answers_waiting(db: Database, actor: Actor, withhold_below: int) -> int | None:
    """Care's answers that have not left, None below `withhold_below`; raises Forbidden.

    One answer more or less would tell that somebody is being helped just now.
    """
    require(actor, "health.read")
    amount: int = _ask(db, lambda session: session.health.answers_waiting()) or 0
    return amount if amount >= withhold_below else None


def _ask(db: Database, question: Callable[[Any], T]) -> T | None:
    try:
        with db.read() as session:
            return question(session)
    except Exception:  # whatever it is, to the operator it is a database that doesn't answer
        return None
