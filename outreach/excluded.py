"""Looking numbers up among those that must not be texted.

The list has a key ring of its own. When it is missing, or another than the list was begun with,
nobody would be found on it: then nothing is imported and nothing sent.
"""

from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag

from outreach.room import Outreach
from problem import N_, Problem
from trust.vault import RingMissing, Vault

RING = "exclusions"
UNUSABLE = (RingMissing, ValueError, KeyError, TypeError)  # a ring's file is gone or damaged
KEYLESS = N_(
    "The keys of the list of numbers that must not be texted are missing, or are those of other "
    "data. Ask the operator to put the folder keys back from its own backup."
)


def checker(room: Outreach, campaign: str) -> Callable[[str], bool]:
    """Whether the campaign must not text an E.164 number, as the list stands now.

    Raises Problem when the list's keys are missing.
    """
    ring = ring_of(room)
    if ring is None:
        return lambda number: False
    with room.db.read() as session:
        persons = {row["person"] for row in session.exclusions.persons(campaign=campaign)}
    return lambda number: person(ring, number) in persons


def excluded(room: Outreach, campaign: str, numbers: Sequence[str]) -> set[str]:
    """Which of these E.164 numbers the campaign must not text.

    Raises Problem when the list's keys are missing.
    """
    ring = ring_of(room)
    if ring is None:
        return set()
    asked = {person(ring, number): number for number in numbers}
    with room.db.read() as session:
        found = session.exclusions.among(campaign=campaign, persons=list(asked))
    return {asked[row["person"]] for row in found}


def is_empty(room: Outreach) -> bool:
    """Whether nobody is on any list."""
    return _sealed(room) is None


def ring_of(room: Outreach) -> Vault | None:
    """The list's ring, None while the list is empty. Raises Problem when it is missing."""
    sealed = _sealed(room)
    return None if sealed is None else _opened(room, sealed)


def begin(room: Outreach) -> Vault:
    """The list's ring, made when the list is empty. Raises Problem when it is missing."""
    return _opened(room, _sealed(room))


def prove(ring: Vault, sealed: str) -> None:
    """Raise Problem when this is not the ring that the list was begun with."""
    try:
        ring.open(sealed, RING)
    except (InvalidTag, ValueError):
        raise Problem(KEYLESS) from None


def person(ring: Vault, number: str) -> str:
    """The index by which the list knows an E.164 number."""
    return ring.index(number, "excluded")


def _sealed(room: Outreach) -> str | None:
    with room.db.read() as session:
        sealed: str | None = session.exclusions.sealed()
    return sealed


def _opened(room: Outreach, sealed: str | None) -> Vault:
    try:
        ring = room.keys.ring(RING, make=sealed is None)
    except UNUSABLE:
        raise Problem(KEYLESS) from None
    if sealed is not None:
        prove(ring, sealed)
    return ring
