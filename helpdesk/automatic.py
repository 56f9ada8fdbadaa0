"""Which text, if any, goes back at once. Pure.

An automatic text must never harm: somebody else may hold that phone, two machines may be talking
to each other, and whoever said stop wants silence. Only a first cry for help breaks through.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from helpdesk.composing import compose
from helpdesk.triage import Reading

__all__ = ["Given", "Situation", "compose", "decide"]

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ASKING = frozenset({"other", "media"})  # "did we understand you?", once a day is enough


class Given(NamedTuple):
    """An automatic answer that this person got."""

    kind: str
    moment: datetime


class Situation(NamedTuple):
    """What matters beside the text. `recent`: automatic answers of the last day."""

    by_carrier: bool  # the carrier answered already (Advanced Opt-Out)
    pictures: bool
    silenced: bool
    in_talk: bool  # a care worker has the conversation
    recent: Sequence[Given]
    now: datetime
    most_an_hour: int


def decide(reading: Reading, situation: Situation) -> str:
    """The kind of text to send (one of texts.KINDS), "" for none."""
    kind = _kind(reading, situation.pictures)
    within_hour = [g for g in situation.recent if situation.now - g.moment < HOUR]
    if kind == "crisis" and all(given.kind != "crisis" for given in within_hour):
        return kind  # even to what looks like a machine: it may be a person all the same
    if situation.by_carrier or kind == "hostile" or reading.automatic:
        return ""
    if kind == "opt_out" and not situation.silenced:
        # Whoever says stop hears once that it worked, however much was said before.
        return kind if all(given.kind != "opt_out" for given in within_hour) else ""
    if len(within_hour) >= situation.most_an_hour:
        return ""
    if situation.silenced and kind not in ("crisis", "start"):
        return ""
    if situation.in_talk and kind not in ("crisis", "start", "opt_out"):
        return ""
    if kind in ASKING and any(given.kind in ASKING for given in situation.recent):
        return ""
    return kind


def _kind(reading: Reading, pictures: bool) -> str:
    if reading.intent != "other":
        return reading.intent
    if reading.start:
        return "start"
    if pictures:
        return "media"
    return reading.intent
