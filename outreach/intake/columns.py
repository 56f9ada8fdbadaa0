"""Which column of a table holds what, by the words in its header (Dutch and English)."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | datetime | date | time | timedelta | None
Row = Sequence[Cell]

TOP = 10  # rows among which the header is looked for: titles and notes may stand above it
PHONE = re.compile(r"\d(?:[\s.-]?\d){6,}")

SENDER = (
    "from|sender|van|afzender|verzender|sender number|sender phone number|sender id|from number|"
    "number sender|nummer afzender|afzender nummer|telefoonnummer afzender|van nummer"
)
RECEIVER = (
    "to|aan|recipient|recipients|recipient s|receiver|ontvanger|ontvangers|to number|naar|"
    "recipient number|nummer ontvanger|telefoonnummer ontvanger"
)
PARTY = "party|parties|partij|partijen"
NUMBER = (
    "number|numbers|phone|phone number|phone numbers|telephone|telephone number|tel|mobile|"
    "mobile number|nummer|nummers|telefoon|telefoonnummer|telefoonnummers|telefoonnr|tel nr|"
    "mobiel|mobiel nummer|mobiele nummer|gsm|gsm nummer|msisdn|address|adres|contact number"
)
TEXT = (
    "text|tekst|bericht|berichten|berichttekst|inhoud|message|message text|message body|body|"
    "content|sms|sms tekst"
)
MOMENT = (
    "date|datum|time|tijd|timestamp|timestamp time|timestamp date|date time|datum tijd|"
    "datum en tijd|tijdstip|message date|verzonden op|ontvangen op"
)
# A column further down is asked only where those before it say nothing.
DIRECTIONS = ("direction|richting|in uit|in out", "folder|map", "type|soort", "status")


@dataclass(frozen=True)
class Columns:
    """Places of columns from 0, None for one that isn't there. `header`: its row, from 0."""

    header: int
    sender: int | None
    receiver: int | None
    party: int | None
    number: int | None
    text: int | None
    moment: int | None
    directions: tuple[int, ...]

    @property
    def tells_direction(self) -> bool:
        return bool(self.directions) or self.party is not None or self.sender is not None


def find(rows: Sequence[Row]) -> Columns | None:
    """The columns of the first row that names one with numbers; None when no row does."""
    for place, row in enumerate(rows[:TOP]):
        names = [fold(str(cell or "")) for cell in row]
        found = _columns(place, names)
        if found and not any(PHONE.search(str(cell or "")) for cell in row):
            return found
    return None


def fold(text: str) -> str:
    """Lower-case words without accents or signs: "Datum/tijd:" -> "datum tijd"."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.findall(r"[a-z]+", plain))


def _columns(place: int, names: list[str]) -> Columns | None:
    sender, receiver, party, number, text, moment = (
        _place(names, words) for words in (SENDER, RECEIVER, PARTY, NUMBER, TEXT, MOMENT)
    )
    if sender is None and party is None and number is None:
        return None
    directions = tuple(_places(names, DIRECTIONS))
    return Columns(place, sender, receiver, party, number, text, moment, directions)


def _place(names: list[str], words: str) -> int | None:
    known = words.split("|")
    return next((place for place, name in enumerate(names) if name in known), None)


def _places(names: list[str], tiers: Sequence[str]) -> Iterator[int]:
    for words in tiers:
        place = _place(names, words)
        if place is not None:
            yield place
