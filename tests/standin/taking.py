"""Which messages the stand-in takes, and what it decides will become of them."""

import secrets
import time
from collections import deque

from tests.standin.faults import Draw, Faults
from tests.standin.ledger import Ledger, Message, segments

Form = dict[str, str]


class Taker:
    """Takes messages into the ledger."""

    def __init__(self, faults: Faults, ledger: Ledger) -> None:
        self._faults = faults
        self._ledger = ledger
        self._taken: deque[tuple[float, int]] = deque()  # moment and segments, of one second

    def wrong(self, form: Form, fault: str, moment: float) -> str:
        """The code by which a message is refused; "" when it is not."""
        if fault == "busy" or self._too_fast(form, moment):
            return "20429"
        if fault.startswith("refuse:"):
            return fault.removeprefix("refuse:")
        for code, lacking in (
            ("21604", not form.get("To")),
            ("21602", not form.get("Body")),
            ("21603", not form.get("From") and not form.get("MessagingServiceSid")),
            ("21617", len(form.get("Body", "")) > 1600),
            ("30029", not self._faults.redaction and form.get("ContentRetention") == "discard"),
            ("30030", not self._faults.redaction and form.get("AddressRetention") == "obfuscate"),
        ):
            if lacking:
                return code
        return ""

    def _too_fast(self, form: Form, moment: float) -> bool:
        most, taken = self._faults.segments_per_second, self._taken
        while taken and taken[0][0] <= moment - 1:
            taken.popleft()
        size = segments(form.get("Body", ""))
        if most and sum(one for _, one in taken) + size > most:
            return True
        taken.append((moment, size))
        return False

    def accept(self, form: Form, draw: Draw) -> tuple[Message, bool]:
        """Into the ledger, with all that will become of it; whether its callbacks come early."""
        faults, now = self._faults, time.time()
        early = draw.happens(faults.early)
        message = Message(
            sid="SM" + secrets.token_hex(16),
            to=form["To"],
            sender=form.get("From", ""),
            body="" if form.get("ContentRetention") == "discard" else form["Body"],
            callback=form.get("StatusCallback", ""),
            service=form.get("MessagingServiceSid", ""),
            segments=segments(form["Body"]),
            hidden=form.get("AddressRetention") == "obfuscate" or faults.redacts,
            created=now,
        )
        if faults.redacts and "ContentRetention" not in form:
            message.body = ""
        fate = faults.fates.get(message.to) or draw.one_of(faults.fate_shares, "delivered")
        message.steps = _steps(now, fate, [0 if early else _wait(draw, faults) for _ in "ab"])
        self._ledger.accept(
            message,
            body=form["Body"],
            callback=message.callback,
            sender=message.sender,
            service=message.service,
            validity=form.get("ValidityPeriod", ""),
            content_retention=form.get("ContentRetention", ""),
            address_retention=form.get("AddressRetention", ""),
            segments=message.segments,
            fate=fate,
        )
        return message, early


def _wait(draw: Draw, faults: Faults) -> float:
    return draw.between(*faults.step_ms) / 1000


def _steps(now: float, fate: str, waits: list[float]) -> list[tuple[float, str, str]]:
    """A message that failed never was sent, as at Twilio."""
    status, _, code = fate.partition(":")
    steps = [(now, "queued", "")]
    if status not in ("failed", "sent"):
        steps.append((now + waits[0], "sent", ""))
    return [*steps, (steps[-1][0] + waits[1], status, code)]
