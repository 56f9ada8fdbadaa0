"""Magnet AXIOM's csv and xlsx, a table for each artifact.

The zone and the order of day and month stand in the header of a date column: "Message Sent
Date/Time - UTC+00:00 (dd/MM/yyyy)", formerly "- (UTC) (MM/dd/yyyy)". People are numbers, or
"Local User <+316…>" (the owner) and "Partner <+316…>".
"""

from collections.abc import Collection

from outreach.intake.columns import TOLD
from outreach.intake.dialect import Dialect

AXIOM = Dialect(name="Magnet AXIOM", words={"app": "artifact"})
MARKS = frozenset({"recipient s", "artifact", "evidence number", "local user", "item id"})


def is_it(header: Collection[str], names: Collection[str]) -> bool:
    """By its columns: as they are, for the spelled date, and folded."""
    dated = any("date/time" in name.lower() and TOLD.search(name) for name in header)
    return dated or {"sender", "recipient s"} <= set(names) or len(MARKS & set(names)) > 1
