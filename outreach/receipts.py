"""What the carrier reports of a message: status only moves forward, a final one never changes.

Receipts come late, twice, out of order, and before the answer to the send. Each is kept.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag

from carrier.base import Receipt
from carrier.codes import OPTED_OUT
from outreach import brakes
from outreach.room import Outreach
from trust.vault import RingMissing

log = logging.getLogger(__name__)

# The carrier's word -> ours. Whatever it reports on, it has taken.
MEANS = {
    "queued": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "undelivered": "undelivered",
    "failed": "failed",
}
ORDER = {
    "queued": 0,
    "sending": 1,
    "unknown": 2,
    "sent": 3,
    "held": 4,
    "delivered": 4,
    "undelivered": 4,
    "failed": 4,
}


def record(room: Outreach, message_id: str, receipt: Receipt, now: datetime) -> bool:
    """Store a receipt and move its message on; False when there is no message with this id.

    An opt-out that the carrier reports (21610) reaches the gate before anything is stored, so that
    a repeat after a crash finds the gate told.
    """
    if receipt.code == OPTED_OUT:
        _tell_gate(room, message_id)
    return room.db.write(_record, _Came(message_id, receipt, now))


def step(status: str, told: str) -> str:
    """The message's status after a receipt that says `told`; the same when it doesn't move."""
    means = MEANS[told]
    return means if ORDER[means] > ORDER[status] else status


@dataclass(frozen=True)
class _Came:
    message: str
    receipt: Receipt
    now: datetime


def _record(tx: Any, items: list[_Came]) -> list[bool]:
    rows = tx.messages.standing(messages=sorted({one.message for one in items}))
    standing = {row["id"]: row for row in rows}
    known = [one for one in items if one.message in standing]
    if known:
        taken, last = _fold(known, {id_: row["status"] for id_, row in standing.items()})
        _advance(tx, list(last.values()))
        _keep(tx, known, taken)
        _look_closer(tx, known, standing)
    return [one.message in standing for one in items]


def _fold(known: list[_Came], statuses: dict[str, str]) -> tuple[list[bool], dict[str, _Came]]:
    """Take one batch in turn: per receipt whether it moved its message; per message the last."""
    taken: list[bool] = []
    last: dict[str, _Came] = {}
    for one in known:
        before = statuses[one.message]
        statuses[one.message] = step(before, one.receipt.status)
        taken.append(statuses[one.message] != before)
        if taken[-1]:
            last[one.message] = one
    return taken, last


def _advance(tx: Any, moved: list[_Came]) -> None:
    if moved:
        tx.messages.advance(
            messages=[one.message for one in moved],
            statuses=[MEANS[one.receipt.status] for one in moved],
            codes=[_kept(one.receipt) for one in moved],
            carrier_ids=[one.receipt.carrier_id for one in moved],
            now=moved[-1].now,
        )


def _keep(tx: Any, known: list[_Came], taken: list[bool]) -> None:
    tx.receipts.add(
        messages=[one.message for one in known],
        statuses=[one.receipt.status for one in known],
        codes=[_kept(one.receipt) for one in known],
        takens=taken,
        now=known[-1].now,
    )


def _kept(receipt: Receipt) -> str:
    # A code about the person's phone could say who opted out at the carrier.
    return receipt.code if receipt.stops_campaign else ""


def _look_closer(tx: Any, known: list[_Came], standing: dict[str, dict[str, Any]]) -> None:
    strange = 0
    for one in known:
        row = standing[one.message]
        strange += row["carrier_id"] not in (None, one.receipt.carrier_id)
        if one.receipt.stops_campaign:
            because, code = brakes.REFUSED, one.receipt.code
            brakes.pause_within(tx, brakes.Pause(row["campaign"], because, one.now, code))
    if strange:
        log.error("the carrier has two ids for one message, %s times: sent twice?", strange)


def _tell_gate(room: Outreach, message_id: str) -> None:
    with room.db.read() as session:
        rows = session.messages.sealed(messages=[message_id])
    for row in rows:
        try:
            vault = room.keys.ring(f"campaign-{row['campaign']}")
            number = vault.open(row["number_sealed"], "recipient")
        except (RingMissing, InvalidTag, ValueError):  # a repeat would find it no more readable
            log.error("an opt-out can't be noted: its number can't be opened")
            continue
        room.gate.refused_by_carrier(number)
