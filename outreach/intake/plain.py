"""A plain list: a number on each line, with or without a name beside it, or several on a line."""

import re
from collections.abc import Iterator
from itertools import islice

from outreach import numbers
from outreach.intake import decoding
from outreach.intake.sighting import ReadExport, Sighting
from outreach.intake.source import Source
from problem import N_, Problem

TRIED = 200  # lines from which is judged whether this is a list of numbers at all
LONGEST = 300  # characters in which a number, a name and a remark fit; a cell is no larger
BETWEEN = re.compile(r"[,;\t|]")
REMARK = N_("A line that begins with # is a remark, not a number.")
TOO_LONG = N_("The line is too long to be a number.")


def read(source: Source) -> ReadExport:
    """A sighting without direction per line; raises Problem unless half of them hold a number."""
    tried = [one.number for one in islice(_sightings(source), TRIED)]
    if not tried or 2 * sum(_holds_number(line, source.region) for line in tried) < len(tried):
        raise Problem(
            "No phone numbers were recognised. Upload a list with a number on each line, or a "
            "table whose first row names its columns: number, direction, text."
        )
    return ReadExport("Plain list", _sightings(source))


def _sightings(source: Source) -> Iterator[Sighting]:
    encoding = source.layout.encoding if source.layout else ""
    with decoding.open_text(source, encoding).stream as stream:
        for row, line in enumerate(stream, start=1):
            for piece in _pieces(line.strip()):
                yield Sighting(row, piece[:LONGEST], "none", kind="listed", reason=_reason(piece))


def _pieces(line: str) -> list[str]:
    # A short line goes out whole: which of its numbers are one and which are two is judged later.
    if len(line) <= LONGEST:
        return [line] if line else []
    return [piece for part in BETWEEN.split(line) if (piece := part.strip())]


def _reason(piece: str) -> str:
    if piece.startswith("#"):
        return REMARK
    return TOO_LONG if len(piece) > LONGEST else ""


def _holds_number(line: str, region: str) -> bool:
    parts = [line, *BETWEEN.split(line), *line.split("/")]
    return any(numbers.read(part, region).number for part in parts)
