"""Test alarms: whether somebody in care is really there, day and night, before a launch."""

from datetime import datetime, timedelta
from typing import Any

from db import each
from gate.room import Gate


def answered(gate: Gate, partner: str, now: datetime) -> None:
    """A round-the-clock partner answered its test alarm."""
    gate.db.write(each(_answered), (partner, now))


def answered_lately(gate: Gate, now: datetime) -> bool:
    """Whether any round-the-clock partner answered within `launch.alarm_days` days."""
    since = now - timedelta(days=gate.settings.launch.alarm_days)
    with gate.db.read() as session:
        return bool(session.alarms.answered_since(since=since))


def _answered(tx: Any, item: tuple[str, datetime]) -> None:
    tx.alarms.answer(partner=item[0], answered=item[1])
