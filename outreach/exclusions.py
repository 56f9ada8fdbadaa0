"""Numbers that must not be texted: case suspects, informants, lawyers and others bound to secrecy,
minors, colleagues. Stored as indexes only, checked at import and again before sending.
"""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from db import each
from outreach import listing
from outreach.excluded import RING, begin, checker, excluded, person, prove, ring_of
from outreach.record import unknown
from outreach.room import Outreach
from outreach.sweeping import drop_excluded
from problem import N_, Problem
from trust import audit
from trust.access import Actor, require
from trust.vault import Vault

__all__ = [
    "CATEGORIES",
    "Added",
    "Listed",
    "add",
    "checker",
    "drop_excluded",
    "excluded",
    "met",
    "remove",
    "summary",
]

log = logging.getLogger(__name__)

CATEGORIES = {
    "suspect": N_("Suspect in the case"),
    "informant": N_("Informant"),
    "secrecy": N_("Bound to secrecy: lawyer, doctor, clergy, journalist"),
    "minor": N_("Minor"),
    "colleague": N_("Colleague"),
    "reviewed": N_("Left out after review"),
    "other": N_("Another reason"),
}

JUDGED = N_(
    "A colleague judged whom this campaign texts when this number was on its list, so it stays "
    "there. Before the launch you can take the campaign back and ask for approval again."
)

EVERYWHERE = ""  # the campaign of what no campaign may text
MOST = 100_000  # numbers at once
SLICE = 5000  # numbers a write: whoever else writes waits no longer than for one of these


@dataclass(frozen=True)
class Added:
    """What became of a list. `added` and `known`: distinct numbers, new and on the list before.

    `unread`: rows without a number that can be read, counted from 1, and why. `dropped`:
    recipients of drafts who are recipients no more. `unswept`: names of drafts whose recipients
    can't be looked through, and why; they are on the list, so that none of them is texted anyway.
    """

    added: int
    known: int
    unread: list[tuple[int, str]]
    dropped: int
    unswept: list[tuple[str, Problem]] = field(default_factory=list)


class Listed(NamedTuple):
    """How many of a category are listed, `campaign` '' for every campaign, and since when."""

    category: str
    campaign: str
    amount: int
    latest: datetime


def add(
    room: Outreach,
    actor: Actor,
    raw_numbers: Sequence[str],
    category: str,
    campaign: str | None,
    now: datetime,
) -> Added:
    """Put numbers on a campaign's list, or with None on that of every campaign.

    Each is a line or cell as somebody wrote it; landlines count too. It may be done twice. Who is
    a recipient of a draft is one no more. The trail has it even if all were on the list before:
    the answer says so, and must not be had untraced. Raises Problem for an unknown category or
    campaign, for too many at once, and when the list's keys are missing.
    """
    require(actor, "exclusions.write")
    _refuse(room, len(raw_numbers), category, campaign)
    found, unread = listing.read(raw_numbers)
    scope, added = campaign or EVERYWHERE, 0
    for start in range(0, len(found), SLICE):
        ring = begin(room)
        persons = [person(ring, number) for number in found[start : start + SLICE]]
        added += room.db.write(each(_add), _Addition(actor, scope, category, persons, ring, now))
    dropped, unswept = _sweep_drafts(room, actor, scope, now)
    return Added(added, len(found) - added, unread, dropped, unswept)


def remove(
    room: Outreach, actor: Actor, raw_number: str, campaign: str | None, now: datetime
) -> None:
    """Take a number off a campaign's list, or with None off that of every campaign.

    Raises Problem when it can't be read or isn't on that list; the trail has that answer too.
    Of who was on it when a colleague approved a campaign, or while one judges it, that campaign
    texts nobody, until it is a draft again: off its own list they don't come (a Problem), and who
    comes off the list of every campaign stays on its own.
    """
    require(actor, "exclusions.write")
    found, unread = listing.read([raw_number])
    if not found:
        raise Problem(unread[0][1] if unread else "Type the number that may be texted again.")
    ring = ring_of(room)
    persons = [person(ring, number) for number in found] if ring else []
    removed = room.db.write(each(_remove), _Removal(actor, campaign or EVERYWHERE, persons, now))
    if removed is None:
        raise Problem(JUDGED)
    if not removed:
        raise Problem("This number is not on that list. Compare it, and choose the other list.")


