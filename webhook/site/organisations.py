"""Who can help, from a data file that the municipality replaces."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from helpdesk.hours import Hours, covers, parse_hours

FILE = Path(__file__).parent / "organisations.toml"
SELF_HELP = "self_help"


@dataclass(frozen=True)
class Organisation:
    """`phone` is what a phone dials, `shown` the same as people write it; both may be empty."""

    id: str
    name: str
    kind: str  # addiction_care, peer_support, information, self_help
    website: str
    municipalities: tuple[str, ...] = ()  # none: the whole country
    phone: str = ""
    shown: str = ""
    languages: tuple[str, ...] = ("nl",)  # ISO 639-1
    hours: str = ""  # "1-5 09:00-17:00; 6 10:00-14:00", as a partner's
    round_clock: bool = False

    @property
    def spans(self) -> tuple[Hours, ...]:
        """The hours one by one, to be shown."""
        return parse_hours(self.hours)

    def is_open(self, now: datetime) -> bool:
        return self.round_clock or covers(self.hours, now)


@dataclass(frozen=True)
class Directory:
    """`example`: nobody has filled in the real organisations yet, and the pages say so."""

    example: bool
    everyone: tuple[Organisation, ...]

    def find(self, organisation: str) -> Organisation | None:
        return next((one for one in self.everyone if one.id == organisation), None)

    def near(self, municipality: str) -> list[Organisation]:
        """Care in this municipality; empty when the name is empty or unknown."""
        name = municipality.casefold()
        return [o for o in self._care() if name in {m.casefold() for m in o.municipalities}]

    def national(self) -> list[Organisation]:
        return [one for one in self._care() if not one.municipalities]

    def elsewhere(self, municipality: str) -> list[Organisation]:
        """Care in other municipalities."""
        near = self.near(municipality)
        return [one for one in self._care() if one.municipalities and one not in near]

    def self_help(self) -> list[Organisation]:
        return [one for one in self.everyone if one.kind == SELF_HELP]

    def _care(self) -> list[Organisation]:
        return [one for one in self.everyone if one.kind != SELF_HELP]


@lru_cache(maxsize=1)
def directory() -> Directory:
    """The data file; raises Problem or TypeError when a line of it is wrong."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Directory(raw["example"], tuple(_organisation(row) for row in raw["organisation"]))


def _organisation(row: dict[str, object]) -> Organisation:
    parse_hours(str(row.get("hours", "")))  # a wrong line stops the start, not a visitor
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    return Organisation(**{**row, **lists})  # type: ignore[arg-type]
