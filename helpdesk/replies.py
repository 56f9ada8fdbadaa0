"""One inbound SMS: stored once, understood, routed, answered; then the gate hears what it must."""

import logging
from datetime import datetime

from carrier.base import Inbound
from db import Session
from helpdesk import entries
from helpdesk.incoming import Incoming, Late, Stored, clean, from_row, is_number, understood
from helpdesk.room import Helpdesk
from helpdesk.storing import store

log = logging.getLogger(__name__)

AT_ONCE = 200


def receive(room: Helpdesk, inbound: Inbound, now: datetime) -> str | None:
    """Take a reply; returns the text to send back at once, None for none.

    A repeat, also many at the same time, gets the same answer and changes nothing. When it
    returns, the reply is on disk and a stop has reached the gate; when it raises, the carrier must
    try again.
    """
    stored = _take_in(room, _incoming(room, inbound, now))
    return room.vault.open(stored.automatic_sealed, entries.TEXT) or None


def receive_noted(
    room: Helpdesk, inbound: Inbound, moment: datetime, said: str, now: datetime
) -> None:
    """Take a reply that was noted at `moment`, and answered with `said` then if not "".

    Nobody waits for what is to be said: it is put in line, once (helpdesk.later). When it returns,
    the reply is on disk and a stop has reached the gate; when it raises, the note must stay.
    """
    _take_in(room, _incoming(room, inbound, moment, Late(said, now)))


def settle(room: Helpdesk, now: datetime) -> int:
    """Tell the gate what a crash kept from it; returns how much that was."""
    with room.db.read() as session:
        replies = [from_row(row) for row in session.replies.unsettled(limit=AT_ONCE)]
        answered = session.conversations.uncounted(limit=AT_ONCE)
    for reply in replies:
        _tell_gate(room, reply)
        room.db.write(_done, reply.carrier_id)
    for row in answered:
        count_answer(room, row["id"], row["campaign"], row["answered"])
    return len(replies) + len(answered)


def count_answer(room: Helpdesk, conversation: str, campaign: str, now: datetime) -> None:
    """Count a conversation as answered by a human, once however often it is called."""
    if campaign:
        room.gate.count(conversation, campaign, "answers", now)
        room.db.write(_counted, conversation)


def _take_in(room: Helpdesk, item: Incoming) -> Stored:
    stored = room.db.write(store, item)
    if not stored.gate_done:
        _tell_gate(room, stored)
        room.db.write(_done, stored.carrier_id)
    return stored


def _incoming(
    room: Helpdesk, inbound: Inbound, now: datetime, late: Late | None = None
) -> Incoming:
    sender, text = clean(inbound.sender).strip(), clean(inbound.text)
    campaign = room.gate.campaign_of(sender) if is_number(sender) else None
    return Incoming(
        room=room,
        carrier_id=clean(inbound.carrier_id),
        person=room.vault.index(sender, "person"),
        sender=sender,
        text=text,
        pictures=inbound.media > 0,
        by_carrier=inbound.opt_out_type,
        reading=understood(text),
        campaign=campaign.id if campaign else "",
        municipality=campaign.municipality if campaign else "",
        now=now,
        late=late,
    )


def _tell_gate(room: Helpdesk, stored: Stored) -> None:
    number = room.vault.open(stored.number_sealed, entries.NUMBER)
    stopped = number if stored.stops and is_number(number) else ""
    counted = _figures(stored) if stored.campaign else []
    room.gate.hear(stopped, stored.gate_event, stored.campaign, counted, stored.received)


def _figures(stored: Stored) -> list[str]:
    figures = ["replies"]
    if stored.intent in ("help", "crisis"):
        figures.append("help_requests")
    if "stop" in stored.flags:
        figures.append("opt_outs")
    return figures


def _done(tx: Session, carrier_ids: list[str]) -> list[None]:
    tx.replies.done(carrier_ids=carrier_ids)
    return [None] * len(carrier_ids)


def _counted(tx: Session, conversations: list[str]) -> list[None]:
    tx.conversations.counted(ids=conversations)
    return [None] * len(conversations)
