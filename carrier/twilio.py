"""Twilio: the real carrier, and its way to sign, which the sandbox copies.

Sources: twilio.com/docs/messaging/api/message-resource, twilio.com/docs/usage/security,
twilio.com/docs/messaging/guides/webhook-request.
"""

import hmac
import logging
import os
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.messaging_response import MessagingResponse

from carrier import lookup
from carrier.base import (
    Accepted,
    BadCallback,
    Charge,
    Found,
    Inbound,
    NotTaken,
    Outcome,
    Outgoing,
    Receipt,
    Refused,
    Unclear,
)
from carrier.codes import LATER, status_of, stops_campaign
from carrier.invented import is_invented
from carrier.line import RETRY_AFTER, Busy, Line, NotSent
from carrier.pacing import Departures
from carrier.segments import measure
from settings import Settings, secret

log = logging.getLogger(__name__)

# Seconds that a message may wait at Twilio. https://www.twilio.com/docs/api/errors/90007
SHORTEST_VALIDITY, LONGEST_VALIDITY = 1, 36_000

# Asks for a receipt that we could not store to be posted again, which Twilio by itself does only
# when nobody listens. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
AGAIN = "#rc=5&rp=ct,rt,5xx"
# What the operator sets behind the addresses of replies: whatever goes wrong, somebody wrote that.
REPLIES_AGAIN = "#rc=3&rp=all"

# What an account without Message Redaction may not ask for, and the code by which it is told.
RETENTIONS = {"30029": "content_retention", "30030": "address_retention"}

HIDES_SECONDS = 600.0  # between two looks at whether the account hides numbers


class Twilio:
    """Sends through Twilio's Messages API; credentials come from the environment."""

    name = "twilio"

    def __init__(self, settings: Settings) -> None:
        """Raises WrongSetting when TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN is not set.

        TWILIO_AUTH_TOKEN_SECONDARY, when set, signs callbacks as well: Twilio has two tokens
        while one takes the other's place. https://www.twilio.com/docs/iam/api/authtoken
        """
        self.sender = settings.carrier.sender
        self._address = settings.public_address
        self._manner = settings.carrier.twilio
        token = secret("TWILIO_AUTH_TOKEN")
        second = os.environ.get("TWILIO_AUTH_TOKEN_SECONDARY", "")
        self._tokens = [token, second] if second else [token]
        account = secret("TWILIO_ACCOUNT_SID")
        self._line = Line(settings.carrier)
        limits = settings.carrier
        self._departures = Departures(limits.rate, limits.campaign_share)
        self._client = Client(account, token, http_client=self._line)
        self._refused: frozenset[str] = frozenset()  # retentions that the account may not ask for
        self._hides = self._manner.address_retention == "obfuscate"
        self._shown = float("-inf")  # when numbers were last seen whole, by the monotonic clock

    def send(self, message: Outgoing) -> Outcome:
        if is_invented(message.to):
            return Refused("example")
        asked = self._parameters(message)
        self._departures.wait(measure(message.text).segments, answer=message.private)
        outcome = self._create(asked)
        retention = RETENTIONS.get(outcome.code, "") if isinstance(outcome, Refused) else ""
        if not message.private or retention not in asked:
            return outcome
        # It was refused, so surely not taken; and whoever asked for help must get an answer.
        self._without(retention)
        return self.send(message)

    def find(self, to: str, since: datetime) -> list[Found] | None:
        # With numbers hidden none of them would be found, and each would be sent again.
        if self._hides:
            return None
        try:
            found = lookup.find(self._client.messages, to, since)
            return None if self._hides_numbers() else found
        except Exception as error:
            log.warning("could not ask the carrier for its list: %s", type(error).__name__)
            return None

    def fetch(self, carrier_id: str) -> Found | None:
        try:
            return lookup.found(self._client.messages(carrier_id).fetch())
        except Exception as error:
            log.warning("could not ask the carrier for a message: %s", type(error).__name__)
            return None

    def charges(self, since: datetime, until: datetime) -> Iterator[Charge] | None:
        try:
            return lookup.charges(self._client.messages, since, until)
        except Exception as error:
            log.warning("could not ask the carrier for its prices: %s", type(error).__name__)
            return None

    @property
    def client(self) -> Client:
        """The package's client, for looks at the account."""
        return self._client

    def genuine(self, url: str, params: Mapping[str, str], signature: str) -> bool:
        # Signed for the address as we gave it; whether with what follows the "#" is not documented.
        return any(
            genuine(address, params, signature, token)
            for token in self._tokens
            for address in (url, url + AGAIN, url + REPLIES_AGAIN)
        )

    def read_reply(self, params: Mapping[str, str]) -> Inbound:
        return read_reply(params)

    def read_receipt(self, params: Mapping[str, str]) -> Receipt:
        return read_receipt(params)

    def answer(self, text: str | None) -> str:
        return twiml(text)

    def _create(self, asked: dict[str, Any]) -> Outcome:
        try:
            taken = self._client.messages.create(**asked)
        except Busy as busy:
            return NotTaken(busy.seconds)
        except NotSent as error:
            log.warning("could not reach the carrier: %s", error)
            return NotTaken(RETRY_AFTER)
        except (TwilioRestException, TwilioServiceException) as error:
            return _refusal(int(error.status), str(error.code), str(error))
        except Exception as error:  # no answer, or one that is none: it may have been taken
            log.warning("the carrier may have a message or not: %s", type(error).__name__)
            return Unclear()
        return Accepted(taken.sid) if taken.sid else Unclear()

    def _parameters(self, message: Outgoing) -> dict[str, Any]:
        service = self._manner.messaging_service
        sender = {"messaging_service_sid": service} if service else {"from_": self.sender}
        callback = f"{self._address}/sms/receipt/{message.message_id}{AGAIN}"
        asked: dict[str, Any] = {"to": message.to, "body": message.text, **sender}
        if message.valid_for is not None:
            within = max(SHORTEST_VALIDITY, min(int(message.valid_for), LONGEST_VALIDITY))
            asked["validity_period"] = within
        return {**asked, "status_callback": callback, **self._retentions(message.private)}

    def _retentions(self, private: bool) -> dict[str, str]:
        """What is not the default: asking for the default is refused too without Redaction."""
        manner = self._manner
        content = manner.answers_content_retention if private else manner.content_retention
        wanted = {
            "content_retention": content if content == "discard" else "",
            "address_retention": "obfuscate" if manner.address_retention == "obfuscate" else "",
        }
        left_out = self._refused if private else frozenset()
        return {name: one for name, one in wanted.items() if one and name not in left_out}

    def _without(self, retention: str) -> None:
        if retention not in self._refused:
            self._refused |= {retention}
            log.error(
                "the account may not ask for %s: care's answers go without, so Twilio keeps "
                "them. Order Message Redaction, or set it to 'retain'",
                retention,
            )

    def _hides_numbers(self) -> bool:
        """Whether the account does so by itself, against our setting."""
        if not self._hides and time.monotonic() - self._shown > HIDES_SECONDS:
            hides = lookup.hides_numbers(self._client.messages)
            if hides is not None:
                self._hides, self._shown = hides, time.monotonic()
            if hides:
                log.error("the account hides numbers: unclear messages are for a person to decide")
        return self._hides


