"""How far a campaign's messages came: exact and live, counted from our own messages."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from outreach.room import Outreach
from outreach.standings import states_over_time
from trust.access import Actor, require

__all__ = ["Reach", "errors", "per_minute", "reach", "states_over_time", "timeline_sent"]

BY_THE_MINUTE = timedelta(hours=6)
MINUTE = timedelta(minutes=1)
SHORTEST = timedelta(seconds=5)  # a pace that is told from less would jump


@dataclass(frozen=True)
class Reach:
    """Messages, exact and live. `sent`: taken by the carrier, whatever came of it.

    `queued`, `sending`, `held`, `unknown`, `delivered`, `undelivered` and `failed` are statuses.
    `segments`: of the messages that the carrier took.
    """

    recipients: int
    queued: int
    held: int
    sent: int
    delivered: int
    undelivered: int
    failed: int
    unknown: int
    segments: int
    sending: int = 0


def reach(room: Outreach, actor: Actor, campaign: str) -> Reach:
    """How far the campaign's messages came; raises Forbidden."""
    require(actor, "impact.read")
    with room.db.read() as session:
        recipients = session.impact.recipients(campaign=campaign)
        rows = {row["status"]: row for row in session.impact.by_status(campaign=campaign)}

    def at(status: str) -> int:
        return int(rows[status]["messages"]) if status in rows else 0

    return Reach(
        recipients=sum(row["messages"] for row in rows.values()) or recipients,
        queued=at("queued"),
        sending=at("sending"),
        held=at("held"),
        sent=sum(row["accepted"] for row in rows.values()),
        delivered=at("delivered"),
        undelivered=at("undelivered"),
        failed=at("failed"),
        unknown=at("unknown"),
        segments=sum(row["segments"] for row in rows.values()),
    )


def errors(room: Outreach, actor: Actor, campaign: str) -> list[tuple[str, int]]:
    """Messages per error, most first, as `carrier.codes.kept` has it; raises Forbidden."""
    require(actor, "campaign.read")
    with room.db.read() as session:
        rows = session.impact.by_code(campaign=campaign)
    return [(row["code"], row["messages"]) for row in rows]


def per_minute(room: Outreach, actor: Actor, campaign: str, now: datetime) -> float:
    """Messages that left a minute, over the last one or since the launch or the last resumption.

    Raises Forbidden.
    """
    require(actor, "campaign.read")
    with room.db.read() as session:
        going = session.impact.going_since(campaign=campaign)
        since = max(now - MINUTE, going) if going else now - MINUTE
        left: int = session.impact.left_since(campaign=campaign, since=since)
    return left / (max(now - since, SHORTEST) / MINUTE)


def timeline_sent(
    room: Outreach, actor: Actor, campaign: str
) -> list[tuple[datetime, dict[str, int]]]:
    """How many had been sent, delivered, undelivered and failed by each moment; raises Forbidden.

    A point per minute while a campaign is at most six hours long, else per hour. Counts add up.
    """
    require(actor, "impact.read")
    with room.db.read() as session:
        span = session.impact.sent_span(campaign=campaign)
        if span is None or span["first"] is None:
            return []
        unit = "minute" if span["last"] - span["first"] <= BY_THE_MINUTE else "hour"
        rows = session.impact.over_time(campaign=campaign, unit=unit)
    return _add_up(rows)


def _add_up(rows: list[dict[str, Any]]) -> list[tuple[datetime, dict[str, int]]]:
    per_moment: dict[datetime, dict[str, int]] = {}
    for row in rows:
        per_moment.setdefault(row["moment"], {})[row["status"]] = row["amount"]
    statuses = sorted({row["status"] for row in rows})
    columns = [
        list(accumulate([one.get(name, 0) for one in per_moment.values()])) for name in statuses
    ]
    points = zip(per_moment, zip(*columns, strict=True), strict=True)
    return [(moment, dict(zip(statuses, counts, strict=True))) for moment, counts in points]
