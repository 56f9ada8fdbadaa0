"""What Twilio's statuses and error codes mean to us, and what is to be done.

Sources: twilio.com/docs/messaging/api/message-resource#message-status-values and
twilio.com/docs/api/errors.
"""

import logging
from dataclasses import dataclass

from carrier.base import Found, Receipt
from problem import N_

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


@dataclass(frozen=True)
class Meaning:
    """What happened in plain words, and what to do; both are ids of translations.

    `stops`: it is about us and not about this number, so all other messages would fail too.
    `group`: what a campaign may know of a code about one person: a key of GROUPS, "" when it stops.
    """

    stops: bool
    group: str
    says: str
    todo: str


NUMBER = Meaning(
    False,
    "number",
    N_("This number gets no texts: not in use, not a mobile phone, or not wanted by its owner."),
    N_("Nothing: this number is not tried again."),
)
PHONE = Meaning(
    False,
    "phone",
    N_("The phone was not reached, or the network gave no reason."),
    N_("Nothing. If there are many, look at the carrier's own log before you go on."),
)
UNREADABLE = Meaning(
    False,
    "unreadable",
    N_("The number could not be opened, since the campaign's key did not fit."),
    N_("Ask the operator whether the keys and the database are from the same backup."),
)
# What stands where a code would tell of one person. A stop between two tries is a "number" too, so
# that it looks like any refusal; "unreadable" is ours: a seal that doesn't open.
NUMBER_GROUP, PHONE_GROUP, UNREADABLE_GROUP = "number", "phone", "unreadable"
GROUPS = {NUMBER_GROUP: NUMBER, PHONE_GROUP: PHONE, UNREADABLE_GROUP: UNREADABLE}

CREDENTIALS = Meaning(
    True,
    "",
    N_("The carrier does not know the account, or its token is wrong."),
    N_("Ask the operator to check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, then resume."),
)
ACCOUNT = Meaning(
    True,
    "",
    N_("The account at the carrier is suspended or has no money left."),
    N_("Ask the operator to pay or to call the carrier, then resume."),
)
TRIAL = Meaning(
    True,
    "",
    N_("The account at the carrier is a trial, which texts only a few numbers."),
    N_("Ask the operator to turn it into a full account, then resume."),
)
COUNTRY = Meaning(
    True,
    "",
    N_("The account may not text this country."),
    N_("Ask the operator to allow it at the carrier (Geo permissions), then resume."),
)
SENDER = Meaning(
    True,
    "",
    N_("The carrier does not let this sender text these numbers."),
    N_("Ask the operator to check carrier.sender with `manage.py check-carrier`, then resume."),
)
SERVICE = Meaning(
    True,
    "",
    N_("The messaging service is not there, or has no number that can send."),
    N_("Ask the operator to check carrier.twilio.messaging_service, then resume."),
)
REGISTER = Meaning(
    True,
    "",
    N_("The networks do not know the sender: it is not registered with them."),
    N_("Ask the operator to have the sender registered at the carrier, then resume."),
)
TEXT = Meaning(
    True,
    "",
    N_("The carrier does not take the text: it is empty or too long."),
    N_("Cancel, and make a campaign with another text."),
)
FILTERED = Meaning(
    True,
    "",
    N_("The networks hold the text back as unwanted."),
    N_("Do not resume yet: ask the carrier's support why. Often it is the link or the wording."),
)
BLOCKED = Meaning(
    True,
    "",
    N_("The networks block texts from this sender."),
    N_("Do not resume yet: ask the carrier's support why this sender is blocked."),
)
LIMIT = Meaning(
    True,
    "",
    N_("The account has sent as much as it may in a day."),
    N_("Resume tomorrow, or ask the carrier for a higher limit."),
)
PRICE = Meaning(
    True,
    "",
    N_("The text costs more than the account allows for one."),
    N_("Ask the operator to raise the highest price at the carrier, then resume."),
)
REDACTION = Meaning(
    True,
    "",
    N_("The account can't discard texts or hide numbers, as the settings ask."),
    N_("Ask the operator to order Message Redaction, or to set both retentions to 'retain'."),
)
REQUEST = Meaning(
    True,
    "",
    N_("The carrier does not understand what we ask: an address or a setting is wrong."),
    N_("Ask the operator to run `manage.py check-carrier`, then resume."),
)
BETWEEN = Meaning(
    True,
    "",
    N_("Something between us and the carrier, such as a proxy, turned our texts away."),
    N_("Ask the operator to check the network and carrier.twilio.api_base, then resume."),
)
UNKNOWN = Meaning(
    True,
    "",
    N_("The carrier refused a text with a code that Uitweg doesn't know."),
    N_("Ask the operator to look it up with the carrier, then resume. That text waits an hour."),
)

