"""One inbound SMS: stored once, understood, routed, answered; then the gate hears what it must."""

import logging
import re
from datetime import datetime

from carrier.base import Inbound
from db import Session
from helpdesk import entries, triage
from helpdesk.incoming import Incoming, Stored, from_row
from helpdesk.room import Helpdesk
from helpdesk.storing import store

log = logging.getLogger(__name__)

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
AT_ONCE = 200


def receive(room: Helpdesk, inbound: Inbound, now: datetime) -> str | None:
    """Take a reply; returns the text to send back at once, None for none.

    A repeat, also many at the same time, gets the same answer and changes nothing. When it
    returns, the reply is on disk and a stop has reached the gate; when it raises, the carrier must
    try again.
    """
    stored = room.db.write(store, _incoming(room, inbound, now))
    if not stored.gate_done:
        _tell_gate(room, stored)
        room.db.write(_done, stored.carrier_id)
    return room.vault.open(stored.automatic_sealed, entries.TEXT) or None


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


def is_number(sender: str) -> bool:
    """Whether the sender can be texted back at all: names and short codes can't."""
    return E164.fullmatch(sender) is not None


def _incoming(room: Helpdesk, inbound: Inbound, now: datetime) -> Incoming:
    sender, text = _clean(inbound.sender).strip(), _clean(inbound.text)
    campaign = room.gate.campaign_of(sender) if is_number(sender) else None
    return Incoming(
        room=room,
        carrier_id=_clean(inbound.carrier_id),
        person=room.vault.index(sender, "person"),
        sender=sender,
        text=text,
        pictures=inbound.media > 0,
        by_carrier=inbound.opt_out_type,
        reading=triage.read(text),
        campaign=campaign.id if campaign else "",
        municipality=campaign.municipality if campaign else "",
        now=now,
    )


def _clean(text: str) -> str:
    # What no database or key takes (half a surrogate pair, NUL) is replaced, the rest is kept.
    return (
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
    )


def _tell_gate(room: Helpdesk, stored: Stored) -> None:
    number = room.vault.open(stored.number_sealed, entries.NUMBER)
    if stored.stops and is_number(number):
        room.gate.stop(number)
    for figure in _figures(stored) if stored.campaign else ():
        room.gate.count(stored.gate_event, stored.campaign, figure, stored.received)


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
