"""Answers to replies that were only noted when they came: no TwiML carries them, so they queue.

All of it inside the write that stores the replies, so that each is queued once.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import Session
from helpdesk import entries, joining, partners, saying, texts
from helpdesk.incoming import Incoming, Stored, is_number
from helpdesk.partners import Partner
from helpdesk.state import State

LATEST = timedelta(hours=3)  # after that an automatic answer surprises more than it helps
TO_SILENCED = ("crisis", "opt_out")  # what somebody who said stop gets all the same


@dataclass(frozen=True)
class Look:
    """What is known of those whose replies these are, once they are stored."""

    talks: Mapping[str, State]  # by person
    silenced: frozenset[str]
    partners: Sequence[Partner]
    written: Mapping[str, str]  # reply -> the entry of its answer, when one is there


def said(item: Incoming) -> str:
    """What it was answered with when it was noted, "" for nothing."""
    return item.late.said if item.late else ""


def is_unsaid(item: Incoming) -> bool:
    """Whether what it is answered with has yet to be queued."""
    return item.late is not None and not item.late.said


def is_too_late(item: Incoming) -> bool:
    """Whether only a cry for help is still answered by ourselves."""
    return item.seen - item.now > LATEST and item.intent != "crisis"


def moment(item: Incoming) -> datetime:
    """When its answer is given."""
    return item.seen if is_unsaid(item) else item.now


def overtaken(tx: Session, items: Sequence[Incoming]) -> set[str]:
    """Those that take back a stop, but were noted before the person said stop (again)."""
    return {
        item.carrier_id
        for item in items
        if item.late
        and item.says_start
        and tx.replies.stopped_since(person=item.person, moment=item.now)
    }


def answer(tx: Session, items: Sequence[Incoming], known: Mapping[str, Stored]) -> None:
    """Queue what these replies, all stored by now, were not told when they came."""
    late = {_once(item): item for item in items if item.late and is_number(item.sender)}
    if not late:
        return
    queued = {row["once"] for row in tx.answers.of_onces(onces=list(late))}
    fresh = [item for once, item in late.items() if once not in queued]
    look = _look(tx, fresh)
    told = [(item, _text(tx, look, item, known[item.carrier_id])) for item in fresh]
    _queue(tx, look, [(item, text) for item, text in told if text], known)


def _once(item: Incoming) -> str:
    return f"note-{item.carrier_id}"


def _look(tx: Session, items: Sequence[Incoming]) -> Look:
    persons = list({item.person for item in items})
    ids = [item.carrier_id for item in items if not said(item)]
    return Look(
        talks={row["person"]: State(**row) for row in tx.conversations.of_persons(persons=persons)},
        silenced=frozenset(row["person"] for row in tx.silenced.among(persons=persons)),
        partners=[partners.from_row(row) for row in tx.partners.all_of()],
        written={
            row["carrier_id"]: row["id"] for row in tx.replies.answer_entries(carrier_ids=ids)
        },
    )


def _text(tx: Session, look: Look, item: Incoming, stored: Stored) -> str:
    # A stop may have come since, by itself or in the same write.
    unwanted = item.person in look.silenced and item.intent not in TO_SILENCED
    if unwanted or is_too_late(item):
        return ""
    if not said(item):
        return item.room.vault.open(stored.automatic_sealed, entries.TEXT)
    talk = look.talks.get(item.person)
    if stored.intent != "crisis" or not talk:
        return ""
    if talk.claimed_by or not joining.is_there(talk, look.partners, item.seen):
        return ""
    # It could not be said when the note was taken, and is so now.
    return saying.one(tx, talk.partner, "alert", talk.language, item.seen)


def _queue(
    tx: Session, look: Look, told: Sequence[tuple[Incoming, str]], known: Mapping[str, Stored]
) -> None:
    if not told:
        return
    talks = {person: talk.id for person, talk in look.talks.items()}
    talks |= _closed(tx, [item for item, _ in told if item.person not in talks])
    new = {
        item.carrier_id: entries.new(talks[item.person], "automatic", item.seen, text)
        for item, text in told
        if item.carrier_id not in look.written
    }
    entries.add(tx, told[0][0].room.vault, list(new.values()))
    written = {**look.written, **{name: entry.id for name, entry in new.items()}}
    tx.answers.add_all(
        ids=[f"a{secrets.token_hex(12)}" for _ in told],
        conversations=[
            known[item.carrier_id].conversation or talks[item.person] for item, _ in told
        ],
        entries=[written[item.carrier_id] for item, _ in told],
        onces=[_once(item) for item, _ in told],
    )


def _closed(tx: Session, items: Sequence[Incoming]) -> dict[str, str]:
    """A bare stop or start needs nobody, but a text to that person leaves by a conversation."""
    firsts = list({item.person: item for item in reversed(items)}.values())
    names = [secrets.token_hex(8) for _ in firsts]
    if firsts:
        tx.conversations.add_closed(
            ids=names,
            persons=[item.person for item in firsts],
            numbers=[item.room.vault.seal(item.sender, entries.NUMBER) for item in firsts],
            intents=[item.intent for item in firsts],
            flags=[",".join(item.flags) for item in firsts],
            languages=[texts.spoken(item.reading.language) for item in firsts],
            municipalities=[item.municipality for item in firsts],
            campaigns=[item.campaign for item in firsts],
            moments=[item.now for item in firsts],
        )
    return {item.person: name for item, name in zip(firsts, names, strict=True)}