CODES = {
    "example": NUMBER,  # ours: a number from the examples, which no real carrier gets
    "10001": ACCOUNT,
    "20003": CREDENTIALS,
    "20005": ACCOUNT,
    "20008": CREDENTIALS,  # those of a test account
    "20404": CREDENTIALS,
    "21211": NUMBER,
    "21212": SENDER,
    "21214": NUMBER,
    "21217": NUMBER,
    "21265": NUMBER,  # a short code
    "21266": NUMBER,  # our own number
    "21408": COUNTRY,
    "21601": SENDER,
    "21602": TEXT,
    "21603": SENDER,
    "21604": NUMBER,
    "21605": TEXT,
    "21606": SENDER,
    "21608": TRIAL,
    "21609": REQUEST,  # the address for receipts
    "21610": NUMBER,  # opted out at the carrier, which the police may not see
    "21612": SENDER,
    "21614": NUMBER,
    "21617": TEXT,
    "21624": REQUEST,  # the validity
    "21635": NUMBER,  # a landline
    "21659": SENDER,
    "21660": SENDER,  # of another account
    "21701": SERVICE,
    "21703": SERVICE,
    "21704": SERVICE,
    "21705": SERVICE,
    "30001": PHONE,  # the carrier's queue was full
    "30002": ACCOUNT,
    "30003": PHONE,  # unreachable
    "30004": BLOCKED,
    "30005": NUMBER,  # unknown
    "30006": NUMBER,  # a landline, or its network can't be reached
    "30007": FILTERED,
    "30008": PHONE,  # unknown reason
    "30010": PRICE,
    "30017": PHONE,  # congestion
    "30018": REGISTER,
    "30019": PHONE,  # the phone is full or switched off
    "30020": PHONE,  # the carrier's own fault
    "30021": PHONE,
    "30022": PHONE,  # the network could not keep up
    "30023": LIMIT,
    "30024": REGISTER,
    "30029": REDACTION,
    "30030": REDACTION,
    "30032": REGISTER,
    "30033": REGISTER,
    "30034": REGISTER,
    "30035": REGISTER,
    "30036": PHONE,  # not delivered while it was valid
    "30037": ACCOUNT,  # may not send at all
    "30044": TRIAL,  # too long for a trial
    "30045": REQUEST,  # the validity
    "30127": SERVICE,
    "30410": PHONE,  # the network timed out
    "63038": LIMIT,
    "90007": REQUEST,  # the validity
}

# This person opted out at the carrier. https://www.twilio.com/docs/api/errors/21610
OPTED_OUT = "21610"

# The phone is off or out of reach: it may be worth another try hours later.
UNREACHABLE = "30003"

# The message surely did not leave the carrier: its queue was too full, or it waited longer than it
# was valid. https://www.twilio.com/docs/api/errors/30036
NOT_SENT = {"30001", "30036"}

# The sender's own queue is full: this message was not taken, a later one will be.
QUEUE_FULL = "21611"

# Not taken, but later it will be: too fast, the queue is full, maintenance.
LATER = {"20429", QUEUE_FULL, "21730"}


def status_of(word: str) -> str:
    """One of RECEIPT_STATUSES for a Twilio status.

    A word that Twilio adds one day proves no more than that Twilio has the message: "queued".
    """
    if word not in STATUSES:
        log.error("unknown status of the carrier: %s. See carrier/codes.py", word[:40])
    return STATUSES.get(word, "queued")


def meaning(code: str) -> Meaning:
    """What a code means; one that we don't know is about one phone, until failures stop us.

    Three digits are an HTTP status without Twilio's own code: something in between answered.
    """
    if code in CODES:
        return CODES[code]
    if _is_http(code):
        return BETWEEN
    log.error("unknown error code of the carrier: %s. See carrier/codes.py", code[:40])
    return PHONE


def _is_http(code: str) -> bool:
    return len(code) == 3 and code.isdecimal()


def is_known(code: str) -> bool:
    """Whether the code stands in our table."""
    return code in CODES or code in GROUPS


def stops_campaign(code: str) -> bool:
    """Whether all other messages would fail too, because the code is about us."""
    return meaning(code).stops


def kept(code: str) -> str:
    """What the campaign side may keep of a code; "" for "".

    The code itself when it is about us, else its group: a code of one person could tell that this
    person said stop.
    """
    if not code or code in GROUPS:
        return code
    known = meaning(code)
    return code if known.stops else known.group


def reported(found: Found) -> Receipt:
    """What the carrier's list shows of a message, as if it had reported it."""
    stops = bool(found.code) and meaning(found.code).stops
    return Receipt(found.carrier_id, found.status, found.code, stops)


def words(code: str) -> Meaning:
    """The words for whatever `kept` gave."""
    if code in GROUPS:
        return GROUPS[code]
    return meaning(code) if is_known(code) or _is_http(code) else UNKNOWN
