"""Opening hours in words, as a text may say them. Pure."""

from datetime import datetime, time, timedelta
from typing import Any

from helpdesk import texts
from helpdesk.hours import Hours, Partner, parse_hours
from helpdesk.workdays import AMSTERDAM, is_holiday

WEEK = 7  # days


def said(partner: Partner, language: str, holidays: bool) -> str:
    """When somebody is there: "maandag t/m vrijdag 8:30-17:00, zaterdag 10:00-14:00".

    `holidays`: add that they are closed then.
    """
    words = texts.file(language)
    if partner.round_clock:
        return str(words["opening"]["round_clock"])
    stretches = [f"{_days(one, words)} {_time(one, words)}" for one in parse_hours(partner.hours)]
    closed = [str(words["opening"]["not_on_holidays"])] if holidays else []
    return str(words["opening"].get("comma", ", ")).join(stretches + closed)


def holiday_is_near(now: datetime) -> bool:
    """Whether there is a public holiday today or within a week."""
    today = now.astimezone(AMSTERDAM).date()
    return any(is_holiday(today + timedelta(days=ahead)) for ahead in range(WEEK + 1))


def _days(one: Hours, words: dict[str, Any]) -> str:
    ways, names = words["opening"], words["weekdays"]
    alone = ways.get("on", names)
    if (one.first, one.last) == (1, WEEK):
        return str(ways["daily"])
    if one.last - one.first > 1:
        return str(ways["several"]).format(first=names[one.first - 1], last=names[one.last - 1])
    if one.last > one.first:
        return str(ways["two"]).format(first=alone[one.first - 1], last=alone[one.last - 1])
    return str(alone[one.first - 1])


def _time(one: Hours, words: dict[str, Any]) -> str:
    return str(words["opening"]["time"]).format(start=_clock(one.start), end=_clock(one.end))


def _clock(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02}"
