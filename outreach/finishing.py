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
    since = _may_come_back_since(room, now)
    with room.db.read() as session:
        done = session.campaigns.done(sent_since=since)
    return int(room.db.write(each(_finish), (now, since))) if done else 0


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


def _may_come_back_since(room: Outreach, now: datetime) -> datetime:
    """What was sent since then may still turn out to have met an unreachable phone."""
    rules = room.settings.sending
    return now - timedelta(hours=rules.fetch_after_hours if rules.retry_unreachable_hours else 0)


def _finish(tx: Any, item: tuple[datetime, datetime]) -> int:
    now, since = item
    finished = tx.campaigns.finish(now=now, sent_since=since)
    for row in finished:
        audit.record(tx, MACHINE, "campaign.finished", row["id"], now)
    return len(finished)
