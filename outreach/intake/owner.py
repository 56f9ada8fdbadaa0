"""Whose phone it was: the owner's own numbers, which are never recipients."""

from collections.abc import Iterable

from outreach import numbers
from outreach.intake.cells import Row, as_text, fold

LABELS = frozenset(
    {
        "msisdn",
        "subscriber number msisdn",
        "phone number",
        "phone numbers",
        "own number",
        "owner number",
        "owner phone number",
        "device phone number",
        "telefoonnummer",
        "eigen nummer",
        "nummer eigenaar",
    }
)
LONGEST = 200  # characters of a cell with one person
SHEETS = frozenset("device toestel apparaat summary general overzicht samenvatting".split())


class Owner:
    """The phone's own numbers as far as they are known. `raw` is as the export spells them.

    Lives as long as the reading of one file: a number must not outlive that. `region` (ISO 3166)
    is where numbers without a country code belong.
    """

    def __init__(self, raw: Iterable[str] = (), region: str = "NL") -> None:
        self._region = region
        self.raw: set[str] = set()
        self._known: set[str] = set()
        self._read: dict[str, str] = {}
        for one in raw:
            self.add(one)

    def add(self, raw: str) -> None:
        """Remember a number; a name ("Me") says nothing about a phone."""
        if raw not in self.raw and any(sign.isdigit() for sign in raw):
            self.raw.add(raw)
            self._known.add(self.plain(raw))

    def is_known(self) -> bool:
        return bool(self.raw)

    def has(self, raw: str) -> bool:
        """Whether this spelling is one of the owner's numbers."""
        return bool(self._known) and (raw in self.raw or self.plain(raw) in self._known)

    def plain(self, raw: str) -> str:
        """The same string for every spelling of a number."""
        if len(raw) > LONGEST:
            return raw
        if raw not in self._read:
            self._read[raw] = numbers.read(raw, self._region).number or raw
        return self._read[raw]


def is_about_device(title: str) -> bool:
    """Whether a sheet is about the phone itself, not about whom it talked to."""
    return not SHEETS.isdisjoint(fold(title).split())


def on_sheet(rows: Iterable[Row]) -> set[str]:
    """The numbers behind the labels of a sheet about the phone, raw."""
    found: set[str] = set()
    for row in rows:
        cells = [as_text(cell) for cell in row]
        labelled = [place for place, cell in enumerate(cells) if fold(cell) in LABELS]
        if labelled:
            found.update(cell for cell in cells[labelled[0] + 1 :] if cell)
    return found