def sign(url: str, params: Mapping[str, str], token: str) -> str:
    """The value of X-Twilio-Signature for a form posted to `url`."""
    return str(RequestValidator(token).compute_signature(url, params))


def genuine(url: str, params: Mapping[str, str], signature: str, token: str) -> bool:
    """Whether the signature was made with the token, with or without the standard port.

    `params`: the posted form, as posted. A form with a name that comes twice must be a mapping
    with `getlist`, as Flask's is: all its values are signed.
    """
    try:
        exact = hmac.compare_digest(sign(url, params, token).encode(), signature.encode())
        return exact or bool(RequestValidator(token).validate(url, params, signature))
    except ValueError:  # no address, or text that can't be written: not the carrier's
        return False


def read_reply(params: Mapping[str, str]) -> Inbound:
    """Parse an inbound SMS; raises BadCallback when it has no id or no sender."""
    media = params.get("NumMedia", "")
    return Inbound(
        carrier_id=_required(params, "MessageSid", "SmsSid"),
        sender=_required(params, "From"),
        to=params.get("To", ""),
        text=params.get("Body", ""),
        media=int(media) if media.isascii() and media.isdigit() else 0,
        opt_out_type=params.get("OptOutType", ""),
    )


def read_receipt(params: Mapping[str, str]) -> Receipt:
    """Parse a delivery callback; raises BadCallback when it has no id or no status."""
    code = params.get("ErrorCode", "")
    return Receipt(
        carrier_id=_required(params, "MessageSid", "SmsSid"),
        status=status_of(_required(params, "MessageStatus", "SmsStatus")),
        code=code,
        stops_campaign=bool(code) and stops_campaign(code),
    )


def twiml(text: str | None) -> str:
    """An answer in TwiML: one SMS back, or nothing."""
    answer = MessagingResponse()
    if text is not None:
        answer.message(text)
    return str(answer)


def _refusal(status: int, code: str, told: str) -> Outcome:
    if code in LATER:
        return NotTaken(RETRY_AFTER)
    if not 400 <= status < 500 or status == 408:
        return Unclear()
    for known, name in RETENTIONS.items():
        if name.replace("_", "") in told.lower():  # refused by the parameter's name
            code = known
    return Refused(code, stops_campaign(code))


def _required(params: Mapping[str, str], *names: str) -> str:
    for name in names:
        if params.get(name, "").strip():
            return params[name]
    raise BadCallback(f"{names[0]} is missing")
