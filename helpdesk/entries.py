"""Entries of a conversation as they are written: sealed, a set at a time."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from helpdesk.wording import Wording
from trust.access import Actor
from trust.vault import Vault

TEXT = "text"  # what the vault seals texts and details for
NUMBER = "number"


@dataclass(frozen=True)
class NewEntry:
    """kind: reply, automatic, answer, note, event. `author` "" for the person and for ourselves."""

    id: str
    conversation: str
    kind: str
    moment: datetime
    text: str = ""
    detail: Wording = Wording()
    author: str = ""
    author_name: str = ""


def new(
    conversation: str,
    kind: str,
    moment: datetime,
    text: str = "",
    detail: Wording | None = None,
    actor: Actor | None = None,
) -> NewEntry:
    """An entry with an id of its own."""
    return NewEntry(
        id=secrets.token_hex(8),
        conversation=conversation,
        kind=kind,
        moment=moment,
        text=text,
        detail=detail or Wording(),
        author=actor.id if actor else "",
        author_name=actor.name if actor else "",
    )


def add(tx: Any, vault: Vault, entries: Sequence[NewEntry]) -> None:
    """Write them in one statement."""
    if not entries:
        return
    tx.entries.add(
        ids=[one.id for one in entries],
        conversations=[one.conversation for one in entries],
        kinds=[one.kind for one in entries],
        authors=[one.author for one in entries],
        author_names=[one.author_name for one in entries],
        texts=[vault.seal(one.text, TEXT) for one in entries],
        moments=[one.moment for one in entries],
        details=[vault.seal(one.detail.as_json(), TEXT) for one in entries],
    )


def event(tx: Any, vault: Vault, conversation: str, now: datetime, detail: Wording) -> None:
    """Write down that something happened in a conversation."""
    add(tx, vault, [new(conversation, "event", now, detail=detail)])
