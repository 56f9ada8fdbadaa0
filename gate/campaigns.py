"""What the gate knows of a launched campaign, from its launch to its last figures."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db import each
from gate import figures, links, stops, visits
from gate.notice import CampaignNotice, Delivered
from gate.room import Gate

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Opening:
    launched: CampaignNotice
    closes: datetime
    keys: dict[str, str]  # variant letter -> its link key, sealed


def open_campaign(gate: Gate, launched: CampaignNotice) -> None:
    """Note a launch and make each variant's link key; repeating it changes nothing."""
    closes = launched.opened + timedelta(days=gate.settings.gate.open_days)
    keys = {letter: links.new_key(gate) for letter in launched.wordings}
    gate.db.write(each(_open), _Opening(launched, closes, keys))


def report_delivered(gate: Gate, campaign: str, delivered: Sequence[Delivered]) -> None:
    """Note how many were delivered in all per variant and day; replaces earlier reports."""
    with gate.db.read() as session:
        known = {
            Delivered(row["variant"], row["day"], row["amount"])
            for row in session.deliveries.reported(campaign=campaign)
        }
    fresh = tuple(sorted(set(delivered) - known, key=lambda one: (one.variant, one.day)))
    if fresh:
        gate.db.write(each(_report), (campaign, fresh))


def notice(gate: Gate, campaign: str) -> CampaignNotice | None:
    """What both sides may know of a launched campaign; None for an unknown id."""
    with gate.db.read() as session:
        row = session.gate_campaigns.get(id=campaign)
        return _notice(session, row) if row else None


def of_number(gate: Gate, number: str) -> CampaignNotice | None:
    """The newest campaign that texted this E.164 number, None when none did.

    The list is coarse: about one unknown sender in four hundred seems texted among 10,000.
    """
    with gate.db.read() as session:
        row = session.gate_campaigns.of_person(person=stops.cut_index(gate, number))
        return _notice(session, row) if row else None


def municipality(gate: Gate, campaign: str) -> str:
    """Where a campaign's recipients live; '' for an unknown campaign."""
    with gate.db.read() as session:
        row = session.gate_campaigns.get(id=campaign)
    return str(row["municipality"]) if row else ""


def close_old(gate: Gate, now: datetime) -> None:
    """Close what has been open long enough: last figures out, link keys gone, for ever."""
    with gate.db.read() as session:
        due = [row for row in session.gate_campaigns.unclosed() if row["closes"] <= now]
    for row in due:
        gate.db.write(each(_close), (row, gate.settings.gate, now))
        log.info("campaign %s closed", row["id"])
    visits.forget_fetches(gate, now)


def _notice(session: Any, row: dict[str, Any]) -> CampaignNotice:
    wordings = session.links.of_campaign(campaign=row["id"])
    return CampaignNotice(
        id=row["id"],
        name=row["name"],
        municipality=row["municipality"],
        opened=row["opened"],
        wordings={one["variant"]: one["wording"] for one in wordings},
        instant=row["instant"],
    )


def _open(tx: Any, opening: _Opening) -> None:
    launched = opening.launched
    added = tx.gate_campaigns.add(
        id=launched.id,
        name=launched.name,
        municipality=launched.municipality,
        opened=launched.opened,
        closes=opening.closes,
        instant=launched.instant,
    )
    if added is None:
        return
    taken = {row["prefix"] for row in tx.links.prefixes()}
    for letter, wording in launched.wordings.items():
        prefix = links.new_prefix(taken)
        taken.add(prefix)
        tx.links.add(
            prefix=prefix,
            campaign=launched.id,
            variant=letter,
            wording=wording,
            key_sealed=opening.keys[letter],
        )


def _report(tx: Any, item: tuple[str, tuple[Delivered, ...]]) -> None:
    campaign, delivered = item
    tx.deliveries.report(
        campaign=campaign,
        variants=[one.variant for one in delivered],
        days=[one.day for one in delivered],
        amounts=[one.amount for one in delivered],
    )


def _close(tx: Any, item: tuple[dict[str, Any], Any, datetime]) -> None:
    campaign, rules, now = item
    if tx.gate_campaigns.close(id=campaign["id"]):
        figures.publish_last(tx, campaign, rules, now)
        tx.links.destroy_keys(campaign=campaign["id"])
