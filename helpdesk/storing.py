"""The one write for replies: many at once, each once, with conversation, route and answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from db import Session
from helpdesk import (
    alarms,
    automatic,
    composing,
    entries,
    joining,
    later,
    notices,
    partners,
    saying,
    state,
    withholding,
)
from helpdesk.automatic import Given, Situation
from helpdesk.entries import NewEntry
from helpdesk.incoming import Incoming, Stored, from_row
from helpdesk.partners import Partner
from helpdesk.room import Helpdesk
from helpdesk.state import State
from helpdesk.triage import UNKNOWN


@dataclass
class Batch:
    """What is known of the senders of these replies, and what will be written."""

    partners: list[Partner]
    loads: dict[str, int]
    states: dict[str, State]  # by person
    silenced: set[str]
    recent: dict[str, list[Given]]
    texts: saying.Own  # what organisations say in their own words
    now_silent: set[str] = field(default_factory=set)
    now_heard: set[str] = field(default_factory=set)
    alarms: dict[str, str] = field(default_factory=dict)  # reply -> whose test alarm it answers
    overtaken: set[str] = field(default_factory=set)  # starts that came before a stop, read after
    alarmed: dict[str, datetime] = field(default_factory=dict)  # person in a crisis -> seen when
    begun: dict[str, datetime] = field(default_factory=dict)  # conversation -> since when a crisis
    held: dict[str, datetime] = field(default_factory=dict)  # conversation -> when they said stop
    entries: list[NewEntry] = field(default_factory=list)
    replies: list[dict[str, Any]] = field(default_factory=list)


def store(tx: Session, items: list[Incoming]) -> list[Stored]:
    """Store each reply that isn't there yet; returns for every item what is stored of it."""
    rows = tx.replies.known(carrier_ids=[item.carrier_id for item in items])
    known = {row["carrier_id"]: from_row(row) for row in rows}
    fresh = list({i.carrier_id: i for i in reversed(items) if i.carrier_id not in known}.values())
    if fresh:
        batch = _look(tx, fresh)
        said = {item.carrier_id: (item.sender, item.text) for item in fresh}
        batch.alarms = alarms.answered_by(tx, said, fresh[0].now)
        for item in reversed(fresh):
            known[item.carrier_id] = _take(batch, item)
        _write(tx, batch, fresh[0].room)
    later.answer(tx, items, known)
    return [known[item.carrier_id] for item in items]


def _look(tx: Session, items: Sequence[Incoming]) -> Batch:
    persons = list({item.person for item in items})
    since = min(item.now for item in items) - timedelta(days=1)
    recent: dict[str, list[Given]] = {}
    for row in tx.replies.automatic_since(persons=persons, since=since):
        recent.setdefault(row["person"], []).append(Given(row["automatic"], row["given"]))
    states = {row["person"]: State(**row) for row in tx.conversations.of_persons(persons=persons)}
    spoken = {item.reading.language for item in items} | {one.language for one in states.values()}
    return Batch(
        partners=[partners.from_row(row) for row in tx.partners.all_of()],
        loads={row["partner"]: row["amount"] for row in tx.partners.loads()},
        states=states,
        silenced={row["person"] for row in tx.silenced.among(persons=persons)},
        recent=recent,
        texts=saying.read(tx, spoken),
        overtaken=later.overtaken(tx, items),
    )


def _take(batch: Batch, item: Incoming) -> Stored:
    before = batch.states.get(item.person)
    talks = before is not None and before.status == "open"
    if item.carrier_id in batch.alarms and not talks:
        # Whoever is on duty: no conversation, and no figure. In a talk the yes may be for that.
        return _keep(batch, replace(item, campaign=""), "", "", "", "")
    kind = _kind(batch, item, before)
    after = joining.join(before, item, batch.partners, batch.loads)
    conversation = after.id if after else ""
    if after:
        batch.states[item.person] = after
        _alert(batch, item, before, after)
    text = later.said(item) or _compose(batch, kind, item, after or before)
    entry = entries.new(conversation, "reply", item.now, item.text, item.reading.reason)
    if conversation:
        batch.entries.append(entry)
    if conversation and text and not later.is_unsaid(item):
        batch.entries.append(entries.new(conversation, "automatic", item.now, text))
    if before and item.takes_back_our_texts:
        batch.held[before.id] = item.now
    _remember(batch, item, kind)
    return _keep(batch, item, conversation and entry.id, conversation, kind, text)


