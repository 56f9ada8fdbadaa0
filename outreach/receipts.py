"""What the carrier reports of a message: status only moves forward, a final one never changes.

Receipts come late, twice, out of order, and before the answer to the send. Each is kept. What never
left the carrier is sent again in the next window. An unreachable phone gets one more try, hours
later, if the settings want it.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag

from carrier import codes
from carrier.base import Receipt
from outreach import brakes
from outreach.room import Outreach
from trust import audit
from trust.access import MACHINE
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
    if receipt.code == codes.OPTED_OUT:
        _tell_gate(room, message_id)
    receipt = _alike(receipt)
    return room.db.write(_record, _Came(message_id, receipt, now, _again(room, receipt, now)))


def step(status: str, told: str) -> str:
    """The message's status after a receipt that says `told`; the same when it doesn't move."""
    means = MEANS[told]
    return means if ORDER[means] > ORDER[status] else status


@dataclass(frozen=True)
class _Came:
    message: str
    receipt: Receipt
    now: datetime
    again: datetime | None = None  # when there may be a second try


def _alike(receipt: Receipt) -> Receipt:
    """An opt-out at the carrier "fails", a dead number is "undelivered": here they look alike."""
    failed = receipt.status == "failed" and codes.kept(receipt.code) == codes.NUMBER_GROUP
    return replace(receipt, status="undelivered") if failed else receipt


def _again(room: Outreach, receipt: Receipt, now: datetime) -> datetime | None:
    if receipt.status not in ("undelivered", "failed"):
        return None
    if receipt.code in codes.NOT_SENT:
        return now
    hours = room.settings.sending.retry_unreachable_hours
    missed = receipt.code == codes.UNREACHABLE
    return now + timedelta(hours=hours) if hours and missed else None


def _record(tx: Any, items: list[_Came]) -> list[bool]:
    rows = tx.messages.standing(messages=sorted({one.message for one in items}))
    standing = {row["id"]: _Standing(**row) for row in rows}
    known = [one for one in items if one.message in standing]
    if known:
        _look_closer(tx, known, standing)
        taken = [standing[one.message].take(one) for one in known]
        _advance(tx, [one for one in standing.values() if one.last])
        _try_again(tx, [one for one in standing.values() if one.again])
        _keep(tx, known, taken)
    return [one.message in standing for one in items]


@dataclass
class _Standing:
    """How a message stands while a batch of receipts is taken in turn."""

    id: str
    campaign: str
    status: str
    carrier_id: str | None
    earlier_id: str | None
    open: bool
    last: _Came | None = None  # the receipt that moved it last
    again: _Came | None = None  # the one that makes it wait for a second try

    def take(self, came: _Came) -> bool:
        """Whether this receipt moves the message."""
        if self._is_of_earlier(came.receipt):
            return False
        after = step(self.status, came.receipt.status)
        if after == self.status:
            return False
        if came.again and self.open and self._may_try_again(came.receipt):
            self.status, self.earlier_id = "queued", came.receipt.carrier_id
            self.last, self.again = None, came
        else:
            self.status, self.last = after, came
        return True

    def _is_of_earlier(self, receipt: Receipt) -> bool:
        """Of a try that is over, or may be: only that it arrived after all would be news."""
        if receipt.status == "delivered":
            return False
        if receipt.carrier_id == self.earlier_id:
            return True
        if receipt.status not in ("undelivered", "failed"):
            return False
        # The last earlier id alone is kept. So what can't be told from one before it waits for the
        # answer to the send, and then for `fetching`.
        if self.carrier_id is None:
            return self.earlier_id is not None and receipt.code in codes.NOT_SENT
        several = self.earlier_id is not None or receipt.code in codes.NOT_SENT
        return several and receipt.carrier_id != self.carrier_id

    def _may_try_again(self, receipt: Receipt) -> bool:
        # Of two copies, after somebody decided to send it again, the other may be on its way.
        current = self.carrier_id in (None, receipt.carrier_id)
        return current and (receipt.code in codes.NOT_SENT or self.earlier_id is None)


def _advance(tx: Any, moved: list[_Standing]) -> None:
    if moved:
        last = [one.last for one in moved if one.last]
        tx.messages.advance(
            messages=[one.message for one in last],
            statuses=[MEANS[one.receipt.status] for one in last],
            codes=[codes.kept(one.receipt.code) for one in last],
            carrier_ids=[one.receipt.carrier_id for one in last],
            now=last[-1].now,
        )


def _try_again(tx: Any, moved: list[_Standing]) -> None:
    # One that a later receipt of the same batch moved on is final by now: the query leaves it.
    if moved:
        again = [one.again for one in moved if one.again]
        waiting = tx.messages.try_again(
            messages=[one.message for one in again],
            carrier_ids=[one.receipt.carrier_id for one in again],
            moments=[one.again for one in again],
        )
        if not waiting:
            return
        campaigns = sorted({one.campaign for one in moved if one.again})
        for row in tx.campaigns.reopen(campaigns=campaigns):
            audit.record(tx, MACHINE, "campaign.reopened", row["id"], again[-1].now)


def _keep(tx: Any, known: list[_Came], taken: list[bool]) -> None:
    tx.receipts.add(
        messages=[one.message for one in known],
        statuses=[one.receipt.status for one in known],
        codes=[codes.kept(one.receipt.code) for one in known],
        takens=taken,
        now=known[-1].now,
    )


def _look_closer(tx: Any, known: list[_Came], standing: dict[str, _Standing]) -> None:
    strange = 0
    for one in known:
        row = standing[one.message]
        strange += row.carrier_id not in (None, one.receipt.carrier_id) and (
            one.receipt.carrier_id != row.earlier_id
        )
        if one.receipt.stops_campaign:
            because, code = brakes.REFUSED, one.receipt.code
            brakes.pause_within(tx, brakes.Pause(row.campaign, because, one.now, code))
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
            log.error("the gate can't be told of a refusal: a number can't be opened")
            continue
        room.gate.refused_by_carrier(number)
