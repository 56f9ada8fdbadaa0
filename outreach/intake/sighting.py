"""What every format yields: who was seen in an export, when, with what text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from outreach.intake.layout import Layout
from problem import N_

NO_DIRECTION = N_("It isn't said whether this text came in or went out.")
NO_DIRECTION_OF_CALL = N_("It isn't said whether this call came in or went out.")

Direction = Literal["in", "out", "none"]
Kind = Literal["message", "call", "contact", "listed"]


class Sighting(NamedTuple):
    """One number seen in an export, spelled as the export spells it.

    `row`: counted as the file counts (sheet row, line, n-th element, table row), from 1, anew in
    each `sheet`. `direction`: "in" (to the phone), "out" (from it), "none" when there is none.
    `kind`: "message"; "call"; "contact" (an address book that stands beside messages); "listed"
    (a list of numbers, which is itself the selection). `moment`: aware UTC, None when there is
    none. `reason`: why this row can't be used, a sentence marked for translation, '' when it can.
    """

    row: int
    number: str
    direction: Direction
    text: str = ""
    moment: datetime | None = None
    kind: Kind = "message"
    sheet: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ReadExport:
    """A file being read. `sightings` come once, as a stream: memory doesn't grow with the file.

    `owners`: the phone's own numbers, raw; complete when `sightings` is exhausted. `layout`: how
    a table was taken, for a person to correct; None for a format that needs no guess. Iterating
    raises Problem when the file turns out to be damaged further on.
    """

    format: str
    sightings: Iterator[Sighting]
    owners: set[str] = field(default_factory=set)
    layout: Layout | None = None
