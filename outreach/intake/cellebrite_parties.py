"""Who took part in a message or call of a Cellebrite report, and which way it went."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from outreach.intake import ways
from outreach.intake.sighting import Direction

Role = Literal["from", "to", ""]

PHONE_NUMBER = range(9, 14)  # digits; fewer are a short code, more are an account's number
SUBSCRIBER = 9  # last digits, alike in every spelling of a number
NO_DIGIT = re.compile(r"\D+")


class Party(NamedTuple):
    """`identifier`: a raw number, JID or account. `owner`: None when the report doesn't say."""

    identifier: str
    role: Role = ""
    owner: bool | None = None


@dataclass
class Owners:
    """The phone's own numbers, as they turn up while the report is read."""

    raw: set[str]
    keys: set[str] = field(default_factory=set)

    def add(self, identifier: str) -> None:
        """A number or account of the phone's owner; '' is none."""
        if identifier and identifier not in self.raw:
            self.raw.add(identifier)
            self.keys.add(_key(identifier))

    def learn(self, parties: Iterable[Party]) -> None:
        """Add whoever is said to be the owner."""
        for party in parties:
            if party.owner:
                self.add(party.identifier)

    def has(self, party: Party) -> bool:
        """Whether a party is the owner, by what is known so far."""
        return bool(party.owner) or (bool(self.keys) and _key(party.identifier) in self.keys)


def judged(
    parties: Sequence[Party], stated: Iterable[str], status: str, owners: Owners
) -> tuple[Direction, str]:
    """Direction and the other side's raw number, '' when it has none.

    `stated`: what the report says of direction, type and folder. The owner's place among the
    parties goes before it, and it goes before the parties' roles; `status` is believed last.
    """
    direction = (
        _by_owner(parties, owners)
        or _as_stated(stated)
        or _by_role(parties)
        or _as_stated([status])
        or _by_denial(parties)
        or "none"
    )
    others = [party for party in parties if not owners.has(party)]
    order: dict[Direction, tuple[Role, ...]] = {"in": ("from", ""), "out": ("to", "")}
    return direction, _first(others, order.get(direction, ("from", "", "to")))


def _by_owner(parties: Sequence[Party], owners: Owners) -> Direction | None:
    # Who writes to himself sends; nobody else did.
    own = {party.role for party in parties if owners.has(party)}
    if "from" in own:
        return "out"
    return "in" if "to" in own else None


def _as_stated(words: Iterable[str]) -> Direction | None:
    found = (_way(word) for word in words if word)
    return next((way for way in found if way != "none"), None)


# The words of one report are few, and so are those that are kept.
_way = lru_cache(maxsize=64)(ways.way)


def _by_role(parties: Sequence[Party]) -> Direction | None:
    # A report that names one side only names the other side.
    roles = {party.role for party in parties}
    if "from" in roles and "to" not in roles:
        return "in"
    return "out" if "to" in roles and "from" not in roles else None


def _by_denial(parties: Sequence[Party]) -> Direction | None:
    # Some versions say of everybody that he isn't the owner, which then means nothing.
    denied = {party.role for party in parties if party.owner is False}
    return "in" if "from" in denied and "to" not in denied else None


def _first(others: Sequence[Party], roles: tuple[Role, ...]) -> str:
    found = (one.identifier for role in roles for one in others if one.role == role)
    return next((identifier for identifier in found if identifier), "")


def _key(identifier: str) -> str:
    digits = NO_DIGIT.sub("", identifier.partition("@")[0])
    return digits[-SUBSCRIBER:] if len(digits) in PHONE_NUMBER else identifier.casefold()
