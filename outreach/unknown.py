"""Messages that stayed unclear: a person says whether the carrier has them, knowing the risk.

"sent" may be wrong, and then somebody gets no text; "again" may be wrong, and then gets two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag

from db import each
from outreach import numbers, reconcile
from outreach.excluded import UNUSABLE
from outreach.record import unknown
from outreach.room import Outreach
from problem import N_, Problem
from settings import Settings
from trust import audit
from trust.access import Actor, require
from trust.vault import Vault

# Before, the carrier is still being asked, ever less often.
FOR_A_PERSON = timedelta(hours=1)
SHOWN = 500
CHOICES = ("sent", "again")
NEVER_AGAIN = ("cancelled", "finished")

CLOSED = N_(
    "Its number can't be opened with the keys that are here, so the carrier can't be asked."
)
UNASKED = N_("The carrier could not be asked so far.")
NO_NUMBERS = N_("The carrier keeps no whole numbers, so its list can't tell who has this text.")
NO_TEXTS = N_("The carrier keeps no texts, so nobody can tell whether one in its list is this one.")
UNTOLD = N_("The carrier was asked, and its list can't tell whether it has this text.")

ENDED = N_(
    "This campaign has ended, so nothing more of it is sent. Count these as sent, or leave them."
)


@dataclass(frozen=True)
class Unclear:
    """A message of which nobody knows whether the carrier has it.

    `number`: masked, '' when it can't be opened. `since`: when that became unclear (UTC). `asked`:
    how often the carrier could not tell. `why`: a sentence of the catalogue.
    """

    message: str
    number: str
    since: datetime
    asked: int
    why: str


def of_campaign(
    room: Outreach, actor: Actor, campaign: str, now: datetime, most: int = SHOWN
) -> list[Unclear]:
    """Those that are for a person to decide, unclear for an hour or more; oldest first."""
    require(actor, "campaign.read")
    with room.db.read() as session:
        rows = session.unclear.of_campaign(
            campaign=campaign, before=now - FOR_A_PERSON, amount=most
        )
    ring = _ring(room, campaign) if rows else None
    return [_unclear(room.settings, row, _number(ring, row["number_sealed"])) for row in rows]


def amount(room: Outreach, actor: Actor, campaign: str, now: datetime) -> int:
    """How many those are in all."""
    require(actor, "campaign.read")
    with room.db.read() as session:
        return int(session.unclear.amount(campaign=campaign, before=now - FOR_A_PERSON))


def decide(
    room: Outreach,
    actor: Actor,
    campaign: str,
    messages: Sequence[str],
    choice: str,
    now: datetime,
) -> int:
    """Settle some of them by hand, and say how many; what became clear meanwhile stays as it is.

    "sent": it counts as taken by the carrier. "again": it is sent as if it never had been. Raises
    Problem for "again" in a campaign that has ended, ValueError for another choice.
    """
    require(actor, "campaign.steer")
    if choice not in CHOICES:
        raise ValueError(choice)
    item = _Decision(actor, campaign, tuple(messages), choice, now)
    decided: int = room.db.write(each(_decide), item)
    return decided


@dataclass(frozen=True)
class _Decision:
    actor: Actor
    campaign: str
    messages: tuple[str, ...]
    choice: str
    now: datetime


def _decide(tx: Any, item: _Decision) -> int:
    status = tx.campaigns.status(campaign=item.campaign)
    if status is None:
        raise unknown()
    if item.choice == "again" and status in NEVER_AGAIN:
        raise Problem(ENDED)
    settle = tx.unclear.sent if item.choice == "sent" else tx.unclear.again
    decided = int(
        settle(
            campaign=item.campaign,
            messages=list(item.messages),
            before=item.now - FOR_A_PERSON,
        )
    )
    if decided:
        audit.record(
            tx,
            item.actor,
            "campaign.unknown_decided",
            item.campaign,
            item.now,
            choice=item.choice,
            amount=decided,
        )
    return decided


def _unclear(settings: Settings, row: dict[str, Any], number: str) -> Unclear:
    return Unclear(row["id"], number, row["lost"], row["asked"], _why(settings, row, number))


def _why(settings: Settings, row: dict[str, Any], number: str) -> str:
    if not number:
        return CLOSED
    twilio = settings.carrier.twilio
    if row["asked"] and twilio.address_retention == "obfuscate" and not settings.sandbox:
        return NO_NUMBERS
    if not row["asked"] or row["unclear"] == reconcile.UNASKED:
        return UNASKED
    return NO_TEXTS if twilio.content_retention == "discard" else UNTOLD


def _ring(room: Outreach, campaign: str) -> Vault | None:
    try:
        return room.keys.ring(f"campaign-{campaign}")
    except UNUSABLE:
        return None


def _number(ring: Vault | None, sealed: str) -> str:
    try:
        return numbers.masked(ring.open(sealed, "recipient")) if ring else ""
    except (InvalidTag, ValueError):
        return ""
