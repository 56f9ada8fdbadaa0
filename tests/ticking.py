"""Rounds of the outboxes at a moment of the test's choosing, their answers waited for."""

from datetime import datetime, timedelta

from outreach.outbox import Outbox
from outreach.room import Outreach


def tick(room: Outreach, now: datetime) -> int:
    """Send what rate, window and pause allow at this moment; how many messages were claimed."""
    outbox = Outbox(room, ahead=0)
    try:
        claimed = outbox.keep_books(now)
        outbox.let_leave(now)
    finally:
        outbox.close(now)
    return claimed


def pass_seconds(room: Outreach, since: datetime, seconds: int) -> None:
    """Rounds a second apart: at a rate of 100 a moment lets some twenty texts leave."""
    for second in range(seconds):
        tick(room, since + timedelta(seconds=second))
