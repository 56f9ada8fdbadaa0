"""Which column of a table holds what, by the words in its header (Dutch and English)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from outreach.intake import moments
from outreach.intake.cells import Row, fold
from outreach.intake.layout import Role

Part = (
    Role
    | Literal["status", "local", "participants", "day", "clock", "duration", "name", "place", "app"]
)

TOP = 20  # rows among which the header is looked for: titles and notes may stand above it
LONGEST = 200  # characters of a name
PHONE = re.compile(r"\d(?:[\s.-]?\d){6,}")
DATE = re.compile(r"\d{1,4}[-/]\d{1,2}[-/]\d{2,4}")
TOLD = re.compile(r"\s*-?\s*\(?\b(?:UTC|GMT)\b[^()]*\)?|\(\s*[dMy]+[-/.][dMy]+[-/.][dMy]+\s*\)")

# Of several columns with a word of the same part, the earlier word goes first.
WORDS: dict[Part, str] = {
    "sender": "sender phone number|sender number|number sender|from phone number|from number|"
    "nummer afzender|afzender nummer|telefoonnummer afzender|van nummer|nummer van|sender id|"
    "from|sender|van|afzender|verzender|message sender|caller|beller",
    "receiver": "recipient phone number|recipient number|to phone number|to number|"
    "nummer ontvanger|telefoonnummer ontvanger|ontvanger nummer|aan nummer|recipient id|to|aan|"
    "recipient|recipients|recipient s|receiver|receivers|ontvanger|ontvangers|naar|geadresseerde|"
    "callee|gebelde",
    "party": "party|parties|partij|partijen|van aan|from to|partner|other party|andere partij|"
    "participant|deelnemer",
    "number": "phone number|phone numbers|telephone number|mobile number|telefoonnummer|"
    "telefoonnummers|telefoonnr|telefoon nr|tel nr|telnr|tel nummer|mobiel nummer|mobiele nummer|"
    "mobielnummer|gsm nummer|gsmnummer|contact number|contactnummer|number|numbers|nummer|nummers|"
    "phone|phones|phone value|telephone|tel|mobile|mobile phone|primary phone|home phone|"
    "work phone|business phone|other phone|telefoon|mobiel|mobieltje|mobiele telefoon|"
    "telefoon mobiel|telefoon thuis|telefoon werk|telefoon op werk|gsm|msisdn|entries|address|"
    "adres",
    "text": "message text|berichttekst|sms tekst|text|tekst|bericht|berichten|inhoud|message|"
    "message body|body|content|sms",
    "moment": "message sent date time|sent date time|timestamp time|timestamp date time|"
    "message date|timestamp|date time|datum tijd|datum en tijd|tijdstip|message received date time|"
    "received date time|call date time|start date time|created date time|verzonden op|"
    "ontvangen op|sent date|timestamp date|date|datum|time|tijd",
    "direction": "direction|richting|in uit|in out|direction type|call direction|folder|map|"
    "call type|message type|type|soort",
    "status": "status|read status|message status|leesstatus",
    "local": "local user",
    "participants": "participants|deelnemers",
    "day": "timestamp date|date|datum",
    "clock": "timestamp time|time|tijd",
    "duration": "duration|duur|call duration|gespreksduur",
    "name": "name|naam|contact|contact name|contactnaam|display name",
    "app": "",  # only where a tool is known to name it
    "place": "latitude|longitude|postcode|postal code|street|straat|plaats|city|mac address",
}
Words = Mapping[Part, str]


@dataclass(frozen=True)
class Columns:
    """`header`: its row, counted from 1; 0 when there is none. `parts`: columns, from 0, the
    first to ask first. `spelled`: its moments. `directed`: some cells say which way it went.
    `guessed`: by what is in the cells, for lack of names.
    """

    header: int
    names: tuple[str, ...]
    parts: dict[Part, tuple[int, ...]]
    spelled: moments.Spelled = field(default_factory=moments.Spelled)
    directed: bool = False
    guessed: bool = False

    def have(self, *parts: Part) -> bool:
        return any(part in self.parts for part in parts)

    @property
    def roles(self) -> dict[Role, int]:
        """What a person may correct: one column for each role."""
        roles: tuple[Role, ...] = get_args(Role)
        found = {role: self.parts[role][0] for role in roles if role in self.parts}
        if "direction" not in found and "status" in self.parts:
            found["direction"] = self.parts["status"][0]
        return found


def find(rows: Sequence[Row], words: Words | None = None) -> Columns | None:
    """The columns of the first row that names one with numbers; None when no row does."""
    for place, row in enumerate(rows[:TOP], 1):
        found = named(place, row, words or {})
        if found.have("sender", "party", "number") and not holds_data(row):
            return found
    return None


def named(header: int, row: Row, words: Words) -> Columns:
    """The columns by their names in this row. `words` are one tool's, asked before the others."""
    names = tuple("" if cell is None else str(cell).strip()[:LONGEST] for cell in row)
    folded = [fold(TOLD.sub(" ", name).replace("(s)", "s")) for name in names]
    parts: dict[Part, tuple[int, ...]] = {}
    for part, known in WORDS.items():
        ranked = [*words.get(part, "").split("|"), *known.split("|")]
        places = [place for place, name in enumerate(folded) if name in ranked and name]
        if places:
            parts[part] = tuple(sorted(places, key=lambda place: ranked.index(folded[place])))
    return Columns(header, names, _told_apart(parts, folded), _spelled(names, parts))


def _told_apart(
    parts: dict[Part, tuple[int, ...]], names: list[str]
) -> dict[Part, tuple[int, ...]]:
    # Where a street has an address, it is no number; a tool's own word wins from a common one.
    if "number" in parts and "place" in parts:
        streets = [place for place in parts["number"] if names[place] in ("address", "adres")]
        parts["number"] = tuple(place for place in parts["number"] if place not in streets)
    return {part: places for part, places in parts.items() if places}


def _spelled(names: Sequence[str], parts: Mapping[Part, tuple[int, ...]]) -> moments.Spelled:
    return moments.named_by(names[parts["moment"][0]]) if "moment" in parts else moments.Spelled()


def holds_data(row: Row) -> bool:
    """Whether a row has a number or a date in it, which no header has."""
    cells = [str(cell or "") for cell in row]
    return any(PHONE.search(cell) or DATE.search(cell) for cell in cells)
