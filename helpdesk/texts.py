"""What we say by ourselves, in eight languages; one data file a language beside the numbers."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = ("nl", "en", "de", "pl", "tr", "ar", "fr", "es")
DEFAULT = "nl"
# The texts by what they are for; the rest of a file is names and dates.
KINDS = (
    "crisis", "opt_out", "help", "question", "wrong_person", "other", "media", "start",
    "reading", "follow_up", "can_you_talk", "children", "violence", "alert",
)  # fmt: skip


def fill(kind: str, language: str, **values: str) -> str:
    """A text of KINDS, in Dutch when we don't speak the language, with its placeholders filled."""
    template: str = _file(spoken(language))[kind]
    return template.format(**_numbers(), **values)


def spoken(language: str) -> str:
    """The language itself if there are texts in it, else Dutch ("und" too)."""
    return language if language in LANGUAGES else DEFAULT


def name(language: str) -> str:
    """What a language calls itself."""
    return str(_file(spoken(language))["language"])


def day(when: date, language: str) -> str:
    """A date as people say it: "woensdag 25 november"."""
    words = _file(spoken(language))
    return str(words["day"]).format(
        weekday=words["weekdays"][when.weekday()],
        day=when.day,
        month=words["months"][when.month - 1],
    )


@cache
def _file(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


@cache
def _numbers() -> dict[str, str]:
    return tomllib.loads((FOLDER / "numbers.toml").read_text(encoding="utf-8"))
