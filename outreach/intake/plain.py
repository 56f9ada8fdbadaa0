"""A plain list: a number on each line, with or without a name beside it."""

from outreach import numbers
from outreach.intake.sighting import ReadExport, Sighting
from problem import Problem

TRIED = 200  # lines from which is judged whether this is a list of numbers at all


def read(text: str) -> ReadExport:
    """A sighting without direction per line; raises Problem unless half of them are numbers."""
    lines = [(row, line.strip()) for row, line in enumerate(text.split("\n"), start=1)]
    seen = [Sighting(row, line, "none") for row, line in lines if line]
    tried = seen[:TRIED]
    if 2 * sum(numbers.read(one.number).number is not None for one in tried) < len(tried):
        raise Problem(
            "No phone numbers were recognised. Upload a list with a number on each line, or a "
            "table whose first row names its columns: number, direction, text."
        )
    return ReadExport("Plain list", frozenset(), seen)
