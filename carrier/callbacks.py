"""What the sandbox posts to our webhook, signed and shaped as Twilio's callbacks are.

Source: twilio.com/docs/messaging/guides/webhook-request.
"""

import logging
import uuid

import requests
from lxml import etree

from carrier.browsing import TIMEOUT
from carrier.record import Errand, Record
from carrier.twilio import sign

log = logging.getLogger(__name__)


class Callbacks:
    """Posts to `base`; signs for `public`, the address by which the carrier knows us."""

    def __init__(
        self,
        session: requests.Session,
        base: str,
        public: str,
        sender: str,
        record: Record,
    ) -> None:
        self._session = session
        self._base = base
        self._public = public
        self._sender = sender
        self._token = record.secret("token")
        self._account = {"AccountSid": record.secret("account", "AC"), "ApiVersion": "2010-04-01"}

    def receipt(self, errand: Errand) -> int:
        """Report how a message fares; the HTTP status that came back.

        Raises requests.RequestException when there is no answer.
        """
        status, code = errand.detail["status"], errand.detail["code"]
        params = {
            "MessageSid": errand.carrier_id,
            "SmsSid": errand.carrier_id,
            "MessageStatus": status,
            "SmsStatus": status,
            "From": self._sender,
            "To": errand.number,
            **({"ErrorCode": code} if code else {}),
        }
        return self._post(f"/sms/receipt/{errand.detail['message_id']}", params).status_code

    def reply(self, errand: Errand) -> tuple[int, str | None]:
        """Hand a reply over; the HTTP status, and the SMS that came back if any.

        Raises requests.RequestException when there is no answer.
        """
        params = {
            "MessageSid": errand.carrier_id,
            "SmsSid": errand.carrier_id,
            "SmsMessageSid": errand.carrier_id,
            "SmsStatus": "received",
            "From": errand.number,
            "To": self._sender,
            "Body": errand.detail["text"],
            "NumMedia": "0",
            "NumSegments": "1",
        }
        response = self._post("/sms/reply", params)
        return response.status_code, spoken(response.text) if response.ok else None

    def _post(self, path: str, params: dict[str, str]) -> requests.Response:
        form = {**params, **self._account}
        once = uuid.uuid5(uuid.NAMESPACE_OID, path + form["MessageSid"] + form["SmsStatus"])
        headers = {
            "X-Twilio-Signature": sign(self._public + path, form, self._token),
            "I-Twilio-Idempotency-Token": str(once),
            "User-Agent": "TwilioProxy/1.1",
        }
        return self._session.post(
            self._base + path, data=form, headers=headers, timeout=TIMEOUT, allow_redirects=False
        )


def spoken(twiml: str) -> str | None:
    """The text of the SMS that a TwiML answer asks for; None when it asks for none."""
    if not twiml.strip():
        return None
    try:
        plain = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        messages = etree.fromstring(twiml.encode(), plain).findall("Message")
    except etree.XMLSyntaxError:
        log.error("the webhook's answer to a reply is not TwiML")
        return None
    return "\n".join("".join(one.itertext()) for one in messages) if messages else None
