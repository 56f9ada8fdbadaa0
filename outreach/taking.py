"""The writes of an import: numbers arrive aside in slices and are taken over all at once."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from outreach import provenance, record
from outreach.rule import Rule
from outreach.tally import Rejection
from problem import Problem
from trust import audit
from trust.access import Actor


@dataclass(frozen=True)
class File:
    """A file on its way in: `export` is the id that it will have."""

    export: str
    campaign: str
    sha256: str
    archive_sha256: str  # of the zip that it came in, else ''
    now: datetime


@dataclass(frozen=True)
class Slice:
    """Some of its buyers: blind indexes and sealed numbers, in the same order."""

    file: File
    persons: list[str]
    sealed: list[str]


@dataclass(frozen=True)
class Taking:
    """All that is kept of the file besides its buyers. `owners`: blind indexes."""

    file: File
    actor: Actor
    columns: dict[str, Any]
    owners: list[str]
    rejected: tuple[Rejection, ...]
    chosen: int  # how many numbers arrived


def arrive(tx: Any, item: Slice) -> None:
    """Put numbers aside, where nothing else looks."""
    tx.recipients.arrive(
        export=item.file.export,
        campaign=item.file.campaign,
        recipients=[secrets.token_hex(8) for _ in item.persons],
        persons=item.persons,
        numbers=item.sealed,
        begun=item.file.now,
    )


def take(tx: Any, item: Taking) -> int:
    """Make recipients of who arrived, and say how many are new to the campaign.

    Raises Problem when the campaign is a draft no more, or has the file already.
    """
    refuse_unless_welcome(tx, item.file)
    one = {"export": item.file.export, "campaign": item.file.campaign}
    tx.recipients.owned(**one, persons=item.owners)
    if tx.recipients.drop_owners(campaign=item.file.campaign):
        tx.recipients.drop_orphans(campaign=item.file.campaign)
    selected = int(tx.recipients.arrived(**one))
    if selected != item.chosen:  # somebody among them turned out to own another seized phone
        raise Problem("Another import into this campaign came in between. Import this file again.")
    accepted = int(tx.recipients.take(**one))
    tx.recipients.seen_in(**one)
    tx.recipients.forget_arrivals(export=item.file.export)
    _record(tx, item, selected, accepted)
    return accepted


def sweep(tx: Any, before: datetime) -> None:
    """Forget what imports that were killed before then left behind."""
    tx.recipients.sweep(before=before)


def forget(tx: Any, export: str) -> None:
    """Forget what arrived for an import that failed."""
    tx.recipients.forget_arrivals(export=export)


def refuse_unless_draft(tx: Any, campaign: str) -> Rule:
    """The draft's rule; raises Problem when there is no such draft."""
    found = tx.exports.draft(campaign=campaign)
    if found is None:
        raise Problem("There is no such campaign. Go back to the list and choose one.")
    if found["status"] != "draft":
        raise Problem("Exports change only while a campaign is a draft. Take it back first.")
    return record.rule_of(found)


def refuse_unless_welcome(tx: Any, file: File) -> None:
    """Raise Problem when there is no such draft, or this very file is in it already."""
    refuse_unless_draft(tx, file.campaign)
    label = tx.exports.same_file(campaign=file.campaign, sha256=file.sha256)
    if label is not None:
        raise provenance.already(label)


def _record(tx: Any, item: Taking, selected: int, accepted: int) -> None:
    counts = {"selected": selected, "duplicates": selected - accepted}
    tx.exports.add(
        export=item.file.export,
        campaign=item.file.campaign,
        sha256=item.file.sha256,
        archive_sha256=item.file.archive_sha256,
        imported_by=item.actor.id,
        imported=item.file.now,
        **item.columns,
        **counts,
    )
    tx.exports.reject(
        export=item.file.export,
        reasons=[one.reason for one in item.rejected],
        amounts=[one.amount for one in item.rejected],
        row_numbers=[one.row_numbers for one in item.rejected],
    )
    audit.record(
        tx,
        item.actor,
        "export.imported",
        item.file.campaign,
        item.file.now,
        export=item.file.export,
        **counts,
    )
