"""How many messages stood in each state as time went by, told from the moments of each message."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from outreach.room import Outreach
from trust.access import Actor, require

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MOST = 60
UNITS = (10, 60, 600, 3600, 6 * 3600, 24 * 3600)  # seconds
GOING = ("sending", "paused")
AFTERWARDS = timedelta(minutes=1)  # at least, to see the first receipts come in

Point = tuple[datetime, dict[str, int]]


def states_over_time(room: Outreach, actor: Actor, campaign: str, now: datetime) -> list[Point]:
    """How many messages stood in each status, in at most 60 stretches; [] before the launch.

    A point is where a stretch begins (UTC), and the counts at its end; those of the last one are
    how all stand now. Stretches are equally long. A message that is to be tried again counts as
    queued since the launch. Raises Forbidden.
    """
    require(actor, "campaign.read")
    with room.db.read() as session:
        span = session.impact.span(campaign=campaign)
        if span is None:
            return []
        until = _until(span, now)
        unit = _unit(until - span["launched"])
        began = _begin(span["launched"], unit)
        moved = session.impact.moved(campaign=campaign, began=began.timestamp(), seconds=unit)
        amount: int = session.impact.messages(campaign=campaign)
    stretches = max(1, ceil((until - began).total_seconds() / unit))
    counts = _add_up(moved, amount, stretches)
    return [(began + timedelta(seconds=at * unit), one) for at, one in enumerate(counts)]


def _until(span: dict[str, Any], now: datetime) -> datetime:
    # Of a campaign that is over, the sending is the story: a receipt that came hours later would
    # squeeze it into one bar.
    launched: datetime = span["launched"]
    ended: datetime | None = span["ended"]
    last: datetime | None = span["last"]
    if span["status"] in GOING or ended is None:
        return now
    after = max(AFTERWARDS, (ended - launched) / 4)
    return max(ended, min(last or ended, ended + after))


def _unit(span: timedelta) -> int:
    seconds = span.total_seconds()
    fits = (unit for unit in UNITS if seconds <= (MOST - 1) * unit)
    return next(fits, UNITS[-1] * ceil(seconds / UNITS[-1] / (MOST - 1)))


def _begin(launched: datetime, unit: int) -> datetime:
    local = launched.astimezone(AMSTERDAM)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    gone = (launched - midnight.astimezone(UTC)).total_seconds()
    return midnight.astimezone(UTC) + timedelta(seconds=gone // unit * unit)


def _add_up(moved: list[dict[str, Any]], amount: int, stretches: int) -> list[dict[str, int]]:
    standing = Counter({"queued": amount})
    changes = [Counter[str]() for _ in range(stretches)]
    for row in moved:
        change = changes[min(max(row["stretch"], 0), stretches - 1)]
        change[row["came_from"]] -= row["messages"]
        change[row["became"]] += row["messages"]
    found = []
    for change in changes:
        standing.update(change)
        found.append({status: count for status, count in standing.items() if count > 0})
    return found
