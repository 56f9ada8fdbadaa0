"""The text of a message: its link, its characters, its segments. No I/O.

GSM-7: 3GPP TS 23.038, 6.2.1 and 6.2.1.1; segments: 3GPP TS 23.040, 9.2.3.24.1.
"""

import re
from dataclasses import dataclass

from problem import N_, Problem

LINK = "{link}"
TOKEN_LENGTH = 16
LONGEST = 1600

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")

ALONE = {"GSM-7": 160, "UCS-2": 70}
EACH_OF_SEVERAL = {"GSM-7": 153, "UCS-2": 67}  # the rest says which part it is

GLUED_BEFORE = re.compile(r"[^\W_]\{link\}|/\{link\}")
# Phones end a link at white space, and leave a full stop or a bracket before that out of it.
ENDS = re.compile(r"\{link\}[.,;:!?)\]\"'”’»…]*(?:\s|$)")
BRACES = re.compile(r"\{[^{}]*\}|[{}]")
STOP = re.compile(r"\bSTOP\b")


@dataclass(frozen=True)
class Measure:
    """What a text takes on the air.

    `encoding` is "GSM-7" or "UCS-2". `characters` are counted as the network does: an escaped
    GSM-7 character and an emoji are two. `culprits` force UCS-2, in order of appearance.
    """

    encoding: str
    characters: int
    segments: int
    culprits: tuple[str, ...]


def measure(text: str) -> Measure:
    """Measure a text as it will leave, its link filled in. An empty text has no segments."""
    culprits = tuple(dict.fromkeys(c for c in text if c not in BASIC and c not in EXTENSION))
    encoding = "UCS-2" if culprits else "GSM-7"
    sizes = [_units(c) if culprits else _septets(c) for c in text]
    return Measure(encoding, sum(sizes), _segments(sizes, encoding), culprits)


def fill(wording: str, link: str) -> str:
    """The wording with its link, as one recipient gets it."""
    return wording.replace(LINK, link)


def link_length(public_address: str) -> int:
    """Characters of every short link under this address (no last slash)."""
    return len(public_address) + len("/c/") + TOKEN_LENGTH


def check(wording: str, link_length: int) -> list[Problem]:
    """What stands in the way of sending this wording; empty when nothing does.

    That it names the sender no rule can tell: the approver reads it.
    """
    if not wording.strip():
        return [Problem(N_("Write the text."))]
    found = [_about_link(wording), _about_braces(wording), _about_stop(wording)]
    return [one for one in [*found, _about_length(wording, link_length)] if one]


def _septets(character: str) -> int:
    return 2 if character in EXTENSION else 1


def _units(character: str) -> int:
    return 2 if ord(character) > 0xFFFF else 1


def _segments(sizes: list[int], encoding: str) -> int:
    if sum(sizes) <= ALONE[encoding]:
        return 1 if sizes else 0
    room, segments, used = EACH_OF_SEVERAL[encoding], 1, 0
    for size in sizes:
        if used + size > room:  # an escape or a surrogate pair moves on as a whole
            segments, used = segments + 1, 0
        used += size
    return segments


def _about_link(wording: str) -> Problem | None:
    if LINK not in wording:
        return Problem(N_("Write {{link}} where the link should come."))
    if wording.count(LINK) > 1:
        return Problem(N_("{{link}} stands in the text more than once. Keep one."))
    if GLUED_BEFORE.search(wording):
        return Problem(N_("Put a space before {{link}}, else the link won't open."))
    if not ENDS.search(wording):
        return Problem(N_("Put a space after {{link}}, else the link won't open."))
    return None


def _about_braces(wording: str) -> Problem | None:
    other = BRACES.search(wording.replace(LINK, ""))
    if other is None:
        return None
    return Problem(N_("Only {{link}} is filled in. Remove {other}."), other=other.group())


def _about_stop(wording: str) -> Problem | None:
    if STOP.search(wording):
        return None
    return Problem(N_("Say that STOP ends it, with STOP in capitals."))


def _about_length(wording: str, link_length: int) -> Problem | None:
    characters = sum(_units(c) for c in fill(wording, "x" * link_length))
    if characters <= LONGEST:
        return None
    return Problem(
        N_("With its link the text has {characters} characters. The carrier takes {most}."),
        characters=characters,
        most=LONGEST,
    )
