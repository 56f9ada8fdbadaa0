"""Which tool wrote a table."""

from collections.abc import Sequence

from outreach.intake import axiom, cellebrite_sheets, imazing, xry_sheets
from outreach.intake.cells import Row, fold
from outreach.intake.columns import LONGEST, TOLD, TOP
from outreach.intake.dialect import PLAIN, Dialect


def of_table(rows: Sequence[Row], titles: Sequence[str] = ()) -> Dialect:
    """By the words of its header, in whichever row that stands, and the titles of all sheets."""
    folded = [fold(title) for title in titles]
    above = str(rows[0][0])[:LONGEST] if rows and rows[0] else ""
    if titles and cellebrite_sheets.is_it(folded, above):
        return cellebrite_sheets.CELLEBRITE
    for row in rows[:TOP]:
        header = [cell.strip()[:LONGEST] for cell in row if isinstance(cell, str)]
        names = [fold(TOLD.sub(" ", name)) for name in header]
        if imazing.is_it(names):
            return imazing.IMAZING
        if axiom.is_it(header, names):
            return axiom.AXIOM
        if titles and xry_sheets.is_it(folded, names):
            return xry_sheets.XRY
    return PLAIN
