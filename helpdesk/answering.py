"""What a care worker writes: an answer to the person, or a note for colleagues."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from db import Session, each
from helpdesk import attending, entries, replies
from helpdesk.conversation import Conversation, own, own_open
from helpdesk.queueing import queue
from helpdesk.room import Helpdesk
from helpdesk.state import CRISIS
from helpdesk.workdays import AMSTERDAM
from problem import Problem
from settings import Targets
from trust import audit
from trust.access import Actor, require

LONGEST = 1600  # characters that a carrier takes in one go


@dataclass(frozen=True)
class Said:
    """What somebody wrote in a conversation. `once`: the page's own key for this answer."""

    room: Helpdesk
    actor: Actor
    conversation: str
    text: str
    once: str
    now: datetime


def answer(
    room: Helpdesk, actor: Actor, conversation: str, text: str, once: str, now: datetime
) -> datetime | None:
    """Queue an answer to the person; needs the claim. Returns when it leaves, None for at once.

    The same `once` again (a double click, two tabs) sends nothing more and returns the same.
    At night it waits for the morning, unless it is a crisis or the person just wrote.
    """
    require(actor, "conversation.answer")
    if not text.strip():
        raise Problem("Write something first.")
    if len(text) > LONGEST:
        raise Problem("This is {length} characters; an SMS can hold {most}.",
                      length=len(text), most=LONGEST)  # fmt: skip
    said = Said(room, actor, conversation, text.strip(), once, now)
    leaves: datetime | None
    leaves, campaign = room.db.write(each(_answer), said)
    replies.count_answer(room, conversation, campaign, now)
    return leaves


def note(room: Helpdesk, actor: Actor, conversation: str, text: str, now: datetime) -> None:
    """Write something for colleagues, which is never sent."""
    require(actor, "conversation.answer")
    if not text.strip():
        raise Problem("Write something first.")
    room.db.write(each(_note), Said(room, actor, conversation, text.strip(), "", now))


def after_a_silence(targets: Targets, conversation: Conversation, now: datetime) -> bool:
    """Whether somebody else may hold the phone by now.

    Then the first words must give nothing away: "can you talk now?" is offered to the worker.
    """
    human = [entry.moment for entry in conversation.entries if entry.kind == "answer"]
    just = timedelta(minutes=targets.just_wrote_minutes)
    return not human or now - max(conversation.last_in, human[-1]) > just


def leaves_at(targets: Targets, urgency: int, last_in: datetime, now: datetime) -> datetime | None:
    """When a human's text may leave, None for now: nobody is woken by one."""
    local = now.astimezone(AMSTERDAM)
    by_day = targets.answer_from <= local.time() < targets.answer_until
    just_wrote = now - last_in <= timedelta(minutes=targets.just_wrote_minutes)
    if by_day or just_wrote or urgency == CRISIS:
        return None
    day = local.date() + timedelta(days=local.time() >= targets.answer_until)
    return datetime.combine(day, targets.answer_from, AMSTERDAM).astimezone(UTC)


def _answer(tx: Session, said: Said) -> tuple[datetime | None, str]:
    row = own(tx, said.actor, said.conversation)
    once = f"{said.actor.id}-{said.conversation}-{said.once}"
    if before := tx.answers.of_once(once=once):
        return before["not_before"], _to_count(row)
    _must_have(own_open(tx, said.actor, said.conversation), said.actor)
    leaves = leaves_at(said.room.settings.targets, row["urgency"], row["last_in"], said.now)
    entry = entries.new(said.conversation, "answer", said.now, said.text, actor=said.actor)
    entries.add(tx, said.room.vault, [entry])
    queue(tx, said.conversation, entry.id, once, leaves)
    tx.conversations.answered(id=said.conversation, now=said.now)
    if row["urgency"] == CRISIS:
        tx.duty.answered(
            conversation=said.conversation, partner=said.actor.organisation, now=said.now
        )
    audit.record(tx, said.actor, "conversation.answered", said.conversation, said.now)
    return leaves, _to_count(row)


def _to_count(row: dict[str, Any]) -> str:
    return "" if row["counted"] else str(row["campaign"])


def _must_have(row: dict[str, Any], actor: Actor) -> None:
    if row["claimed_by"] is None:
        raise Problem("Nobody has this conversation now. Claim it, then send your text again.")
    if row["claimed_by"] != actor.id:
        raise Problem("{name} has this conversation now, so your text was not sent.",
                      name=row["claimed_name"])  # fmt: skip


def _note(tx: Session, said: Said) -> None:
    row = own_open(tx, said.actor, said.conversation)
    if row["claimed_by"] == said.actor.id:
        attending.stay(tx, said.room, row, said.now)  # at work on it, so not idle
    entry = entries.new(said.conversation, "note", said.now, said.text, actor=said.actor)
    entries.add(tx, said.room.vault, [entry])
    audit.record(tx, said.actor, "conversation.noted", said.conversation, said.now)
