"""Messages of which nobody knows whether the carrier has them: ask, and never send blindly."""

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from carrier.base import Found, Receipt
from db import Database, each
from gate.notice import Delivered
from outreach import receipts
from outreach.room import Outreach
from outreach.text import LINK
from trust import audit
from trust.access import MACHINE

log = logging.getLogger(__name__)

AT_ONCE = 200
LOST_AFTER = timedelta(minutes=5)
# A message is handed over within a minute of its claim, or not at all (outbox.START_WITHIN), and
# its answer is waited for a minute at most (settings). A third minute lets a slow carrier list it.
ABSENT_AFTER = timedelta(minutes=3)

_REPORTED: "WeakKeyDictionary[Database, dict[str, list[Delivered]]]" = WeakKeyDictionary()


def recover(room: Outreach, now: datetime) -> int:
    """At start: whatever a crash left "sending" is "unknown". Returns how many those are."""
    lost = int(room.db.write(each(_lose_all), now))
    if lost:
        log.warning("%s messages were under way at the crash; the carrier will be asked", lost)
    return lost


def reconcile(room: Outreach, now: datetime) -> int:
    """Ask the carrier for unknown messages: found -> sent, surely absent -> queued.

    What stays unclear stays unknown, and is asked again. Returns how many became clear.
    """
    before = now - LOST_AFTER
    with room.db.read() as session:
        old = session.messages.old(before=before)
    if old:  # every write wakes the pages, so none for nothing
        room.db.write(each(_lose_old), before)
    with room.db.read() as session:
        unknown = session.messages.unknown(amount=AT_ONCE)
    if not unknown:
        return 0
    with ThreadPoolExecutor(min(len(unknown), room.settings.carrier.concurrency)) as pool:
        verdicts = list(pool.map(lambda row: _ask(room, row, now), unknown))
    absent = [row["id"] for row, said in zip(unknown, verdicts, strict=True) if said == "absent"]
    if absent:
        room.db.write(each(_requeue), tuple(absent))
    return len(absent) + verdicts.count("found")


def ours(found: Found, wording: str, public_address: str) -> bool:
    """Whether a text in the carrier's list is this wording with some link.

    The carrier may have replaced characters of it; then its short link tells.
    """
    parts = (re.escape(" ".join(part.split())) for part in wording.split(LINK))
    pattern = r"\s*\S+\s*".join(parts)
    if f"{public_address}/c/" in found.text:
        return True
    return re.fullmatch(pattern, " ".join(found.text.split())) is not None


def finish(room: Outreach, now: datetime) -> int:
    """Sending campaigns with nothing left to send are finished; returns how many."""
    with room.db.read() as session:
        done = session.campaigns.done()
    return int(room.db.write(each(_finish), now)) if done else 0


def report(room: Outreach, now: datetime) -> None:
    """Tell the gate how many texts were delivered, for campaigns that it still has open."""
    told = _REPORTED.setdefault(room.db, {})
    with room.db.read() as session:
        since = now - timedelta(days=room.settings.gate.open_days)
        for one in session.campaigns.launched_since(since=since):
            rows = session.messages.delivered_by_day(campaign=one["id"])
            delivered = [Delivered(row["variant"], row["day"], row["amount"]) for row in rows]
            if delivered and told.get(one["id"]) != delivered:
                room.gate.report_delivered(one["id"], delivered)
                told[one["id"]] = delivered


def _ask(room: Outreach, row: dict[str, Any], now: datetime) -> str:
    try:
        vault = room.keys.ring(f"campaign-{row['campaign']}")
        number = vault.open(row["number_sealed"], "recipient")
        listed = room.carrier.find(number, row["launched"])
    except Exception as error:
        log.warning("the carrier could not be asked: %s", type(error).__name__)
        return "unclear"
    if listed is None:
        return "unclear"
    for found in listed:
        if ours(found, row["wording"], room.settings.public_address):
            receipt = Receipt(found.carrier_id, found.status, found.code)
            receipts.record(room, row["id"], receipt, now)
            return "found"
    blank = any(not found.text.strip() for found in listed)  # redacted: could be ours
    settled = room.settings.sandbox or now - row["claimed"] >= ABSENT_AFTER
    return "absent" if settled and not blank else "unclear"


def _lose_all(tx: Any, _now: datetime) -> int:
    return int(tx.messages.lose_all())


def _lose_old(tx: Any, before: datetime) -> int:
    return int(tx.messages.lose_old(before=before))


def _requeue(tx: Any, messages: tuple[str, ...]) -> None:
    tx.messages.requeue(messages=list(messages))


def _finish(tx: Any, now: datetime) -> int:
    finished = tx.campaigns.finish(now=now)
    for row in finished:
        audit.record(tx, MACHINE, "campaign.finished", row["id"], now)
    return len(finished)
