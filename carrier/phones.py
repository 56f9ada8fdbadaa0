"""The sandbox's phones, as whoever holds one sees it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

import phonenumbers

from carrier.record import Record

LINK = re.compile(r"https?://[^\s/]+/c/([A-Za-z0-9_-]{16})(?![A-Za-z0-9_-])")


@dataclass(frozen=True)
class Phone:
    """A phone with texts on it. `label` is its number as people write it; `last` is UTC."""

    number: str
    label: str
    messages: int
    last: datetime


@dataclass(frozen=True)
class Bubble:
    """One text. `status`: one of RECEIPT_STATUSES; a reply on its way is "queued"."""

    from_us: bool
    text: str
    moment: datetime
    status: str


def phones(record: Record) -> list[Phone]:
    """Every phone that has a text, the one with the newest text first."""
    return [
        Phone(row["number"], label(row["number"]), row["amount"], _moment(row["last"]))
        for row in record.rows(PHONES)
    ]


def bubbles(record: Record, number: str) -> list[Bubble]:
    """The texts on one phone, oldest first."""
    return [
        Bubble(bool(row["from_us"]), row["text"], _moment(row["moment"]), row["status"])
        for row in record.rows(BUBBLES, number, number, number)
    ]


def link(record: Record, number: str) -> str | None:
    """The newest short link on a phone; None when it has none."""
    for row in record.rows(NEWEST, number):
        if found := LINK.search(row["text"]):
            return found.group()
    return None


def token(text: str) -> str:
    """The token of the short link in a text, '' when there is none."""
    found = LINK.search(text)
    return found.group(1) if found else ""


@lru_cache(maxsize=50_000)
def label(number: str) -> str:
    """ "+31 6 12345678" for "+31612345678"; what can't be read stays as it is."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


PHONES = """
    select number, count(*) as amount, max(moment) as last from (
        select number, moment from messages
        union all select number, moment from replies
        union all select number, taken from replies where answer is not null
    ) group by number order by last desc, number
"""
BUBBLES = """
    select 1 as from_us, text, moment, status, 1 as turn from messages where number = ?
    union all
    select 0, text, moment, case when taken is null then 'queued' else 'delivered' end, 2
    from replies where number = ?
    union all
    select 1, answer, taken, 'delivered', 3
    from replies where number = ? and answer is not null
    order by moment, turn
"""
NEWEST = "select text from messages where number = ? order by moment desc, rowid desc"
