"""Which numbers stand in a cell: among names, labels, addresses and other numbers. No I/O."""

import re

from outreach import spelling
from outreach.spelling import Spelling

LABEL = re.compile(
    r"(?:from|to|van|aan|von|an|tel|sms|smsto|mms|mmsto|phone|callto|imessage|mailto|whatsapp"
    r"|p|e)\s*:\s*(?://)?",  # iMessage's handles are spelled P:+31… and E:jan@…
    re.IGNORECASE,
)
COUNTED = re.compile(r"^[1-9]\d{0,3}[.)] +(?=\+?\(?\d[\d ()-]{7,}$)")  # "12. 0612345678" of a list
WORDS = r" (?:/|&|en|of|and|or|und|oder|et|ou|y|o) "
SEPARATORS = [re.compile(signs, re.IGNORECASE) for signs in ("[\n\t]", "[;|]", ",", WORDS)]
ANY_SEPARATOR = re.compile(rf"[\n\t;|,]|{WORDS}", re.IGNORECASE)
BRACKETS = re.compile(r"<([^<>]+)>")
ADDRESS = re.compile(r"(sips?:)?([^\s<>@,;\"]+)@([\w.-]+)", re.IGNORECASE)
HEX = "[0-9a-f]"
OTHER_ID = re.compile(  # a UUID, an IBAN: their digits may look like somebody's number
    rf"\b{HEX}{{8}}-(?:{HEX}{{4}}-){{3}}{HEX}{{12}}\b|\b[a-z]{{2}}\d\d ?[a-z]{{4}} ?\d{{4}}",
    re.IGNORECASE,
)
YEAR = r"(?:19|20)\d\d"
DATE = re.compile(
    rf"(?<![\d+./-])(?:{YEAR}([-/.])\d\d?\1\d\d?|\d\d?([-/.])\d\d?\2{YEAR})"
    r"(?:[ T]\d\d?:\d\d(?::\d\d)?|(?![ ./-]?\d))"
)
RUN = re.compile(r"(?:(?<!\w)|(?=\+))\+? ?\(?\d(?:[\d ()./-]*\d)?(?!\w)")
NOT_A_DIGIT = re.compile(r"[^0-9]+")
NOT_A_NUMBER = re.compile(r"[^\d ()./+-]")
NAMES_DIGITS = 8  # beside letters, fewer belong to a name ("Jan 2", "ING24")
LEAST_IN_BRACKETS = 2  # more is a number, or a short code ("Vodafone <1234>")
OWN_DIGITS = 9  # beside another number, fewer belong to a date or an extension

PERSON = frozenset({"s.whatsapp.net", "c.us", "hosted"})
GROUP = frozenset({"g.us", "broadcast", "newsletter", "temp"})
UNSEEN = frozenset({"lid", "hosted.lid"})  # WhatsApp's ids that hide the number


def parts(raw: str) -> list[Spelling]:
    """What stands in a cell, at least one; several when several numbers do."""
    return _entries(spelling.plain(raw), 0)


def count(text: str) -> int:
    """How many digits a text has."""
    return len(NOT_A_DIGIT.sub("", text))


def _entries(text: str, level: int) -> list[Spelling]:
    text = _unlabelled(text)
    if found := spelling.whole(text):
        return [found]
    if level < len(SEPARATORS) and ANY_SEPARATOR.search(text):
        entries = [one for one in SEPARATORS[level].split(text) if _has_a_number(one)]
        if len(entries) > 1:
            return [found for one in entries for found in _entries(one, level + 1)]
        return _entries(text, level + 1)
    return _entry(text.replace("\n", " ").replace("\t", " "))


def _unlabelled(text: str) -> str:
    text = COUNTED.sub("", text.strip(" ,;|"))
    while label := LABEL.match(text):
        text = text[label.end() :]
    return spelling.CALLER_HIDDEN.sub("", text)


def _has_a_number(text: str) -> bool:
    return "@" in text or count(spelling.bare(DATE.sub("", text))) >= OWN_DIGITS


def _entry(text: str) -> list[Spelling]:
    if "<" not in text:
        return _found(text)
    inside = [_unlabelled(one) for one in BRACKETS.findall(text)]
    told = [one for one in inside if "@" in one or count(one) > LEAST_IN_BRACKETS]
    if not told and not _has_a_number(text):
        told = [one for one in inside if spelling.whole(one)]  # a word for nobody
    return [found for one in told or [text] for found in _within(one)]


def _within(text: str) -> list[Spelling]:
    found = spelling.whole(text)
    return [found] if found else _found(text)


def _found(text: str) -> list[Spelling]:
    text = spelling.bare(text)
    if "@" not in text:
        return _runs(text)
    addresses = [_address(*one) for one in ADDRESS.findall(text)]
    runs = _long_runs(ADDRESS.sub(" ", text))
    return addresses + [Spelling(run) for run in runs] or _runs(text)


def _address(sip: str, name: str, host: str) -> Spelling:
    host = host.lower()
    if host in GROUP:
        return Spelling("", "group")
    if host in PERSON:
        digits = re.split(r"[:._]", name)[0].lstrip("+")  # ":12" is one of that person's devices
        if digits.isdecimal():
            return Spelling("+" + digits)
        return Spelling("", "group" if "-" in digits else "hidden")
    if host in UNSEEN or name.casefold() in spelling.HIDDEN:
        return Spelling("", "hidden")
    is_number = sip and not NOT_A_NUMBER.search(name)
    return Spelling(name) if is_number else Spelling("", "e-mail")


def _runs(text: str) -> list[Spelling]:
    if spelling.MASKED.search(text):
        return [Spelling("", "incomplete")]
    if OTHER_ID.search(text):
        return [Spelling("", "alphanumeric")]
    if meant := spelling.looks_alike(text):
        return [Spelling(meant)]
    if runs := _long_runs(text):
        return [Spelling(run) for run in runs]
    if not NOT_A_NUMBER.search(text):
        return [Spelling(text)] if count(text) else [Spelling("", "none")]
    is_name = count(text) < NAMES_DIGITS and re.search(r"[^\W\d]", text)
    return [Spelling("", "alphanumeric" if is_name else "unassigned")]


def _long_runs(text: str) -> list[str]:
    undated = DATE.sub("\n", text)
    runs = RUN.findall(undated if count(undated) >= OWN_DIGITS else text)
    long = [run for run in runs if count(run) >= OWN_DIGITS]
    if not long:
        long = [run for run in runs if count(run) >= NAMES_DIGITS]
    return [one for run in long for one in _between_slashes(run)]


def _between_slashes(run: str) -> list[str]:
    pieces = run.split("/")
    return pieces if all(count(one) >= OWN_DIGITS for one in pieces) else [run]
