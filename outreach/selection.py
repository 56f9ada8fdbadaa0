"""Which texts make their sender a buyer: a list of wordings that a team lead can edit.

Pure, but for reading the list that comes with the program.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from problem import Problem

DEFAULT_WORDS = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8")

MOST_ENTRIES = 1000
LONGEST = 60  # characters of an entry
STEM = 3  # letters before "*": with fewer it would catch half of the language
NOT_A_WORD = re.compile(r"[\W_]+")
TAKEN_OUT = " | "  # where an exception stood: no phrase reaches across it


@dataclass(frozen=True)
class Words:
    """A list, ready to use. `entries` as written; group n of `pattern` is entry n."""

    entries: tuple[str, ...]
    exceptions: tuple[str, ...]
    pattern: re.Pattern[str]
    passed_over: re.Pattern[str] | None


def parse(words: str) -> Words:
    """Read a list: an entry a line, "-" before what doesn't count, "#" before a remark.

    Case, accents and signs don't matter. Raises Problem that names the line.
    """
    entries: dict[str, str] = {}
    exceptions: dict[str, str] = {}
    for row, line in enumerate(words.splitlines(), start=1):
        entry = line.strip()
        if entry and not entry.startswith("#"):
            shown = entry.lstrip("- ")
            taken = exceptions if entry.startswith("-") else entries
            taken.setdefault(_pattern(row, shown), shown)
    _refuse_useless(len(entries), len(exceptions))
    ordered = sorted(entries, key=len, reverse=True)  # of two that fit, the longer tells more
    return Words(
        entries=tuple(entries[one] for one in ordered),
        exceptions=tuple(exceptions.values()),
        pattern=_any_of(f"({one})" for one in ordered),
        passed_over=_any_of(sorted(exceptions, key=len, reverse=True)) if exceptions else None,
    )


def caught_by(text: str, words: Words) -> str | None:
    """The first entry that stands in the text, as written in the list; None when none does."""
    plain = _fold(text)
    if not words.pattern.search(plain):
        return None  # most texts: family and banks
    if words.passed_over:
        plain = words.passed_over.sub(TAKEN_OUT, plain)
    found = words.pattern.search(plain)
    return words.entries[found.lastindex - 1] if found and found.lastindex else None


def _fold(text: str) -> str:
    # "Cocaïne?!" -> "cocaine": the way people type on a phone.
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return NOT_A_WORD.sub(" ", bare).strip()


def _pattern(row: int, entry: str) -> str:
    if len(entry) > LONGEST:
        raise Problem(
            "Line {row} of the wording list is too long. Keep a word or a short phrase.", row=row
        )
    parts = [_word(row, one) for one in entry.split()]
    if len("".join(parts)) < 2:
        raise Problem(
            "Line {row} of the wording list is too short: it would catch nearly every text. "
            "Write at least two letters.",
            row=row,
        )
    return " ".join(part for part in parts if part)


def _word(row: int, written: str) -> str:
    stem, star, rest = written.partition("*")
    if rest or (star and len(_fold(stem)) < STEM):
        raise Problem(
            'Line {row} of the wording list: "*" stands at the end of a word, after at least '
            "three letters.",
            row=row,
        )
    return re.escape(_fold(stem)) + (r"\w*" if star else "")


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)")


def _refuse_useless(entries: int, exceptions: int) -> None:
    if not entries:
        raise Problem("The wording list is empty. Write at least one word, one a line.")
    if entries + exceptions > MOST_ENTRIES:
        raise Problem("The wording list is too long. Keep at most {most} lines.", most=MOST_ENTRIES)
