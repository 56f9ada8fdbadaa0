"""What a text takes on the air: its encoding, characters, segments. No I/O.

GSM-7: 3GPP TS 23.038, 6.2.1 and 6.2.1.1; segments: 3GPP TS 23.040, 9.2.3.24.1.
"""

import re
from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
ALPHABET = BASIC | EXTENSION

ALONE = {"GSM-7": 160, "UCS-2": 70}
EACH_OF_SEVERAL = {"GSM-7": 153, "UCS-2": 67}  # the rest says which part it is
DOUBLE = {  # characters of two: an escape and a character, or a surrogate pair
    "GSM-7": re.compile(f"[{re.escape(''.join(EXTENSION))}]"),
    "UCS-2": re.compile("[\U00010000-\U0010ffff]"),
}
ANY_PAIR = "\ud800\udc00"  # what a double character is counted as; half a pair stands for itself
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")


@dataclass(frozen=True)
class Measure:
    """What a text takes on the air.

    `encoding` is "GSM-7" or "UCS-2". `characters` are counted as the network does: an escaped
    GSM-7 character and an emoji are two. `culprits` force UCS-2, in order of appearance.
    """

    encoding: str
    characters: int
    segments: int
    culprits: tuple[str, ...]


def measure(text: str) -> Measure:
    """Measure a text as it will leave, its link filled in. An empty text has no segments."""
    culprits = tuple(dict.fromkeys(c for c in text if c not in ALPHABET))
    encoding = "UCS-2" if culprits else "GSM-7"
    units = _units(text, encoding)
    return Measure(encoding, len(units), _segments(units, encoding), culprits)


def _units(text: str, encoding: str) -> str:
    return DOUBLE[encoding].sub(ANY_PAIR, text)


def _segments(units: str, encoding: str) -> int:
    if len(units) <= ALONE[encoding]:
        return 1 if units else 0
    segments, start = 0, 0
    while start < len(units):
        end = start + EACH_OF_SEVERAL[encoding]
        segments, start = segments + 1, end - bool(PAIR.match(units, end - 1))  # it moves on whole
    return segments
