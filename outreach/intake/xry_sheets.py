"""MSAB XRY's workbooks: a sheet for each kind ("Messages-SMS", "Calls", "Contacts").

People stand in columns From, To or Participant as "Tel: +316… Name: Jan", or in Tel and Name of
their own; Direction, Storage, Index and Folder are beside them.
"""

import re
from collections.abc import Collection

from outreach.intake.dialect import Dialect
from outreach.intake.people import apart

TEL = re.compile(
    r"\b(?:tel|telephone|phone|number|nummer)\w* ?: ?(\S.*?) ?(?=\b\w+ ?:|$)", re.IGNORECASE
)  # of text with single spaces


def _split(cell: str) -> list[str]:
    return TEL.findall(" ".join(cell.split())) or apart(cell)


XRY = Dialect(
    name="MSAB XRY",
    words={
        "app": "related application",
        "sender": "from tel|from number|from participant tel",
        "receiver": "to tel|to number|to participant tel",
        "party": "participant tel|participant number|participants tel|from to tel",
    },
    split=_split,
)
MARKS = frozenset({"storage", "index", "tel", "participant", "folder", "from tel", "to tel"})


def is_it(titles: Collection[str], names: Collection[str]) -> bool:
    """By the folded titles of its sheets or names of its columns."""
    has = set(names)
    sheets = any(title.startswith("messages ") for title in titles)
    return ("direction" in has and len(MARKS & has) > 1) or (sheets and bool(MARKS & has))