def met(room: Outreach, actor: Actor, campaign: str, amount: int, now: datetime) -> None:
    """Put in the trail that somebody was shown how many, or which, of some numbers are listed."""
    require(actor, "campaign.write")
    room.db.write(each(_met), _Meeting(actor, campaign, amount, now))


def summary(room: Outreach, actor: Actor, campaign: str) -> list[Listed]:
    """What is on the list of every campaign, then on this one's, by category. No numbers."""
    require(actor, "exclusions.read")
    with room.db.read() as session:
        rows = session.exclusions.summary(campaign=campaign)
    return [Listed(**row) for row in rows]


@dataclass(frozen=True)
class _Addition:
    actor: Actor
    campaign: str
    category: str
    persons: list[str]
    ring: Vault
    now: datetime


@dataclass(frozen=True)
class _Removal:
    actor: Actor
    campaign: str
    persons: list[str]
    now: datetime


@dataclass(frozen=True)
class _Meeting:
    actor: Actor
    campaign: str
    amount: int
    now: datetime


def _refuse(room: Outreach, amount: int, category: str, campaign: str | None) -> None:
    if category not in CATEGORIES:
        raise Problem("Choose why these numbers must not be texted.")
    if amount > MOST:
        raise Problem("Add at most {most} numbers at once.", most=MOST)
    with room.db.read() as session:
        if campaign is not None and session.campaigns.status(campaign=campaign) is None:
            raise unknown()


def _add(tx: Any, item: _Addition) -> int:
    tx.exclusions.keep(sealed=item.ring.seal(RING, RING))
    prove(item.ring, tx.exclusions.sealed())
    added = _put(tx, item)
    counts = {"added": added, "known": len(item.persons) - added}
    audit.record(
        tx,
        item.actor,
        "exclusions.added",
        item.campaign,
        item.now,
        category=item.category,
        **counts,
    )
    return added


def _put(tx: Any, item: _Addition) -> int:
    added: int = tx.exclusions.add(
        ids=[secrets.token_hex(8) for _ in item.persons],
        campaign=item.campaign,
        persons=item.persons,
        category=item.category,
        actor=item.actor.id,
        now=item.now,
    )
    return added


def _remove(tx: Any, item: _Removal) -> int | None:
    one = {"campaign": item.campaign, "persons": item.persons}
    judged = tx.exclusions.judged(**one)
    if item.campaign == EVERYWHERE:
        tx.exclusions.keep_for_judged(persons=item.persons)
    removed = 0 if judged else int(tx.exclusions.remove(**one))
    tx.exclusions.let_go()
    audit.record(tx, item.actor, "exclusions.removed", item.campaign, item.now, removed=removed)
    return None if judged else removed


def _met(tx: Any, item: _Meeting) -> None:
    audit.record(tx, item.actor, "exclusions.met", item.campaign, item.now, amount=item.amount)


def _sweep_drafts(
    room: Outreach, actor: Actor, scope: str, now: datetime
) -> tuple[int, list[tuple[str, Problem]]]:
    with room.db.read() as session:
        drafts = list(session.exclusions.drafts(campaign=scope))
    dropped, unswept = 0, []
    for draft in drafts:
        try:
            dropped += drop_excluded(room, actor, draft["id"], now)
        except Problem as problem:  # the other drafts are swept all the same
            log.warning("a draft could not be swept: %s", problem.template)
            unswept.append((draft["name"], problem))
    return dropped, unswept
