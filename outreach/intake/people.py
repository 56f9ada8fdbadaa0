"""A cell with people in it -> who they are, which side they are on, and who is the owner."""

import re
from collections.abc import Callable
from typing import NamedTuple

from outreach.intake import accounts
from outreach.intake.cells import fold

ROLE = re.compile(r"(?:^|\n|\s)(from|van|to|aan)\s*:", re.IGNORECASE)
OWN = re.compile(r"\((?:owner|eigenaar)\)|^local user\b", re.IGNORECASE)
APART = re.compile(r"[\n;]|:::|(?<=>)\s*,")  # ":::" is Google's between a contact's numbers
LABELLED = re.compile(r"([^\W\d][\w ./()-]*?) ?: ?(.*)")  # of text with single spaces
ACCOUNT = re.compile(r"(?:[^<>]*<)?(\d+)(?:>|\s.*)?", re.DOTALL)  # "612345678 Jan", "Jan <61…>"
NO_PHONE = frozenset("email mail user web url profile address adres id username account".split())
WHATSAPP = "@s.whatsapp.net"


class Person(NamedTuple):
    """`number`: raw, perhaps with a name. `own`: the export marks it as the phone's owner."""

    number: str
    own: bool


class Sides(NamedTuple):
    """`others`: those of whom only is said that they were in touch with the phone."""

    senders: tuple[Person, ...] = ()
    receivers: tuple[Person, ...] = ()
    others: tuple[Person, ...] = ()


Split = Callable[[str], list[str]]  # a cell -> a text for each person in it


def apart(cell: str) -> list[str]:
    """Each person: "+316… Jan (owner)", one a line, or "Jan <+316…>, Piet <+316…>"."""
    return [part for part in APART.split(cell) if part.strip()]


def who(cell: str, split: Split) -> tuple[Person, ...]:
    """Everybody in a cell."""
    return tuple(_person(part) for part in split(cell))


def sides(cell: str, split: Split) -> Sides:
    """Cellebrite's parties: "From: +316… Jan\\nTo: +316… (owner)"."""
    first, *rest = ROLE.split(cell)
    if not rest:
        return Sides(others=who(first, split))
    pairs = list(zip((role.lower() for role in rest[::2]), rest[1::2], strict=True))
    senders = [text for role, text in pairs if role in ("from", "van")]
    receivers = [text for role, text in pairs if role in ("to", "aan")]
    return Sides(who("\n".join(senders), split), who("\n".join(receivers), split))


def named(found: Sides, app: str) -> Sides:
    """The same, without the numbers that are accounts of `app`."""
    return Sides(*(tuple(_unless_account(one, app) for one in some) for some in found))


def phones(cell: str, split: Split) -> list[str]:
    """The phone numbers of a contact: "Phone-Mobile: +316…\\nEmail-Home: …", one a line."""
    found = (_phone(line) for line in split(cell))
    return [one for one in found if one]


def _unless_account(person: Person, app: str) -> Person:
    account = ACCOUNT.fullmatch(person.number)
    is_one = account and accounts.is_one(account[1], app)
    return person._replace(number="") if is_one else person


def _person(text: str) -> Person:
    number = " ".join(OWN.sub(" ", text).split())
    return Person(number, bool(OWN.search(text.strip())))


def _phone(line: str) -> str:
    line = " ".join(line.split())
    labelled = LABELLED.fullmatch(line)
    if labelled and WHATSAPP not in line and not NO_PHONE.isdisjoint(fold(labelled[1]).split()):
        return ""
    return labelled[2] if labelled else line
