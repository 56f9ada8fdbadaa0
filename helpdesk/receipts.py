"""Delivery receipts of answers: they come late, twice and out of order, and only carry forward."""

from dataclasses import dataclass
from datetime import datetime

from carrier.base import Receipt
from db import Session
from helpdesk import entries, fates
from helpdesk.fates import FROM_CARRIER, LOST, OPTED_OUT, Fate
from helpdesk.room import Helpdesk

RANK = {"queued": 0, "sending": 0, "unknown": 0, "sent": 1}
FINAL = 2


@dataclass(frozen=True)
class Arrived:
    room: Helpdesk
    answer: str
    number: str
    receipt: Receipt
    now: datetime


def receipt(room: Helpdesk, answer_id: str, receipt: Receipt, now: datetime) -> bool:
    """Record a receipt for an answer; False when there is no such answer.

    A receipt proves that the carrier has the text, whatever we believed.
    """
    number = _number(room, answer_id)
    if number is None:
        return False
    if receipt.code == OPTED_OUT:
        room.gate.stop(number)
    room.db.write(_receive, Arrived(room, answer_id, number, receipt, now))
    return True


def _number(room: Helpdesk, answer_id: str) -> str | None:
    with room.db.read() as session:
        rows = session.answers.to_send(ids=[answer_id])
    return room.vault.open(rows[0]["number_sealed"], entries.NUMBER) if rows else None


def _receive(tx: Session, items: list[Arrived]) -> list[None]:
    states = {row["id"]: row for row in tx.answers.states(ids=[item.answer for item in items])}
    reached: dict[str, str] = {name: row["status"] for name, row in states.items()}
    forward: dict[str, Fate] = {}
    for item in items:
        status = FROM_CARRIER[item.receipt.status]
        if RANK.get(status, FINAL) > RANK.get(reached[item.answer], FINAL):
            reached[item.answer] = status
            forward[item.answer] = Fate(
                item.answer,
                states[item.answer]["conversation"],
                item.number,
                status,
                item.receipt.code,
                item.receipt.carrier_id,
            )
    _write(tx, list(forward.values()), items[-1])
    return [None] * len(items)


def _write(tx: Session, forward: list[Fate], last: Arrived) -> None:
    if not forward:
        return
    tx.answers.receive(
        ids=[fate.id for fate in forward],
        statuses=[fate.status for fate in forward],
        codes=[fate.code for fate in forward],
        carrier_ids=[fate.carrier_id for fate in forward],
        moments=[last.now] * len(forward),
    )
    lost = [fate for fate in forward if fate.status in LOST]
    fates.tell_losses(tx, last.room, lost, last.now)
