"""What the pages say: one data file a language, and the invented stories."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

HERE = Path(__file__).parent
LANGUAGES = ("nl", "en", "de", "pl", "tr", "ar", "fr", "es")


@dataclass(frozen=True)
class Story:
    """Somebody's way out; `example`: invented, and the page says so."""

    id: str
    example: bool
    name: str
    title: str
    paragraphs: tuple[str, ...]


@cache
def texts(language: str) -> dict[str, Any]:
    """All sentences of one language, by section and name."""
    return tomllib.loads((HERE / "texts" / f"{language}.toml").read_text(encoding="utf-8"))


@cache
def stories(language: str) -> tuple[Story, ...]:
    """The stories in this language, in the order of their file names."""
    return tuple(_story(file, language) for file in sorted((HERE / "stories").glob("*.toml")))


def days(first: int, last: int, language: str) -> str:
    """Short names of weekdays 1 to 7: "ma–vr"."""
    names = Locale(language).days["format"]["abbreviated"]
    one, other = names[first - 1], names[last - 1]
    return one if first == last else f"{one}\N{EN DASH}{other}"


def language_name(code: str, language: str) -> str:
    """What a language is called in another: ("en", "nl") gives "Engels"."""
    return str(Locale(language).languages.get(code, code))


def _story(file: Path, language: str) -> Story:
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    told = raw[language]
    return Story(file.stem, raw["example"], told["name"], told["title"], tuple(told["paragraphs"]))
