"""What every carrier can do, and the words in which it answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True)
class Accepted:
    """The carrier has taken the message. `carrier_id` is its id for it."""

    carrier_id: str


@dataclass(frozen=True)
class Refused:
    """It will never take this message; `code` is its error number as text.

    `stops_campaign`: the code is about us, not about this number, so all others would fail too.
    """

    code: str
    stops_campaign: bool = False


@dataclass(frozen=True)
class NotTaken:
    """Surely not taken, try again after `retry_after` seconds (HTTP 429, connection refused)."""

    retry_after: float


@dataclass(frozen=True)
class Unclear:
    """It may or may not have the message (time-out, HTTP 5xx). Never resend blindly."""


Outcome = Accepted | Refused | NotTaken | Unclear


@dataclass(frozen=True)
class Outgoing:
    """One SMS to be sent. `message_id` is ours and stands in the address of its receipts.

    `valid_for`: seconds after which the carrier gives it up if it has not left by then; None for
    the carrier's own limit. `private`: care's, so the carrier should not keep its text.
    """

    message_id: str
    to: str  # E.164
    text: str
    valid_for: int | None = None
    private: bool = False


@dataclass(frozen=True)
class Found:
    """A message as the carrier's own list shows it."""

    carrier_id: str
    text: str
    status: str  # one of RECEIPT_STATUSES
    code: str = ""
    # When the carrier took it; None when that isn't known.
    moment: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Charge:
    """What the carrier charged for one message, in units of the currency (ISO 4217)."""

    carrier_id: str
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Inbound:
    """A reply as it came in. `opt_out_type`: STOP, HELP or START when the carrier acted itself."""

    carrier_id: str
    sender: str
    to: str
    text: str
    media: int = 0
    opt_out_type: str = ""


@dataclass(frozen=True)
class Receipt:
    """A delivery callback. `status`: one of RECEIPT_STATUSES; `code`: the carrier's error or ''.

    `stops_campaign`: as in Refused, since some codes come by callback only.
    """

    carrier_id: str
    status: str
    code: str = ""
    stops_campaign: bool = False


RECEIPT_STATUSES = ("queued", "sent", "delivered", "undelivered", "failed")


class BadCallback(ValueError):
    """The callback lacks what every callback has; nothing was taken from it."""


class Carrier(Protocol):
    """The one interface. Methods are safe to call from several threads at once."""

    name: str
    sender: str  # E.164, the number that messages come from

    def send(self, message: Outgoing) -> Outcome:
        """Hand one SMS over and wait for the answer. Never raises for the far end's fault."""

    def find(self, to: str, since: datetime) -> list[Found] | None:
        """What the carrier accepted for this number since then; None when it can't be asked now."""

    def fetch(self, carrier_id: str) -> Found | None:
        """How a message fares now; None when the carrier can't be asked or doesn't have it."""

    def charges(self, since: datetime, until: datetime) -> Iterator[Charge] | None:
        """What was charged for messages accepted from `since` until `until`, as far as known now.

        A message without a charge yet is left out. None when the carrier can't be asked or has no
        prices. May raise for the far end's fault halfway.
        """

    def genuine(self, url: str, params: Mapping[str, str], signature: str) -> bool:
        """Whether the carrier signed this callback to `url` (as the carrier saw it)."""

    def read_reply(self, params: Mapping[str, str]) -> Inbound:
        """Parse an inbound SMS; raises BadCallback."""

    def read_receipt(self, params: Mapping[str, str]) -> Receipt:
        """Parse a delivery callback; raises BadCallback."""

    def answer(self, text: str | None) -> str:
        """The body of the HTTP answer to a reply: an SMS back, or nothing when `text` is None."""
