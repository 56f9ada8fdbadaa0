"""What an automatic text must not hold, as somebody else may read that phone. Pure."""

import re
import tomllib
import unicodedata
from functools import cache

from helpdesk import texts
from problem import Problem

LINK = re.compile(
    r"\b(?:https?://|www\.)\S+|\S+@\S+\.\S+|"
    r"\b[\w-]+\.(?:nl|com|org|net|eu|be|info|site|link|ly|nu|io|cw|aw|amsterdam)\b",
    re.IGNORECASE,
)
CLOCK = re.compile(r"(?<![\d.:])\d{1,2}[.:]\d{2}(?![.:]?\d)")  # 8.30, 17:00
NUMBER = re.compile(r"\+?\d(?:[ ().\-]{0,2}\d){2,}")  # three digits and more
NO_MARKS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "ß": "ss"})


def check(template: str, language: str) -> None:
    """Raise Problem for a word, link or number that must not stand there; it names which."""
    word = _harmful(template, language)
    if word:
        raise Problem(
            "“{word}” may harm the person when somebody else reads along. Leave it out.",
            word=word,
        )
    link = LINK.search(template)
    if link:
        raise Problem("“{link}” looks like a link. Only placeholders may bring one.", link=link[0])
    number = NUMBER.search(CLOCK.sub(" ", template))
    if number:
        raise Problem(
            "“{number}” looks like a phone number. Use a placeholder, such as {example}.",
            number=number[0],
            example="{emergency}",
        )


def words(language: str) -> list[str]:
    """The words that may not stand in a text of this language, folded; "*" is any ending."""
    lists = _lists()
    return [*lists["every"], *lists[texts.spoken(language)]]


def _harmful(text: str, language: str) -> str:
    found = _pattern(texts.spoken(language)).search(_folded(text))
    return found[0] if found else ""


@cache
def _pattern(language: str) -> re.Pattern[str]:
    # In Arabic an article or a preposition is written as part of the word.
    glued = set(_lists()[language]) if language in texts.RIGHT_TO_LEFT else set()
    return re.compile("|".join(_one(word, word in glued) for word in words(language)))


def _one(word: str, glued: bool) -> str:
    escaped = re.escape(word).replace(r"\*", r"\w*")
    return escaped if glued else rf"\b{escaped}\b"


@cache
def _lists() -> dict[str, list[str]]:
    return tomllib.loads((texts.FOLDER / "harmful.toml").read_text(encoding="utf-8"))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(NO_MARKS)
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
