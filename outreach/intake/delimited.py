"""csv and its kin: any delimiter, columns found by their header words."""

import csv
import io
from dataclasses import replace

from outreach.intake import columns, table
from outreach.intake.columns import Cell
from outreach.intake.sighting import ReadExport
from problem import Problem

DELIMITERS = ",;\t|"
SAMPLE = 20_000  # characters
csv.field_size_limit(10 * 1024 * 1024)


def read(text: str) -> ReadExport | None:
    """Sightings of a table with a header; None when there is none (a plain list, perhaps).

    The header decides on the delimiter: with a wrong one, none of its words is found. (The
    standard library's sniffer guesses from the texts too, and they are full of commas.)
    """
    sample = text[:SAMPLE]
    for delimiter in sorted(DELIMITERS, key=sample.count, reverse=True):
        found = columns.find(_rows(sample, delimiter))
        if found:
            taken = table.read([table.Table(found, _rows(text, delimiter))])
            return replace(taken, format="csv")
    return None


def _rows(text: str, delimiter: str) -> list[list[Cell]]:
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error:
        raise Problem(
            "The table is damaged: a quotation mark is opened and never closed. Export it again."
        ) from None
