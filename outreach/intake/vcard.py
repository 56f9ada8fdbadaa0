"""Contacts: vCard 2.1, 3.0, 4.0 (RFC 6350). Only TEL is read: names are nobody's business.

vobject (0.9.9) was tried and left: one photo that it can't decode, one stray line or one card
without an end makes it refuse the whole file, its way round that logs the lines it skips, numbers
included, and it is three times slower.

A number stands in TEL alone. IMPP, X-WA-BIZ-NAME and the parameter `waid=` repeat it for another
service. A card within a card (AGENT, 2.1) is about somebody else; 3.0 writes it in one line, which
is no TEL line.
"""

import quopri
import re
from collections.abc import Iterator
from urllib.parse import unquote

from outreach.intake import decoding
from outreach.intake.sighting import ReadExport, Sighting
from outreach.intake.source import Source
from problem import N_, Problem

ASSISTANT = N_("The number of a contact's assistant (AGENT), not of the contact.")
LINE = re.compile(r'(?:[^.:;"]*\.)?([A-Za-z-]+)((?:;(?:[^":]|"[^"]*")*)?):(.*)', re.DOTALL)
NEEDED = re.compile(r'(?:[^.:;"]*\.)?(?:BEGIN|END|AGENT|TEL)[;:]', re.IGNORECASE)
LONGEST = 2000  # characters of a line; what is longer is a photo
ESCAPED = re.compile(r"\\(.)")


def read(source: Source) -> ReadExport:
    """A sighting without direction per TEL line, and one without number per card that has none."""
    return ReadExport("vCard", _sightings(source))


def _sightings(source: Source) -> Iterator[Sighting]:
    numbers, begun, nested, empty = 0, 0, False, True
    before = ""
    for row, name, parameters, value in _properties(source):
        if name == "BEGIN":
            nested = before == "AGENT"
            begun, empty = row, True
        elif name == "END":
            if empty and not nested:
                yield Sighting(begun, "", "none", kind="listed")
            begun, nested = (0, False) if not nested else (begun, False)
        elif name == "TEL" and (number := _number(parameters, value)):
            numbers, empty = numbers + 1, False
            yield Sighting(row, number, "none", kind="listed", reason=ASSISTANT if nested else "")
        before = name
    if begun:
        raise Problem("The contacts end in the middle of a card. Export them again.")
    if not numbers:
        raise Problem("These contacts have no phone numbers. Export contacts with numbers.")


def _properties(source: Source) -> Iterator[tuple[int, str, str, str]]:
    # Row, name, parameters and value of what matters.
    for row, line in _unfolded(source):
        if NEEDED.match(line) and (found := LINE.match(line)):
            yield row, found[1].upper(), found[2], found[3].strip()


def _unfolded(source: Source) -> Iterator[tuple[int, str]]:
    # A long line goes on in lines that begin with white space (RFC 6350, 3.2), or, quoted-
    # printable, after "=" (RFC 2045, 6.7): a note in which "TEL:" begins a line is no number.
    encoding = source.layout.encoding if source.layout else ""
    with decoding.open_text(source, encoding).stream as stream:
        row, whole, soft = 0, "", False
        for number, line in enumerate(stream, start=1):
            line = line.rstrip("\n")
            if soft or line[:1] in (" ", "\t"):
                whole += line[not soft :][: max(0, LONGEST - len(whole))]
            else:
                yield row, whole
                row, whole = number, line[:LONGEST]
            soft = line.endswith("=") and _is_quoted(whole)
            whole = whole.removesuffix("=") if soft else whole
        yield row, whole


def _is_quoted(line: str) -> bool:
    return "QUOTED-PRINTABLE" in line.partition(":")[0].upper()


def _number(parameters: str, value: str) -> str:
    if _is_quoted(parameters):
        value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
    if value[:4].lower() == "tel:":
        value = unquote(value[4:].partition(";")[0])  # ";ext=" and ";phone-context=" (RFC 3966)
    return ESCAPED.sub(r"\1", value).strip()
