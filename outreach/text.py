"""The text of a message: its link, and what it lacks. No I/O."""

import re

from carrier.segments import measure as measure
from problem import N_, Problem

LINK = "{link}"
TOKEN_LENGTH = 16
LONGEST = 1600

GLUED_BEFORE = re.compile(r"[^\W_]\{link\}|/\{link\}")
# Phones end a link at white space, and leave a full stop or a bracket before that out of it.
ENDS = re.compile(r"\{link\}[.,;:!?)\]\"'”’»…]*(?:\s|$)")
BRACES = re.compile(r"\{[^{}]*\}|[{}]")
STOP = re.compile(r"\bSTOP\b")


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
    filled = fill(wording, "x" * link_length)
    characters = len(filled.encode("utf-16-be", "surrogatepass")) // 2  # as the carrier counts
    if characters <= LONGEST:
        return None
    return Problem(
        N_("With its link the text has {characters} characters. The carrier takes {most}."),
        characters=characters,
        most=LONGEST,
    )
