"""What we say by ourselves, in nine languages; one data file a language beside the numbers."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = ("nl", "en", "de", "pl", "tr", "ar", "fr", "es", "pap")
DEFAULT = "nl"
RIGHT_TO_LEFT = frozenset({"ar"})
# The texts by what they are for; the rest of a file is names and dates.
KINDS = (
    "crisis", "opt_out", "help", "question", "wrong_person", "other", "media", "start",
    "reading", "follow_up", "can_you_talk", "children", "violence", "alert",
)  # fmt: skip

# Between Arabic words "0800-0113" would be shown as 0113-0800: the mark keeps its parts in order.
LEFT_TO_RIGHT = "\N{LEFT-TO-RIGHT MARK}"


def fill(kind: str, language: str, /, **values: str) -> str:
    """A text of KINDS, in Dutch when we don't speak the language, with its placeholders filled."""
    return filled(template(kind, language), language, **values)


def template(kind: str, language: str) -> str:
    """A text of KINDS as its file has it, its placeholders open."""
    return str(file(language)[kind])


def filled(template: str, language: str, **values: str) -> str:
    """Any template with the numbers and these values in it.

    Raises KeyError, ValueError or IndexError for one that `wordings.check` would refuse.
    """
    return template.format(**numbers(language), **values)


def spoken(language: str) -> str:
    """The language itself if there are texts in it, else Dutch ("und" too)."""
    return language if language in LANGUAGES else DEFAULT


def name(language: str) -> str:
    """What a language calls itself."""
    return str(file(language)["language"])


def day(when: date, language: str) -> str:
    """A date as people say it: "woensdag 25 november"."""
    words = file(language)
    return str(words["day"]).format(
        weekday=words["weekdays"][when.weekday()],
        day=when.day,
        month=words["months"][when.month - 1],
    )


def numbers(language: str) -> dict[str, str]:
    """The telephone numbers that a text may name, by placeholder, as they are written there."""
    mark = LEFT_TO_RIGHT if spoken(language) in RIGHT_TO_LEFT else ""
    return {name: (mark if "-" in one else "") + one for name, one in _numbers().items()}


def file(language: str) -> dict[str, Any]:
    """All that the data file of a language holds."""
    return _file(spoken(language))


@cache
def _file(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


@cache
def _numbers() -> dict[str, str]:
    return tomllib.loads((FOLDER / "numbers.toml").read_text(encoding="utf-8"))
