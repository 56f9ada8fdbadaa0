"""The list of the stand-in: filters and pages as the Messages API has them.

Source: twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

from tests.standin.ledger import Ledger, Message

DEFAULT_PAGE, LARGEST_PAGE = 50, 1000
DATES = ("DateSent", "DateSent<", "DateSent>")


def chosen(ledger: Ledger, asked: Mapping[str, str]) -> list[Message]:
    """The messages that fit the filters, newest first."""
    to = asked.get("To")
    held = ledger.by_number.get(to, []) if to else list(ledger.by_sid.values())
    fits = [
        one
        for one in held
        if not (to and one.hidden)  # the number is not there any more to be found by
        and asked.get("From", one.sender) == one.sender
        and all(_fits(one, name, asked[name]) for name in DATES if asked.get(name))
    ]
    return sorted(fits, key=lambda one: one.created, reverse=True)


def page(path: str, asked: Mapping[str, str], fits: list[Message]) -> tuple[list[Message], str]:
    """One page, and the address of the next ("" after the last)."""
    size = min(int(asked.get("PageSize") or DEFAULT_PAGE), LARGEST_PAGE)
    number = int(asked.get("Page") or 0)
    after = asked.get("PageToken", "").removeprefix("PA")
    begin = next((n + 1 for n, one in enumerate(fits) if one.sid == after), 0)
    shown = fits[begin : begin + size]
    if begin + size >= len(fits):
        return shown, ""
    query = {**asked, "PageSize": size, "Page": number + 1, "PageToken": "PA" + shown[-1].sid}
    return shown, f"{path}?{urlencode(query)}"


def _fits(message: Message, name: str, wanted: str) -> bool:
    sent = message.sent()
    if sent is None:
        return False
    day = "T" not in wanted
    moment = datetime.fromisoformat(wanted).replace(tzinfo=UTC).timestamp()
    width = 86_400 if day else 1
    if name == "DateSent<":
        return sent < moment + width
    return moment <= sent and (name == "DateSent>" or sent < moment + width)
