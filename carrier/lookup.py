"""What Twilio is asked about messages it has: its list, one of them, what they cost.

`messages` is the package's own list of messages. Functions raise for the far end's fault.
Source: twilio.com/docs/messaging/api/message-resource.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from carrier.base import Charge, Found
from carrier.codes import status_of

PAGE = 1000  # the most that one page holds
MOST = 5000  # to one number: more is beyond all reason, and no answer then
SLACK = timedelta(seconds=2)  # Twilio's moments are whole seconds
LONGEST_QUEUE = timedelta(hours=10)  # a message leaves within it or never
IN_TRANSIT = timedelta(minutes=1)
SAMPLE = 50
HIDDEN = "XXXX"  # stands for the last digits of a number that was redacted


def find(messages: Any, to: str, since: datetime) -> list[Found] | None:
    """What was accepted for a number since then; None when that can't be said for sure."""
    # Twilio's own date filter is by the moment of sending, which a queued message lacks:
    # it would seem absent and be sent again. So the moment of acceptance is compared here.
    listed = list(islice(messages.stream(to=to, page_size=PAGE), MOST + 1))
    if len(listed) > MOST or any(one.date_created is None for one in listed):
        return None
    return [found(one) for one in listed if one.date_created >= since - SLACK]


def hides_numbers(messages: Any) -> bool | None:
    """Whether the account redacts numbers by itself, so that none can be found by its number.

    Seen by the newest that left: a number is hidden once its message is sent. None when none left.
    Source: twilio.com/docs/messaging/guides/privacy-message-redaction.
    """
    left = messages.list(date_sent_before=datetime.now(UTC) - IN_TRANSIT, limit=SAMPLE)
    return any(_theirs(one).endswith(HIDDEN) for one in left) if left else None


def found(listed: Any) -> Found:
    """A message as we speak of it."""
    code = str(listed.error_code) if listed.error_code else ""
    status = status_of(str(listed.status))
    return Found(listed.sid, listed.body or "", status, code, listed.date_created)


def charges(messages: Any, since: datetime, until: datetime) -> Iterator[Charge]:
    """What was charged for messages accepted from `since` until `until`, page by page.

    Asks for the first page at once, for each next one when it is needed.
    """
    first = messages.page(
        date_sent_after=since - SLACK, date_sent_before=until + LONGEST_QUEUE, page_size=PAGE
    )
    return _charges(first, since, until)


def _charges(page: Any, since: datetime, until: datetime) -> Iterator[Charge]:
    while page is not None:
        for one in page:
            if one.price and one.date_created and since <= one.date_created < until:
                if str(one.direction).startswith("outbound"):
                    # Twilio writes what it takes as a negative amount.
                    unit = (one.price_unit or "").upper()
                    yield Charge(one.sid, abs(Decimal(str(one.price))), unit)
        page = page.next_page()


def _theirs(listed: Any) -> str:
    """The number at the other end."""
    number = listed.from_ if listed.direction == "inbound" else listed.to
    return str(number or "")
