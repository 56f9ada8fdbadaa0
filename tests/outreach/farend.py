"""A carrier that does what a test says, and keeps what it has really accepted."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from carrier.base import Accepted, Charge, Found, NotTaken, Outcome, Outgoing, Refused, Unclear

LAG = timedelta(minutes=3)  # by then the list shows all that was accepted
OUTCOMES = (
    "accepted",
    "accepted, unclear",
    "accepted, raised",
    "unclear",
    "raised",
    "not taken",
    "21610",
    "21614",
    "30001",
    "20003",
)
LISTINGS = ("whole", "lagging", "blank", "down", "raises")


@dataclass(frozen=True)
class Held:
    """What the far end has of one message."""

    carrier_id: str
    message_id: str
    to: str
    text: str
    moment: datetime


class FarEnd:
    """Set `outcomes`, by number, before a send, and `listing` before a look."""

    name = "twilio"
    sender = "+3197000000000"

    def __init__(self) -> None:
        self.outcomes: dict[str, str] = {}  # one of OUTCOMES; "accepted" for those not there
        self.listing = "whole"  # one of LISTINGS
        self.now = datetime.min.replace(tzinfo=UTC)
        self.accepted: list[Held] = []
        self.asked: list[Outgoing] = []
        self.fates: dict[str, tuple[str, str]] = {}  # carrier id -> status and code in the list
        self._lock = threading.Lock()

    def send(self, message: Outgoing) -> Outcome:
        with self._lock:
            self.asked.append(message)
            carrier_id = f"SM{len(self.asked):032x}"
            outcome = self.outcomes.get(message.to, "accepted")
            if outcome.startswith("accepted"):
                to, text = message.to, message.text
                self.accepted.append(Held(carrier_id, message.message_id, to, text, self.now))
        return _answer(outcome, carrier_id)

    def find(self, to: str, since: datetime) -> list[Found] | None:
        if self.listing == "raises":
            raise OSError("no way through")
        if self.listing == "down":
            return None
        young = self.now - LAG if self.listing == "lagging" else self.now
        return [self._found(one) for one in self.accepted if one.to == to and one.moment <= young]

    def fetch(self, carrier_id: str) -> Found | None:
        if self.listing in ("down", "raises"):
            return None
        held = (one for one in self.accepted if one.carrier_id == carrier_id)
        return next((self._found(one) for one in held), None)

    def charges(self, since: datetime, until: datetime) -> Iterator[Charge] | None:
        return None

    def of(self, number: str) -> list[Held]:
        """What it accepted for a number, earliest first."""
        return [one for one in self.accepted if one.to == number]

    def _found(self, one: Held) -> Found:
        status, code = self.fates.get(one.carrier_id, ("sent", ""))
        return Found(one.carrier_id, "" if self.listing == "blank" else one.text, status, code)


def _answer(outcome: str, carrier_id: str) -> Outcome:
    if outcome.endswith("raised"):
        raise OSError("the line went dead")
    if outcome.isdigit():
        return Refused(outcome, stops_campaign=outcome == "20003")
    if outcome == "not taken":
        return NotTaken(1.0)
    return Accepted(carrier_id) if outcome == "accepted" else Unclear()
