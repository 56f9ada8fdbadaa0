"""csv and its kin: any delimiter, columns found by their header words or by what is in them.

Not DuckDB's csv sniffer, which is a good one: it reads a path on disk or the file system of yet
another package, and message texts must not touch the disk.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain

from outreach.intake import correcting, decoding, dialects, table
from outreach.intake.columns import Columns
from outreach.intake.dialect import Dialect
from outreach.intake.guessing import has_numbers
from outreach.intake.layout import Layout
from outreach.intake.owner import Owner
from outreach.intake.sighting import ReadExport
from outreach.intake.source import Source
from problem import Problem

DELIMITERS = ",;\t|"
RARE = ":^"  # they stand in times and texts too, so two known columns must show them
SAMPLE = 64 * 1024  # characters
CELL = 10 * 1024 * 1024  # characters
LINE = 2 * CELL
csv.field_size_limit(CELL)

Taken = tuple[str, Columns, Dialect]


def read(source: Source) -> ReadExport | None:
    """Sightings of a table; None when it is none (a plain list, perhaps). Raises Problem.

    The header decides on the delimiter: with a wrong one, none of its words is found. (The
    standard library's sniffer guesses from the texts too, and they are full of commas.)
    """
    layout = source.layout
    text = decoding.open_text(source, layout.encoding if layout else "", newline="")
    with text.stream as stream:
        sample = stream.read(SAMPLE)
    taken = _take(sample, layout)
    if taken is None:
        return None
    delimiter, columns, dialect = taken
    rows = partial(_rows, source, text.encoding, delimiter)
    owner, one = Owner(region=source.region), table.Table(columns, rows, dialect=dialect)
    return ReadExport(
        format=f"{dialect.name} csv".strip(),
        sightings=table.read([one], owner, source.dated),
        owners=owner.raw,
        layout=Layout(text.encoding, delimiter, "", columns.header, columns.roles, columns.names),
    )


def _take(sample: str, layout: Layout | None) -> Taken | None:
    said = layout.delimiter if layout else ""
    if said and (len(said) > 1 or said in '"\r\n\0'):
        raise Problem("A delimiter is one character, such as ; or a tab. Choose another.")
    common = sorted(DELIMITERS, key=sample.count, reverse=True)
    candidates = said or _told_by_excel(sample) or "".join(common) + RARE
    best = _best(candidates, sample, replace(layout, columns={}) if layout else None)
    if layout is None or not layout.columns:
        return best
    delimiter = best[0] if best else candidates[0]
    return _with(delimiter, sample, layout)  # what a person chose is right or a Problem


def _best(delimiters: str, sample: str, layout: Layout | None) -> Taken | None:
    taken = [one for delimiter in delimiters if (one := _with(delimiter, sample, layout))]
    tables = [one for one in taken if len(delimiters) == 1 or _is_table(*one[:2], sample)]
    named = [one for one in tables if one[1].header]
    return max(named or tables, key=lambda one: len(one[1].parts), default=None)


def _told_by_excel(sample: str) -> str:
    told = re.match(r"sep=([^\r\n])\r?\n", sample, re.IGNORECASE)
    return told[1] if told else ""


def _with(delimiter: str, sample: str, layout: Layout | None) -> Taken | None:
    rows = _sampled(sample, delimiter)
    dialect = dialects.of_table(rows)
    columns = correcting.found(rows, layout, dialect.words) if rows else None
    return (delimiter, columns, dialect) if columns else None


def _is_table(delimiter: str, columns: Columns, sample: str) -> bool:
    if delimiter in RARE:
        return columns.header > 0 and len(columns.roles) > 1
    if len(columns.names) > 1:
        return True
    below = _sampled(sample, delimiter)[columns.header :]
    return columns.header > 0 and has_numbers(below, 0)  # a list with a word above it


def _sampled(sample: str, delimiter: str) -> list[list[str]]:
    try:
        rows = list(_reader(io.StringIO(sample, newline=""), delimiter))
    except csv.Error:
        return []
    return rows[:-1] if len(sample) == SAMPLE and len(rows) > 1 else rows


def _rows(source: Source, encoding: str, delimiter: str) -> Iterator[list[str]]:
    with decoding.open_text(source, encoding, newline="").stream as stream:
        over: list[bool] = []
        try:
            for row in _reader(chain(map(_bearable, stream), _at_the_end(over)), delimiter):
                if over:  # this row came by the end of the file, within quotation marks
                    raise _unclosed()
                yield row
        except csv.Error:
            raise _unclosed() from None


def _reader(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True)


def _bearable(line: str) -> str:
    # As a list of cells a line takes far more memory than as a string.
    if len(line) > LINE:
        raise Problem("A line holds more than 20 MB. Leave it out and export the table again.")
    return line


def _at_the_end(over: list[bool]) -> Iterator[str]:
    # Asked for a line only when the stream has no more.
    over.append(True)
    yield from ()


def _unclosed() -> Problem:
    return Problem(
        "The table is damaged: a quotation mark is opened and never closed, or a cell holds more "
        "than 10 MB. Export it again."
    )
