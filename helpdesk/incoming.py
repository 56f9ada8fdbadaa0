"""A reply on its way in, and what is kept of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from helpdesk.room import Helpdesk
from helpdesk.triage import Reading


@dataclass(frozen=True)
class Incoming:
    """A reply with all that was found out before the write. `by_carrier`: its OptOutType or ""."""

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
        return self.intent == "other" and self.says_start

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

    @property
    def stops(self) -> bool:
        return "stop" in self.flags or self.intent == "wrong_person"


def from_row(row: dict[str, Any]) -> Stored:
    """A row of `replies` as a record."""
    return Stored(**{**row, "flags": tuple(filter(None, row["flags"].split(",")))})
