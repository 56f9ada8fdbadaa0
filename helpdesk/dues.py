"""When somebody must have had an answer. Pure."""

from datetime import datetime, timedelta

from helpdesk import workdays
from helpdesk.state import CRISIS, LOW
from settings import Targets

LOW_WORKING_DAYS = 3  # nothing was promised, yet nobody is left for good


def due(targets: Targets, urgency: int, now: datetime) -> datetime:
    """The moment, in UTC, by which a human answers what came in `now`."""
    if urgency == CRISIS:
        return now + timedelta(minutes=targets.crisis_minutes)
    days = LOW_WORKING_DAYS if urgency == LOW else targets.help_working_days
    return workdays.due(now, days)
