"""Recipients of a draft who turn out to be on the list of numbers that must not be texted."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag

from db import each
from outreach import barred, brakes
from outreach.room import Outreach
from problem import Problem
from trust import audit
from trust.access import Actor, require
from trust.vault import RingMissing, Vault

log = logging.getLogger(__name__)

SLICE = 5000  # numbers opened at once


def sweep(room: Outreach, actor: Actor, campaign: str, now: datetime) -> int:
    """Drop a draft's recipients who are on the list now; how many. Of no draft nobody is dropped.

    Raises Problem when keys are missing, the list's or the campaign's.
    """
    require(actor, "exclusions.write")
    is_excluded = barred.checker(room, campaign)
    found = [id_ for id_, number in _recipients(room, campaign) if is_excluded(number)]
    if not found:
        return 0
    dropped: int = room.db.write(each(_drop), _Drop(actor, campaign, found, now))
    return dropped


@dataclass(frozen=True)
class _Drop:
    actor: Actor
    campaign: str
    recipients: list[str]
    now: datetime


def _recipients(room: Outreach, campaign: str) -> Iterator[tuple[str, str]]:
    """Ids and numbers; who can't be opened is left out, and can't be texted either."""
    after, ring = "", None
    while True:
        with room.db.read() as session:
            rows = session.exclusions.recipients(campaign=campaign, after=after, amount=SLICE)
        if not rows:
            return
        ring = ring or _campaign_ring(room, campaign)
        for row in rows:
            try:
                yield row["id"], ring.open(row["number_sealed"], "recipient")
            except (InvalidTag, ValueError):
                log.error("a recipient's number can't be opened")
        after = rows[-1]["id"]


def _campaign_ring(room: Outreach, campaign: str) -> Vault:
    try:
        return room.keys.ring(f"campaign-{campaign}")
    except RingMissing:
        raise Problem(brakes.KEYLESS) from None


def _drop(tx: Any, item: _Drop) -> int:
    dropped = tx.exclusions.drop_recipients(campaign=item.campaign, recipients=item.recipients)
    if dropped:
        tx.recipients.drop_orphans(campaign=item.campaign)
        audit.record(tx, item.actor, "exclusions.applied", item.campaign, item.now, dropped=dropped)
    return int(dropped)
