"""Text as people type it on a phone, brought down to bare words. Pure."""

import unicodedata

# Letters that Unicode doesn't take apart into a plain letter and an accent.
PLAIN = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"}
SKIN_TONES = range(0x1F3FB, 0x1F400)


def fold(text: str) -> list[str]:
    """The words of a text, without capitals, accents and signs: "Cocaïne?!" -> ["cocaine"].

    An emoji is a word of its own, in any skin tone: "heb je ❄️" -> ["heb", "je", "❄"].
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
    return text.casefold().translate(_SIGNS).split()


class _Signs(dict[int, str | None]):
    """What each character becomes, found out the first time it is met."""

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        self[code] = PLAIN.get(sign, _plain(sign, unicodedata.category(sign)))
        return self[code]


def _plain(sign: str, category: str) -> str | None:
    if ord(sign) in SKIN_TONES or category in ("Cf", "Mn", "Me"):
        return None  # accents and what shows nothing: "w\u200bit" is read as "wit"
    if category == "So":
        return f" {sign} "
    return sign if sign.isalnum() else " "


_SIGNS = _Signs()
