"""A conversation as its own organisation sees it: records, and who may touch it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from helpdesk import entries, wording
from helpdesk.state import CRISIS
from helpdesk.wording import Wording
from problem import Problem
from trust.access import Actor
from trust.vault import Vault


@dataclass(frozen=True)
class Summary:
    """A line of the inbox. `urgency`: 0 crisis, 1 help, 2 other, 3 low. Moments are aware UTC.

    `due`: when an answer must have been given, None when nothing was promised; `waiting_since`:
    None when we answered last; `number`: masked, "•••78".
    """

    id: str
    urgency: int
    intent: str
    flags: tuple[str, ...]
    language: str
    municipality: str
    waiting_since: datetime | None
    due: datetime | None
    claimed_by: str
    claimed_name: str
    claimed: datetime | None
    preview: str
    number: str
    last_in: datetime

    @property
    def may_be_crisis(self) -> bool:
        """Whether somebody waits who may be in a crisis, though it was not read as one."""
        return "worrying" in self.flags and self.waiting_since is not None and self.urgency > CRISIS


@dataclass(frozen=True)
class Entry:
    """kind: reply, automatic, answer, note, event. `status` of a text of ours, "" for the rest.

    `detail`: of a reply, why it got its intent; of an event, what happened. `not_before`: when an
    answer that waits for the morning will leave. `intent`: what this reply was understood as.
    """

    kind: str
    author_name: str
    text: str
    moment: datetime
    detail: Wording
    status: str
    code: str
    not_before: datetime | None
    intent: str = ""


@dataclass(frozen=True)
class Conversation(Summary):
    """All of it. `reason`: why this intent; `sent`: variant letter -> what the campaign sent."""

    status: str
    entries: tuple[Entry, ...]
    reason: Wording
    routed_because: Wording
    campaign: str
    sent: dict[str, str]
    outcome: str


def own(tx: Any, actor: Actor, conversation: str) -> dict[str, Any]:
    """The row of a conversation of the actor's organisation; raises Problem.

    What doesn't exist and what is another organisation's sound the same: nobody can find out by
    trying who is being helped elsewhere.
    """
    row: dict[str, Any] | None = None
    if actor.organisation:
        row = tx.conversations.get(id=conversation, partner=actor.organisation)
    if row is None:
        raise Problem(
            "Your organisation has no such conversation. It may have been handed over: look in "
            "your inbox."
        )
    return row


def own_open(tx: Any, actor: Actor, conversation: str) -> dict[str, Any]:
    """The same, when it is open; raises Problem."""
    row = own(tx, actor, conversation)
    if row["status"] != "open":
        raise Problem("This conversation is closed. It opens again when the person writes.")
    return row


def not_anothers(row: dict[str, Any], actor: Actor) -> None:
    """Raise Problem when a colleague has the conversation."""
    if row["claimed_by"] not in (None, actor.id):
        raise Problem("{name} has this conversation. Ask them, or take another.",
                      name=row["claimed_name"])  # fmt: skip


def masked(number: str) -> str:
    """The last two characters, enough to tell two people apart: "•••78"."""
    return f"•••{number[-2:]}"


def summary_values(vault: Vault, row: dict[str, Any], preview: str) -> dict[str, Any]:
    """The fields of a Summary from a row; `preview` is the last text, opened."""
    return {
        "id": row["id"],
        "urgency": row["urgency"],
        "intent": row["intent"],
        "flags": tuple(filter(None, row["flags"].split(","))),
        "language": row["language"],
        "municipality": row["municipality"],
        "waiting_since": row["waiting_since"],
        "due": row["due"],
        "claimed_by": row["claimed_by"] or "",
        "claimed_name": row["claimed_name"] or "",
        "claimed": row["claimed"],
        "preview": " ".join(preview.split())[:120],
        "number": masked(vault.open(row["number_sealed"], entries.NUMBER)),
        "last_in": row["last_in"],
    }


def entry(vault: Vault, row: dict[str, Any]) -> Entry:
    """An entry, opened."""
    return Entry(
        kind=row["kind"],
        author_name=row["author_name"],
        text=vault.open(row["text_sealed"], entries.TEXT),
        moment=row["moment"],
        detail=wording.from_json(vault.open(row["detail_sealed"], entries.TEXT)),
        status=row["status"] or "",
        code=row["code"] or "",
        not_before=row["not_before"],
        intent=row["intent"] or "",
    )
