"""Texts of ours that are put in line to leave; inside a write."""

import secrets
from datetime import datetime

from db import Session
from helpdesk import entries
from helpdesk.room import Helpdesk

READING = "reading-"  # such a text leaves only while somebody has the conversation (answers.sql)


def queue(
    tx: Session, conversation: str, entry: str, once: str, not_before: datetime | None
) -> None:
    """Queue the text of an entry; None leaves at once."""
    tx.answers.add(
        id=f"a{secrets.token_hex(12)}",
        conversation=conversation,
        entry=entry,
        once=once,
        not_before=not_before,
    )


def queue_automatic(
    tx: Session, room: Helpdesk, conversation: str, text: str, once: str, now: datetime
) -> None:
    """Queue a text of our own accord, once; none to somebody who wants no such texts."""
    if tx.answers.of_once(once=once) or tx.conversations.is_silenced(id=conversation):
        return
    said = entries.new(conversation, "automatic", now, text)
    entries.add(tx, room.vault, [said])
    queue(tx, conversation, said.id, once, None)
