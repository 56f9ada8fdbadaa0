"""Who has a conversation: claim, release, hand over, close. Two people never have the same one."""

from dataclasses import dataclass
from datetime import datetime

from db import Session, each
from helpdesk import attending, entries, notices, partners
from helpdesk.conversation import not_anothers, own, own_open
from helpdesk.room import Helpdesk
from helpdesk.state import HELP
from helpdesk.wording import wording
from problem import N_, Problem
from trust import audit
from trust.access import Actor, require

# How a conversation can end; what is stored is the English name, what is shown its translation.
OUTCOMES = (
    N_("intake planned"),
    N_("information given"),
    N_("referred"),
    N_("no answer"),
    N_("not for us"),
    N_("wrong person"),
)


@dataclass(frozen=True)
class Deed:
    """What somebody does with a conversation."""

    room: Helpdesk
    actor: Actor
    conversation: str
    now: datetime
    partner: str = ""
    text: str = ""


def claim(room: Helpdesk, actor: Actor, conversation: str, now: datetime) -> None:
    """Take a conversation that nobody has. Raises Problem that names who was first.

    Claiming a crisis tells the person, once, that somebody is reading: now it is so. Claiming it
    again says "I am at work on it", as a note does.
    """
    require(actor, "conversation.answer")
    room.db.write(each(_claim), Deed(room, actor, conversation, now))


def release(room: Helpdesk, actor: Actor, conversation: str, now: datetime) -> None:
    """Give a conversation back, so that a colleague can take it."""
    require(actor, "conversation.answer")
    room.db.write(each(_release), Deed(room, actor, conversation, now))


def hand_over(
    room: Helpdesk, actor: Actor, conversation: str, partner: str, note: str, now: datetime
) -> None:
    """Pass a conversation to another organisation, with a note for whoever claims it there."""
    require(actor, "conversation.answer")
    deed = Deed(room, actor, conversation, now, partner, note.strip())
    room.db.write(each(_hand_over), deed)


def close(room: Helpdesk, actor: Actor, conversation: str, outcome: str, now: datetime) -> None:
    """End a conversation with one of OUTCOMES. It opens again when the person writes.

    Nobody who waits for help is put away unread: then it needs the claim.
    """
    require(actor, "conversation.answer")
    if outcome not in OUTCOMES:
        raise Problem("Choose how the conversation ended.")
    room.db.write(each(_close), Deed(room, actor, conversation, now, text=outcome))


def _claim(tx: Session, deed: Deed) -> None:
    row = own_open(tx, deed.actor, deed.conversation)
    if row["claimed_by"] == deed.actor.id:
        attending.stay(tx, deed.room, row, deed.now)
        return
    not_anothers(row, deed.actor)
    claimed = tx.conversations.claim(
        id=deed.conversation,
        partner=deed.actor.organisation,
        actor=deed.actor.id,
        name=deed.actor.name,
        now=deed.now,
        due=attending.due_claimed(deed.room, row, deed.now),
    )
    if claimed is None:
        raise Problem("Somebody was first. Take another conversation.")
    _tell(tx, deed, "conversation.claimed", N_("{name} claimed it"), name=deed.actor.name)
    attending.say_that_somebody_reads(tx, deed.room, row, deed.now)


def _release(tx: Session, deed: Deed) -> None:
    row = own_open(tx, deed.actor, deed.conversation)
    if row["claimed_by"] is None:
        return
    not_anothers(row, deed.actor)
    due = attending.due_unclaimed(deed.room, row, deed.now)
    tx.conversations.release(id=deed.conversation, due=due)
    notices.again(tx, row, row["partner"], deed.now)
    _tell(tx, deed, "conversation.released", N_("{name} gave it back"), name=deed.actor.name)


def _hand_over(tx: Session, deed: Deed) -> None:
    row = own_open(tx, deed.actor, deed.conversation)
    not_anothers(row, deed.actor)
    target = _other_partner(tx, deed)
    because = wording(N_("Handed over by {name}"), name=deed.actor.name)
    tx.conversations.move(
        id=deed.conversation,
        partner=target.id,
        because=because.as_json(),
        due=attending.due_unclaimed(deed.room, row, deed.now),
        escalated=row["escalated"],
    )
    notices.again(tx, row, target.id, deed.now)
    if deed.text:
        said = entries.new(deed.conversation, "note", deed.now, deed.text, actor=deed.actor)
        entries.add(tx, deed.room.vault, [said])
    sentence = N_("{name} handed it over to {partner}")
    names = {"name": deed.actor.name, "partner": target.name}
    _tell(tx, deed, "conversation.handed_over", sentence, **names)


def _other_partner(tx: Session, deed: Deed) -> partners.Partner:
    known = {row["id"]: partners.from_row(row) for row in tx.partners.all_of()}
    if deed.partner not in known:
        raise Problem("There is no such organisation. Choose one of the list.")
    if deed.partner == deed.actor.organisation:
        raise Problem("It is with your organisation already. To pass it to a colleague, give it "
                      "back.")  # fmt: skip
    return known[deed.partner]


def _close(tx: Session, deed: Deed) -> None:
    row = own(tx, deed.actor, deed.conversation)
    if row["status"] != "open":
        return  # a double click
    not_anothers(row, deed.actor)
    if row["waiting_since"] and row["urgency"] <= HELP and row["claimed_by"] is None:
        raise Problem("Somebody waits for help here. Claim the conversation, then close it.")
    tx.conversations.close(id=deed.conversation, outcome=deed.text, now=deed.now)
    sentence = N_("{name} closed it: {outcome}")
    _tell(tx, deed, "conversation.closed", sentence, name=deed.actor.name, outcome=deed.text)


def _tell(tx: Session, deed: Deed, action: str, sentence: str, **values: str) -> None:
    entries.event(tx, deed.room.vault, deed.conversation, deed.now, wording(sentence, **values))
    audit.record(tx, deed.actor, action, deed.conversation, deed.now, partner=deed.partner)
