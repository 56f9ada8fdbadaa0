"""What a care worker sees and does: read, claim, answer, note, hand over, close.

Everything is the actor's own organisation's; `Problem` when it isn't, `Forbidden` without the role.
"""

from datetime import datetime, timedelta

from db import Session, each
from gate.notice import CampaignNotice
from helpdesk import conversation as records
from helpdesk import entries, wording
from helpdesk.answering import answer, note
from helpdesk.claims import OUTCOMES, claim, close, hand_over, release
from helpdesk.conversation import Conversation, Entry, Summary
from helpdesk.incoming import is_number
from helpdesk.room import Helpdesk
from trust import audit
from trust.access import Actor, require

__all__ = [
    "OUTCOMES",
    "Conversation",
    "Entry",
    "Summary",
    "answer",
    "claim",
    "close",
    "hand_over",
    "note",
    "open",
    "release",
    "unclaimed_crises",
    "waiting",
]

FAR = timedelta(days=36_500)
LOOK = timedelta(minutes=15)  # one look of somebody who keeps the page open


def waiting(room: Helpdesk, actor: Actor, now: datetime) -> list[Summary]:
    """The open conversations, the most urgent first, then who has the least time left."""
    require(actor, "conversation.read")
    if not actor.organisation:
        return []
    with room.db.read() as session:
        rows = session.conversations.open_of(partner=actor.organisation)
        last = {
            row["conversation"]: row["text_sealed"]
            for row in session.entries.last_texts(partner=actor.organisation)
        }
    summaries = [
        Summary(**records.summary_values(room.vault, row, _opened(room, last.get(row["id"]))))
        for row in rows
    ]
    return sorted(summaries, key=lambda one: _order(one, now))


def unclaimed_crises(room: Helpdesk, actor: Actor) -> frozenset[tuple[str, datetime]]:
    """The own conversations in which somebody in a crisis waits and nobody reads, and since when.

    Somebody who waits anew is another one.
    """
    require(actor, "conversation.read")
    if not actor.organisation:
        return frozenset()
    with room.db.read() as session:
        rows = session.conversations.unclaimed_crises(partner=actor.organisation)
    return frozenset((row["id"], row["waiting_since"]) for row in rows)


def open(room: Helpdesk, actor: Actor, conversation: str, now: datetime) -> Conversation:
    """One conversation with all its entries, open or closed. The trail keeps who looked."""
    require(actor, "conversation.read")
    with room.db.read() as session:
        row = records.own(session, actor, conversation)
        found = session.entries.of_conversation(conversation=conversation)
        since = now - LOOK
        seen = session.conversations.opened_lately(actor=actor.id, id=conversation, since=since)
    if not seen:
        room.db.write(each(_looked), (actor, conversation, now))
    opened = tuple(records.entry(room.vault, one) for one in found)
    texts = [one.text for one in opened if one.kind in ("reply", "answer")]
    notice = _campaign(room, room.vault.open(row["number_sealed"], entries.NUMBER))
    return Conversation(
        **records.summary_values(room.vault, row, texts[-1] if texts else ""),
        status=row["status"],
        entries=opened,
        reason=_why(opened, row["intent"]),
        routed_because=wording.from_json(row["routed_because"]),
        campaign=notice.name if notice else "",
        sent=dict(notice.wordings) if notice else {},
        outcome=row["outcome"] or "",
    )


def _order(one: Summary, now: datetime) -> tuple[object, ...]:
    waits, first = one.waiting_since is not None, one.may_be_crisis
    due, since = one.due or now + FAR, one.waiting_since or now
    return (one.urgency, not waits, not first, due, since, one.id)


def _opened(room: Helpdesk, sealed: str | None) -> str:
    return room.vault.open(sealed, entries.TEXT) if sealed else ""


def _campaign(room: Helpdesk, number: str) -> CampaignNotice | None:
    return room.gate.campaign_of(number) if is_number(number) else None


def _why(opened: tuple[Entry, ...], intent: str) -> wording.Wording:
    # The last reply may say something else ("thanks") than what the conversation is about.
    reasons = [one.detail for one in opened if one.kind == "reply" and one.intent == intent]
    return reasons[-1] if reasons else wording.Wording()


def _looked(tx: Session, item: tuple[Actor, str, datetime]) -> None:
    actor, conversation, now = item
    audit.record(tx, actor, "conversation.opened", conversation, now)
