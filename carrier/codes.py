"""What Twilio's statuses and error codes mean to us.

Sources: twilio.com/docs/messaging/api/message-resource#message-status-values and
twilio.com/docs/api/errors.
"""

import logging

log = logging.getLogger(__name__)

STATUSES = {
    "accepted": "queued",
    "scheduled": "queued",
    "queued": "queued",
    "sending": "queued",
    "sent": "sent",
    "partially_delivered": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "undelivered",
    "failed": "failed",
    "canceled": "failed",
}

# Whether all other messages would fail too, because the code is about us and not about a number.
STOPS_CAMPAIGN = {
    "20003": True,  # credentials are wrong
    "20404": True,  # the account or the service does not exist
    "21211": False,  # not a number
    "21408": True,  # this country is not enabled
    "21602": True,  # no text
    "21603": True,  # no sender
    "21604": False,  # no recipient
    "21606": True,  # the sender may not send
    "21610": False,  # this person opted out at the carrier
    "21612": True,  # this sender cannot reach that kind of number
    "21614": False,  # not a mobile number
    "21617": True,  # too long; every recipient gets as long a text
    "21659": True,  # the sender is not ours
    "30001": False,  # the carrier's queue was full
    "30002": True,  # the account is suspended
    "30003": False,  # the phone is unreachable
    "30004": True,  # blocked
    "30005": False,  # unknown number
    "30006": False,  # landline
    "30007": True,  # filtered as unwanted
    "30008": False,  # unknown reason
    "30029": True,  # asked to discard texts, which the account may not
    "30030": True,  # asked to hide numbers, which the account may not
    "30034": True,  # the sender is not registered
    "30036": False,  # not delivered while it was valid
}

# This person opted out at the carrier. https://www.twilio.com/docs/api/errors/21610
OPTED_OUT = "21610"

# The sender's own queue is full: this message was not taken, a later one will be.
QUEUE_FULL = "21611"


def status_of(word: str) -> str:
    """One of RECEIPT_STATUSES for a Twilio status.

    A word that Twilio adds one day proves no more than that Twilio has the message: "queued".
    """
    known = STATUSES.get(word.lower())
    if known is None:
        log.error("unknown status %r of the carrier: add it to carrier/codes.py", word[:20])
    return known or "queued"


def stops_campaign(code: str) -> bool:
    """Whether a refusal with this code would befall every other message as well."""
    if code not in STOPS_CAMPAIGN:
        log.error("unknown error code %r of the carrier: add it to carrier/codes.py", code[:20])
    return STOPS_CAMPAIGN.get(code, False)
