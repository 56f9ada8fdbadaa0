"""Recipients of a campaign who turn out to be on the list of numbers that must not be texted."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag

from db import each
from outreach import brakes
from outreach.excluded import UNUSABLE, checker, excluded, is_empty
from outreach.room import Outreach
from problem import Problem
from trust import audit
from trust.access import Actor, require
from trust.vault import Vault

log = logging.getLogger(__name__)

SLICE = 5000  # numbers opened at once
COUNTED = 500  # numbers opened and looked up at once by who only counts


def drop_excluded(room: Outreach, actor: Actor, campaign: str, now: datetime) -> int:
    """Drop a draft's recipients who are on the list now; how many. Of no draft nobody is dropped.

    After an import, too: who came on the list while it ran was no recipient yet. Raises Problem
    when keys are missing, the list's or the campaign's.
    """
    require(actor, "exclusions.write")
    is_excluded = checker(room, campaign)
    found = [
        id_
        for some in _recipients(room, campaign, SLICE)
        for id_, number in some.items()
        if is_excluded(number)
    ]
    if not found:
        return 0
    dropped: int = room.db.write(each(_drop), _Drop(actor, campaign, found, now))
    return dropped


def may_text(room: Outreach, campaign: str, recipients: int, enough: int) -> int:
    """How many of so many recipients are not on the list now; at `enough` it counts no further.

    Opens no more numbers than that takes, and none while the list is empty. Raises Problem when
    keys are missing, the list's or the campaign's.
    """
    if is_empty(room):
        return recipients
    amount = 0
    for numbers in not_excluded(room, campaign):
        amount += len(numbers)
        if amount >= enough:
            break
    return amount


def not_excluded(room: Outreach, campaign: str) -> Iterator[list[str]]:
    """Slices of the recipients' E.164 numbers that are not on the list now, opened as asked for.

    Raises Problem when keys are missing, the list's or the campaign's.
    """
    for some in _recipients(room, campaign, COUNTED):
        out = excluded(room, campaign, list(some.values()))
        yield [number for number in some.values() if number not in out]


@dataclass(frozen=True)
class _Drop:
    actor: Actor
    campaign: str
    recipients: list[str]
    now: datetime


def _recipients(room: Outreach, campaign: str, at_once: int) -> Iterator[dict[str, str]]:
    """Slices of ids with their numbers; who can't be opened is in none, and can't be texted."""
    after, ring = "", None
    while True:
        with room.db.read() as session:
            rows = session.exclusions.recipients(campaign=campaign, after=after, amount=at_once)
        if not rows:
            return
        ring = ring or _campaign_ring(room, campaign)
        yield _opened(ring, rows)
        after = rows[-1]["id"]


def _campaign_ring(room: Outreach, campaign: str) -> Vault:
    try:
        return room.keys.ring(f"campaign-{campaign}")
    except UNUSABLE:
        raise Problem(brakes.KEYLESS) from None


def _opened(ring: Vault, rows: list[dict[str, Any]]) -> dict[str, str]:
    numbers = {}
    for row in rows:
        try:
            numbers[row["id"]] = ring.open(row["number_sealed"], "recipient")
        except (InvalidTag, ValueError):
            log.error("a recipient's number can't be opened")
    return numbers


def _drop(tx: Any, item: _Drop) -> int:
    dropped = tx.exclusions.drop_recipients(campaign=item.campaign, recipients=item.recipients)
    if dropped:
        tx.recipients.drop_orphans(campaign=item.campaign)
        audit.record(tx, item.actor, "exclusions.applied", item.campaign, item.now, dropped=dropped)
    return int(dropped)
