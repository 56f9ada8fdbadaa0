"""Contacts: vCard 2.1, 3.0, 4.0 (RFC 6350). Only TEL is read: names are nobody's business.

vobject was tried and left: one bad photo made it refuse the whole file, and it logs what it can't
read, numbers included.
"""

from collections.abc import Iterator

from outreach.intake.sighting import ReadExport, Sighting
from problem import Problem


def read(text: str) -> ReadExport:
    """A sighting without direction per TEL line; raises Problem when there is none."""
    seen = [Sighting(row, value, "none") for row, value in _telephones(text)]
    if not seen:
        raise Problem("These contacts have no phone numbers. Export contacts with numbers.")
    return ReadExport("vCard", frozenset(), seen)


def _telephones(text: str) -> Iterator[tuple[int, str]]:
    for row, line in _unfolded(text):
        name, _, value = line.partition(":")
        kind = name.split(";")[0].rpartition(".")[2]  # "item1.TEL;TYPE=CELL"
        if kind.strip().upper() == "TEL" and value.strip():
            yield row, value.strip()


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    # A long line goes on in lines that begin with white space (RFC 6350, 3.2).
    row, pieces = 0, [""]
    for number, line in enumerate(text.split("\n"), start=1):
        if line[:1] in (" ", "\t"):
            pieces.append(line[1:])
            continue
        yield row, "".join(pieces)
        row, pieces = number, [line]
    yield row, "".join(pieces)
