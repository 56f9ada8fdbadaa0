"""What a coordinator sees of the own organisation's work."""

from dataclasses import dataclass
from datetime import datetime

from helpdesk.room import Helpdesk
from problem import Problem
from trust.access import Actor, require


@dataclass(frozen=True)
class Worker:
    """One care worker: conversations that they have now, answers that they gave in all."""

    name: str
    claimed: int
    answers: int


@dataclass(frozen=True)
class Overview:
    """Counts of conversations. `waiting_longest`: since when, `longest_seconds`: how long."""

    open: int
    unclaimed: int
    waiting: int
    answered: int
    closed: int
    waiting_longest: datetime | None
    longest_seconds: float
    workers: tuple[Worker, ...]


def overview(room: Helpdesk, actor: Actor, now: datetime) -> Overview:
    """The own organisation as it stands; coordinators only."""
    require(actor, "team.read")
    if not actor.organisation:
        raise Problem("You belong to no organisation. Ask the operator to add you to one.")
    with room.db.read() as session:
        totals = session.conversations.team_totals(partner=actor.organisation)
        claims = session.conversations.team_claims(partner=actor.organisation)
        answers = session.conversations.team_answers(partner=actor.organisation)
    longest = totals["waiting_longest"]
    return Overview(
        **totals,
        longest_seconds=(now - longest).total_seconds() if longest else 0.0,
        workers=_workers(claims, answers),
    )


def _workers(
    claims: list[dict[str, object]], answers: list[dict[str, object]]
) -> tuple[Worker, ...]:
    names = {str(row["worker"]): str(row["name"]) for row in [*claims, *answers]}
    has = {str(row["worker"]): int(str(row["amount"])) for row in claims}
    gave = {str(row["worker"]): int(str(row["amount"])) for row in answers}
    return tuple(
        Worker(name, has.get(worker, 0), gave.get(worker, 0))
        for worker, name in sorted(names.items(), key=lambda one: one[1])
    )
