"""A reply on its way in, and what is kept of it."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from helpdesk import triage
from helpdesk.room import Helpdesk
from helpdesk.state import HELP, URGENCY
from helpdesk.triage import UNKNOWN, Reading
from helpdesk.wording import wording
from problem import N_

log = logging.getLogger(__name__)

E164 = re.compile(r"\+[1-9][0-9]{6,14}")

# For a text on which triage fails: it may be anything, so a person reads it soon.
NOT_UNDERSTOOD = Reading(
    intent="other",
    stop=False,
    callback=False,
    minor=False,
    third_party=False,
    language=UNKNOWN,
    reason=wording(N_("It could not be read by the computer; a person must look")),
    certainty=0.0,
    worrying=True,
)


@dataclass(frozen=True)
class Late:
    """A reply that was noted when it came, and is only now received.

    `said`: what it was answered with then, "" for nothing; `seen`: the moment of now.
    """

    said: str
    seen: datetime


@dataclass(frozen=True)
class Incoming:
    """A reply with all that was found out before the write. `by_carrier`: its OptOutType or "".

    `now`: when it came. `late`: only of one that was noted then.
    """

    room: Helpdesk
    carrier_id: str
    person: str
    sender: str
    text: str
    pictures: bool
    by_carrier: str
    reading: Reading
    campaign: str
    municipality: str
    now: datetime
    late: Late | None = None

    @property
    def seen(self) -> datetime:
        """When we can do something about it: what is due, who is there, what may be said."""
        return self.late.seen if self.late else self.now

    @property
    def says_stop(self) -> bool:
        return self.reading.stop or self.by_carrier == "STOP"

    @property
    def says_start(self) -> bool:
        return self.reading.start or self.by_carrier == "START"

    @property
    def needs_nobody(self) -> bool:
        """A bare stop or start. Anything else in the text, and a person must read it."""
        if self.intent == "opt_out":
            return self.reading.bare
        return self.intent == "other" and self.reading.start

    @property
    def takes_back_our_texts(self) -> bool:
        """What still waits to leave must not: nobody wants it there, save in a crisis."""
        return self.intent == "wrong_person" or (self.says_stop and self.intent != "crisis")

    @property
    def flags(self) -> tuple[str, ...]:
        extra = ("stop",) if self.says_stop and not self.reading.stop else ()
        return self.reading.flags + extra

    @property
    def intent(self) -> str:
        if self.by_carrier == "STOP" and self.reading.intent != "crisis":
            return "opt_out"
        return self.reading.intent

    @property
    def urgency(self) -> int:
        """As the intent has it; what might be a crisis is read as soon as a request for help."""
        urgency = URGENCY[self.intent]
        return min(urgency, HELP) if self.reading.worrying else urgency


@dataclass(frozen=True)
class Stored:
    """What is kept of a reply for its repeats and for its steps at the gate."""

    carrier_id: str
    intent: str
    flags: tuple[str, ...]
    campaign: str
    number_sealed: str
    automatic_sealed: str
    gate_event: str
    gate_done: bool
    received: datetime
    conversation: str  # "" when it needed none

    @property
    def stops(self) -> bool:
        return "stop" in self.flags or self.intent == "wrong_person"


def from_row(row: dict[str, Any]) -> Stored:
    """A row of `replies` as a record."""
    return Stored(**{**row, "flags": tuple(filter(None, row["flags"].split(",")))})


def is_number(sender: str) -> bool:
    """Whether the sender can be texted back at all: names and short codes can't."""
    return E164.fullmatch(sender) is not None


def clean(text: str) -> str:
    """What no database or key takes (half a surrogate pair, NUL) is replaced, the rest is kept."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd")


def understood(text: str) -> Reading:
    """What triage makes of it. A fault of ours there must cost nobody their reply."""
    try:
        return triage.read(text)
    except Exception as error:  # its message could quote what somebody wrote
        log.error("a reply could not be understood: %s", type(error).__name__)
        return NOT_UNDERSTOOD