def _alert(batch: Batch, item: Incoming, before: State | None, after: State) -> None:
    if notices.is_alarming(before, after):
        batch.alarmed[item.person] = item.seen
    if item.intent == "crisis" and not notices.waits_in_crisis(before):
        batch.begun[after.id] = item.now


def _kind(batch: Batch, item: Incoming, before: State | None) -> str:
    if later.said(item):
        return "crisis"  # the only text that goes with a note
    if later.is_too_late(item) or item.carrier_id in batch.overtaken:
        return ""
    return automatic.decide(item.reading, _situation(batch, item, before))


def _situation(batch: Batch, item: Incoming, before: State | None) -> Situation:
    return Situation(
        by_carrier=bool(item.by_carrier),
        pictures=item.pictures,
        silenced=item.person in batch.silenced,
        in_talk=bool(before and before.status == "open" and before.claimed_by),
        recent=batch.recent.get(item.person, []),
        now=item.seen,
        most_an_hour=item.room.settings.loop_guard.automatic_per_hour,
    )


def _compose(batch: Batch, kind: str, item: Incoming, talk: State | None) -> str:
    if not kind:
        return ""
    known = item.reading.language
    language = talk.language if known == UNKNOWN and talk else known
    settings = item.room.settings
    days = settings.targets.help_working_days
    partner = next((one for one in batch.partners if talk and one.id == talk.partner), None)
    return composing.compose(
        kind, item.reading, language, item.seen, days, settings.public_address,
        alerting=_alerts(batch, item, talk),
        say=saying.by(partner, batch.texts, item.seen),
    )  # fmt: skip


def _alerts(batch: Batch, item: Incoming, talk: State | None) -> bool:
    """Whether somebody is being alerted: not whoever is in that talk already."""
    if talk is None or not joining.is_there(talk, batch.partners, item.seen):
        return False
    return talk.claimed_by is None or item.person in batch.alarmed


def _remember(batch: Batch, item: Incoming, kind: str) -> None:
    if kind:
        batch.recent.setdefault(item.person, []).append(Given(kind, later.moment(item)))
    if item.says_stop:
        batch.silenced.add(item.person)
        batch.now_silent.add(item.person)
        batch.now_heard.discard(item.person)
    elif item.says_start and item.carrier_id not in batch.overtaken:
        batch.silenced.discard(item.person)
        batch.now_heard.add(item.person)
        batch.now_silent.discard(item.person)


def _keep(
    batch: Batch, item: Incoming, entry: str, conversation: str, kind: str, text: str
) -> Stored:
    vault = item.room.vault
    stored = Stored(
        carrier_id=item.carrier_id,
        intent=item.intent,
        flags=item.flags,
        campaign=item.campaign,
        number_sealed=vault.seal(item.sender, entries.NUMBER),
        automatic_sealed=vault.seal(text, entries.TEXT),
        # The same for all that a person does in a campaign: figures count persons, and nobody can
        # drive one up with a single phone.
        gate_event=vault.index(f"{item.person} {item.campaign}", "gate event")[:32],
        gate_done=False,
        received=item.now,
        conversation=conversation,
    )
    batch.replies.append(
        {
            "carrier_ids": stored.carrier_id,
            "persons": item.person,
            "conversations": conversation,
            "entries": entry,
            "intents": stored.intent,
            "flags": ",".join(stored.flags),
            "languages": item.reading.language,
            "reasons": vault.seal(item.reading.reason.as_json(), entries.TEXT),
            "campaigns": stored.campaign,
            "numbers": stored.number_sealed,
            "automatics": kind,
            "automatic_texts": stored.automatic_sealed,
            "gate_events": stored.gate_event,
            "moments": stored.received,
            "answereds": item.seen if kind and later.is_unsaid(item) else None,
        }
    )
    return stored


def _write(tx: Session, batch: Batch, room: Helpdesk) -> None:
    state.write(tx, list(batch.states.values()))
    entries.add(tx, room.vault, batch.entries)
    tx.replies.add(**{name: [row[name] for row in batch.replies] for name in batch.replies[0]})
    withholding.hold_back(tx, room, batch.held)
    if batch.alarmed or batch.begun:
        alarmed = [(batch.states[person], seen) for person, seen in batch.alarmed.items()]
        notices.of_replies(tx, alarmed, batch.begun, batch.partners)
    if batch.now_silent:
        tx.silenced.add(persons=sorted(batch.now_silent))
    if batch.now_heard:
        tx.silenced.remove(persons=sorted(batch.now_heard))
