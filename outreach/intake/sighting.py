"""What every format yields: who was seen in an export, when, with what text."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Direction = Literal["in", "out", "none"]


@dataclass(frozen=True)
class Upload:
    """A file as it was handed over. Its name is shown, never trusted."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Sighting:
    """One number seen in an export, spelled as the export spells it.

    `row`: counted as the file counts (sheet row, line, n-th element), from 1. `direction`: "in"
    (to the phone), "out" (from it), "none" in a plain list of numbers. `text` '' when there is
    none. `moment`: aware UTC or as naive as the export has it; None when it has none.
    """

    row: int
    number: str
    direction: Direction
    text: str = ""
    moment: datetime | None = None


@dataclass(frozen=True)
class ReadExport:
    """A file, read. `owners`: the phone's own numbers, raw. `unreadable`: (row, reason)."""

    format: str
    owners: frozenset[str]
    sightings: list[Sighting]
    unreadable: list[tuple[int, str]] = field(default_factory=list)
