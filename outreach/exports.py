"""The exports of a campaign: added, shown, taken out. Their texts and files are never stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import each
from outreach.files import FileRead, Reading
from outreach.importing import CHANGED, add, preview, rejected_rows
from outreach.provenance import ExportRow, Provenance
from outreach.room import Outreach
from outreach.rule import from_json
from outreach.samples import Sample
from outreach.taking import refuse_unless_draft
from outreach.tally import Rejection, WordCount
from problem import Problem
from trust import audit
from trust.access import Actor, require

__all__ = [
    "CHANGED",
    "ExportRow",
    "FileRead",
    "Provenance",
    "Reading",
    "Rejection",
    "Sample",
    "WordCount",
    "add",
    "of_campaign",
    "phones_per_recipient",
    "preview",
    "rejected_rows",
    "remove",
]


def of_campaign(room: Outreach, actor: Actor, campaign: str) -> list[ExportRow]:
    """Every export of the campaign in the order of import, with what was left out of it."""
    require(actor, "campaign.read")
    with room.db.read() as session:
        rows = session.exports.of_campaign(campaign=campaign)
        left_out = session.exports.rejections(campaign=campaign)
    return [_row(row, _of(row["id"], left_out)) for row in rows]


def phones_per_recipient(room: Outreach, actor: Actor, campaign: str) -> dict[int, int]:
    """From how many exports recipients came: {phones: recipients}."""
    require(actor, "campaign.read")
    with room.db.read() as session:
        rows = session.recipients.phones(campaign=campaign)
    return {row["phones"]: row["recipients"] for row in rows}


def remove(room: Outreach, actor: Actor, campaign: str, export: str, now: datetime) -> None:
    """Take an export out of a draft, and with it the recipients whom no other export shows."""
    require(actor, "campaign.write")
    room.db.write(each(_remove), _Removal(actor, campaign, export, now))


@dataclass(frozen=True)
class _Removal:
    actor: Actor
    campaign: str
    export: str
    now: datetime


def _remove(tx: Any, item: _Removal) -> None:
    refuse_unless_draft(tx, item.campaign)
    if not tx.exports.remove(export=item.export, campaign=item.campaign):
        raise Problem("This export is not in the campaign any more.")
    tx.exports.remove_rejections(export=item.export)
    tx.recipients.leave(export=item.export)
    tx.recipients.disown(export=item.export)
    dropped = tx.recipients.drop_unseen(campaign=item.campaign)
    audit.record(
        tx,
        item.actor,
        "export.removed",
        item.campaign,
        item.now,
        export=item.export,
        dropped=dropped,
    )


def _row(row: dict[str, Any], rejections: tuple[Rejection, ...]) -> ExportRow:
    return ExportRow(**{**row, "rule": from_json(row["rule"])}, rejections=rejections)


def _of(export: str, rows: list[dict[str, Any]]) -> tuple[Rejection, ...]:
    return tuple(
        Rejection(row["reason"], row["amount"], row["row_numbers"])
        for row in rows
        if row["export"] == export
    )
