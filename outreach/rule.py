"""Whom a campaign texts of those who wrote to or called the seized phones. Pure."""

import json
from dataclasses import asdict, dataclass
from datetime import date

from outreach import selection
from problem import N_, Problem

# "all", every number in the files, is for looking only: nobody is texted for being called or kept.
MODES = {
    "buyers": N_("Who sent a message with one of these wordings"),
    "incoming": N_("Everybody who sent a message or called"),
}
MOST = 1000  # messages: who asks for more has mistyped


@dataclass(frozen=True)
class Rule:
    """`mode`: a key of MODES, or "all". `words`: the wording list, one entry a line.

    Only what came from `since` up to and including `until` counts (days in the Netherlands, None
    for no limit), and only who is seen `least` times or more.
    """

    mode: str
    words: str
    since: date | None = None
    until: date | None = None
    least: int = 1


def to_json(rule: Rule) -> str:
    """The rule as a text that can be stored."""
    days = {name: day and day.isoformat() for name, day in _days(rule).items()}
    return json.dumps({**asdict(rule), **days}, ensure_ascii=False)


def from_json(text: str) -> Rule | None:
    """The same the other way round; None for '', from before it was stored."""
    if not text:
        return None
    plain = json.loads(text)
    days = {name: plain[name] and date.fromisoformat(plain[name]) for name in ("since", "until")}
    return Rule(**{**plain, **days})


def check(rule: Rule) -> None:
    """Raise Problem for the first part that can't be used."""
    if rule.mode not in MODES:
        raise Problem("Choose who counts: buyers, or everybody who sent a message or called.")
    if rule.since and rule.until and rule.until < rule.since:
        raise Problem("The period ends before it begins. Choose a later last day.")
    if not 1 <= rule.least <= MOST:
        raise Problem("Ask for at least one message, and for at most {most}.", most=MOST)
    selection.parse(rule.words)


def _days(rule: Rule) -> dict[str, date | None]:
    return {"since": rule.since, "until": rule.until}
