"""The end of sending: campaigns that are finished, and what the gate hears of deliveries."""

from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from db import Database, each
from gate.notice import Delivered
from outreach.room import Outreach
from trust import audit
from trust.access import MACHINE

_REPORTED: "WeakKeyDictionary[Database, dict[str, list[Delivered]]]" = WeakKeyDictionary()


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


def _finish(tx: Any, now: datetime) -> int:
    finished = tx.campaigns.finish(now=now)
    for row in finished:
        audit.record(tx, MACHINE, "campaign.finished", row["id"], now)
    return len(finished)
