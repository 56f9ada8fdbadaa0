"""Twilio: the real carrier, and its way to sign, which the sandbox copies.

Sources: twilio.com/docs/messaging/api/message-resource, twilio.com/docs/usage/security,
twilio.com/docs/messaging/guides/webhook-request.
"""

import hmac
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.messaging_response import MessagingResponse
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from carrier.base import (
    Accepted,
    BadCallback,
    Found,
    Inbound,
    NotTaken,
    Outcome,
    Outgoing,
    Receipt,
    Refused,
    Unclear,
)
from carrier.codes import QUEUE_FULL, status_of, stops_campaign
from carrier.invented import is_invented
from settings import Settings, secret

log = logging.getLogger(__name__)

RETRY_AFTER = 2.0  # seconds


class Twilio:
    """Sends through Twilio's Messages API; credentials come from the environment."""

    name = "twilio"

    def __init__(self, settings: Settings) -> None:
        """Raises WrongSetting when TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN is not set."""
        self.sender = settings.carrier.sender
        self._address = settings.public_address
        self._service = settings.carrier.twilio.messaging_service
        self._token = secret("TWILIO_AUTH_TOKEN")
        self._client = Client(
            secret("TWILIO_ACCOUNT_SID"), self._token, http_client=Line(settings.carrier)
        )

    def send(self, message: Outgoing) -> Outcome:
        if is_invented(message.to):
            return Refused("example")
        try:
            taken = self._client.messages.create(**self._parameters(message))
        except (TwilioRestException, TwilioServiceException) as error:
            return _refusal(int(error.status), str(error.code))
        except requests.RequestException as error:
            return _no_answer(error)
        except Exception as error:  # an answer that is no answer: it may have been taken
            log.error("the carrier's answer makes no sense: %s", type(error).__name__)
            return Unclear()
        return Accepted(taken.sid) if taken.sid else Unclear()

    def find(self, to: str, since: datetime) -> list[Found] | None:
        # Twilio's own date filter is by the moment of sending, which a queued message lacks:
        # it would seem absent and be sent again. So the moment of acceptance is compared here.
        earliest = since - timedelta(seconds=2)  # Twilio's moments are whole seconds
        try:
            listed = self._client.messages.list(to=to, limit=200)
        except Exception as error:
            log.warning("could not ask the carrier for its list: %s", type(error).__name__)
            return None
        return [_found(one) for one in listed if one.date_created and one.date_created >= earliest]

    def genuine(self, url: str, params: Mapping[str, str], signature: str) -> bool:
        return genuine(url, params, signature, self._token)

    def read_reply(self, params: Mapping[str, str]) -> Inbound:
        return read_reply(params)

    def read_receipt(self, params: Mapping[str, str]) -> Receipt:
        return read_receipt(params)

    def answer(self, text: str | None) -> str:
        return twiml(text)

    def _parameters(self, message: Outgoing) -> dict[str, str]:
        sender = (
            {"messaging_service_sid": self._service} if self._service else {"from_": self.sender}
        )
        callback = f"{self._address}/sms/receipt/{message.message_id}"
        return {"to": message.to, "body": message.text, "status_callback": callback, **sender}


def sign(url: str, params: Mapping[str, str], token: str) -> str:
    """The value of X-Twilio-Signature for a form posted to `url`."""
    return str(RequestValidator(token).compute_signature(url, dict(params)))


def genuine(url: str, params: Mapping[str, str], signature: str, token: str) -> bool:
    """Whether the signature was made with the token, with or without the standard port."""
    try:
        exact = hmac.compare_digest(sign(url, params, token).encode(), signature.encode())
        return exact or bool(RequestValidator(token).validate(url, dict(params), signature))
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


class Line(TwilioHttpClient):
    """Twilio's HTTP client with our time-out, another base if set, and nothing in the log."""

    def __init__(self, settings: Any) -> None:
        super().__init__(timeout=settings.twilio.timeout)
        self._base = settings.twilio.api_base.rstrip("/")
        for scheme in ("https://", "http://"):  # no retry: a POST may have been taken
            self.session.mount(scheme, HTTPAdapter(pool_maxsize=settings.concurrency))

    def request(self, method: str, url: str, *rest: Any, **more: Any) -> Any:
        if self._base:
            parts = urlsplit(url)
            url = self._base + parts.path + (f"?{parts.query}" if parts.query else "")
        return super().request(method, url, *rest, **more)

    def log_request(self, kwargs: dict[str, Any]) -> None:
        """Nothing: it holds a number and a text."""

    def log_response(self, status_code: int, response: Any) -> None:
        """Nothing: it holds the carrier's ids."""


def _refusal(status: int, code: str) -> Outcome:
    if status == 429 or code == QUEUE_FULL:
        return NotTaken(RETRY_AFTER)
    if 400 <= status < 500 and status != 408:
        return Refused(code, stops_campaign(code))
    return Unclear()


def _no_answer(error: requests.RequestException) -> Outcome:
    """Surely not taken when no connection was made, else unclear."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return NotTaken(RETRY_AFTER)
    return Unclear()


def _found(listed: Any) -> Found:
    code = str(listed.error_code) if listed.error_code else ""
    return Found(listed.sid, listed.body or "", status_of(str(listed.status)), code)


def _required(params: Mapping[str, str], *names: str) -> str:
    for name in names:
        if params.get(name, "").strip():
            return params[name]
    raise BadCallback(f"{names[0]} is missing")
