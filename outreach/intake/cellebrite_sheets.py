"""Cellebrite's report as a workbook: SMS Messages, Chats, Call Log, Contacts, Device Information.

A title stands above the header. Parties of a text are one cell, "From: +316… Jan\\nTo: +316…
(owner)"; a chat has From, To and Participants. A contact's numbers are lines of one cell:
"Phone-Mobile: +316…". Everything else in the report (locations, accounts, searches) is nobody.
"""

import re
from collections.abc import Collection

from outreach.intake.cells import fold
from outreach.intake.dialect import Dialect

SHEETS = frozenset(
    {
        "sms messages",
        "mms messages",
        "chats",
        "instant messages",
        "call log",
        "contacts",
        "device information",
        "device info",
        "user accounts",
        "extraction summary",
    }
)
COUNTED = re.compile(r"[\w ]{4,40} \(\d+\)")
PEOPLE = ("messages", "chats", "call", "contacts", "recents")

CELLEBRITE = Dialect(
    name="Cellebrite",
    words={
        "text": "body",
        "moment": "timestamp time|timestamp",
        "party": "parties|party",
        "app": "source",
    },
    ignores=lambda title: not any(word in title for word in PEOPLE),
)


def is_it(titles: Collection[str], above: str) -> bool:
    """By the folded titles of its sheets, or what stands above a table: "SMS Messages (12)"."""
    xry = any(title.startswith("messages ") for title in titles)
    counted = COUNTED.fullmatch(above)
    return not xry and (len(SHEETS & set(titles)) > 1 or bool(counted and fold(above) in SHEETS))
