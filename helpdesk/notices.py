"""Word to an organisation that somebody in a crisis waits: a link, and nothing of what was said.

It is kept in the write that routes the crisis, so that none is lost, and sent afterwards
(helpdesk.posting). An organisation without addresses gets none; its open pages sound all the same.
"""

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import Session
from helpdesk import partners
from helpdesk.partners import Partner
from helpdesk.room import Helpdesk
from helpdesk.state import CRISIS, State

KEY = "UITWEG_NOTICE_KEY"  # where the key stands by which webhooks know us
EMAILS = ("duty_email", "coordinator_email")
# Event -> which of the partner's addresses hear it.
CHANNELS = {
    "crisis": ("duty_email", "duty_webhook"),
    "missed": ("coordinator_email",),  # it went on to the next organisation
    "alone": ("coordinator_email",),  # the same, and there is no next one
    "alarm": ("coordinator_email",),  # nobody answered the weekly test alarm
    "test": ("duty_email", "duty_webhook", "coordinator_email"),
}


@dataclass(frozen=True)
class Occasion:
    """What an organisation is told. `mark`: with event, partner and conversation, makes it one."""

    event: str
    partner: Partner
    conversation: str
    mark: str


def tell(tx: Session, occasions: Sequence[Occasion], now: datetime) -> None:
    """Inside a write: keep word of these, by every address that the organisation has for it."""
    found = {
        f"{one.event}-{one.partner.id}-{one.conversation}-{one.mark}-{channel}": (one, channel)
        for one in occasions
        for channel in CHANNELS[one.event]
        if getattr(one.partner, channel)
    }
    if found:
        tx.care_notices.add(
            ids=[secrets.token_hex(12) for _ in found],
            onces=list(found),
            partners=[one.partner.id for one, _ in found.values()],
            events=[one.event for one, _ in found.values()],
            channels=[channel for _, channel in found.values()],
            conversations=[one.conversation for one, _ in found.values()],
            now=now,
        )


def of_replies(
    tx: Session,
    alarmed: Sequence[tuple[State, datetime]],
    begun: Mapping[str, datetime],
    known: Sequence[Partner],
) -> None:
    """Inside a write: in the `alarmed` somebody in a crisis waits, and nobody is with them.

    With each of them, when we saw that. `begun`: conversation -> since when somebody in a crisis
    waits there for a first answer.
    """
    if begun:
        tx.duty.begin_crises(conversations=list(begun), begun=list(begun.values()))
    by_id = {one.id: one for one in known}
    told = [
        Occasion("crisis", by_id[one.partner], one.id, mark(one.waiting_since, one.escalated))
        for one, _ in alarmed
        if one.partner in by_id
    ]
    if told:
        tell(tx, told, max(seen for _, seen in alarmed))


def again(tx: Session, row: Mapping[str, Any], partner: str, now: datetime) -> None:
    """Inside a write: nobody has this crisis any more, or another organisation has it by hand."""
    known = {one["id"]: partners.from_row(one) for one in tx.partners.all_of()}
    if row["urgency"] == CRISIS and row["waiting_since"] and partner in known:
        tell(tx, [Occasion("crisis", known[partner], row["id"], f"by hand {_at(now)}")], now)


def is_alarming(before: State | None, after: State) -> bool:
    """Whether this reply must alert somebody: a crisis waits, and nobody was in that talk already.

    Whoever has a conversation that turns into a crisis may be looking elsewhere.
    """
    if after.urgency != CRISIS or after.waiting_since is None:
        return False
    return after.claimed_by is None or not _is_crisis(before)


def waits_in_crisis(before: State | None) -> bool:
    """Whether it was a crisis already that waited for an answer."""
    return _is_crisis(before) and before is not None and before.waiting_since is not None


def _is_crisis(before: State | None) -> bool:
    return before is not None and before.status == "open" and before.urgency == CRISIS


def mark(since: datetime | None, escalated: int) -> str:
    """One occasion for each time that somebody begins to wait, and for each organisation tried."""
    return f"{_at(since) if since else ''} {escalated}"


def has_key() -> bool:
    """Whether webhooks can be signed, and so are called at all."""
    return bool(os.environ.get(KEY))


def has_mail(room: Helpdesk) -> bool:
    """Whether there is a mail server."""
    return bool(room.settings.mail.host)


def _at(moment: datetime) -> str:
    return str(round(moment.timestamp()))
