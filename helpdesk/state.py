"""How a conversation stands, and the two statements that write many at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from db import Session

THERE = timedelta(minutes=15)  # who did nothing for so long may have left the desk
CRISIS, HELP, OTHER, LOW = range(4)
URGENCY = {
    "crisis": CRISIS,
    "help": HELP,
    "opt_out": OTHER,
    "wrong_person": LOW,
    "question": LOW,
    "hostile": LOW,
    "other": OTHER,
}


@dataclass(frozen=True)
class State:
    """A row of `conversations`. `changed`, `fresh`: what has to be written of it."""

    id: str
    person: str
    number_sealed: str
    status: str
    urgency: int
    intent: str
    flags: str
    language: str
    municipality: str
    campaign: str
    partner: str
    routed_because: str
    opened: datetime
    last_in: datetime
    waiting_since: datetime | None
    due: datetime | None
    claimed_by: str | None
    claimed_name: str | None
    claimed: datetime | None
    escalated: int
    changed: bool = False
    fresh: bool = False

    def is_held(self, now: datetime) -> bool:
        """Whether somebody has it and was at work on it a moment ago."""
        return self.claimed is not None and now - self.claimed <= THERE

    def released(self) -> "State":
        """The same, and nobody has it."""
        return replace(self, claimed_by=None, claimed_name=None, claimed=None)


def write(tx: Session, states: Sequence[State]) -> None:
    """Write what is new and what has changed, each in one statement."""
    fresh = [state for state in states if state.fresh]
    changed = [state for state in states if state.changed and not state.fresh]
    if fresh:
        tx.conversations.add(
            **_shared(fresh),
            persons=[state.person for state in fresh],
            numbers=[state.number_sealed for state in fresh],
            opened=[state.opened for state in fresh],
        )
    if changed:
        tx.conversations.join_all(
            **_shared(changed),
            claimers=[state.claimed_by for state in changed],
            claimer_names=[state.claimed_name for state in changed],
            claims=[state.claimed for state in changed],
            escalations=[state.escalated for state in changed],
        )


def _shared(states: Sequence[State]) -> dict[str, list[object]]:
    columns = {
        "ids": "id",
        "urgencies": "urgency",
        "intents": "intent",
        "flags": "flags",
        "languages": "language",
        "municipalities": "municipality",
        "campaigns": "campaign",
        "partners": "partner",
        "becauses": "routed_because",
        "last_ins": "last_in",
        "waitings": "waiting_since",
        "dues": "due",
    }
    return {name: [getattr(one, column) for one in states] for name, column in columns.items()}
