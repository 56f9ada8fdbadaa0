"""Conversations that have ended, for whoever wants to read one again."""

from helpdesk import conversation as records
from helpdesk.conversation import Summary
from helpdesk.room import Helpdesk
from trust.access import Actor, require


def newest(room: Helpdesk, actor: Actor, amount: int) -> list[Summary]:
    """The own organisation's closed conversations, the last closed first; raises Forbidden."""
    require(actor, "conversation.read")
    if not actor.organisation:
        return []
    with room.db.read() as session:
        rows = session.closed.newest(partner=actor.organisation, limit=amount)
    return [Summary(**records.summary_values(room.vault, row, "")) for row in rows]


def amount(room: Helpdesk, actor: Actor) -> int:
    """How many there are; raises Forbidden."""
    require(actor, "conversation.read")
    with room.db.read() as session:
        found: int = session.closed.amount(partner=actor.organisation)
    return found
