"""What a look at the carrier's account finds, in sentences that say what to do.

No sentence holds a secret, a whole id or a whole number: it may end up in a ticket.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import requests
from twilio.base.exceptions import TwilioRestException, TwilioServiceException

from carrier.line import Busy, NotSent

Mark = Literal["ok", "look", "wrong"]


@dataclass(frozen=True)
class Finding:
    """`mark`: "ok", "look" (it works, but somebody should know) or "wrong" (don't send yet)."""

    mark: Mark
    says: str


def ok(says: str) -> Finding:
    return Finding("ok", says)


def look(says: str) -> Finding:
    return Finding("look", says)


def wrong(says: str) -> Finding:
    return Finding("wrong", says)


def masked(secret: str) -> str:
    """Enough of an id or a number to tell it from another: its first and last characters."""
    return f"{secret[:3]}…{secret[-3:]}" if len(secret) > 8 else "…"


def tried(
    what: str, check: Callable[[], Iterable[Finding]], missing: str = "", needed: bool = False
) -> list[Finding]:
    """What the check finds, and if it can't be finished also that, and why.

    `missing`: what it means when the carrier has no such thing (HTTP 404). `needed`: whether
    nothing should be sent before it was checked.
    """
    found: list[Finding] = []
    try:
        for one in check():
            found.append(one)
    except Exception as error:  # whatever a proxy answers, the other checks go on
        unread = f"{what} could not be read: {reason(error)}. Look in the console."
        if missing and status(error) == 404:
            found.append(wrong(missing))
        else:
            found.append(Finding("wrong" if needed else "look", unread))
    return found


def status(error: Exception) -> int:
    """The HTTP status with which the carrier refused, 0 when it did not answer."""
    if isinstance(error, Busy):
        return 429
    if isinstance(error, TwilioRestException | TwilioServiceException):
        return int(error.status)
    return 0


def reason(error: Exception) -> str:
    """Why there is no answer, without what the carrier says: that quotes ids and numbers."""
    if status(error):
        code = getattr(error, "code", None)
        own = code and str(code) != str(status(error))
        return f"HTTP {status(error)}" + (f", code {code}" if own else "")
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not trusted"
    if isinstance(error, requests.RequestException | NotSent):
        return "no connection"
    return "the answer makes no sense"
