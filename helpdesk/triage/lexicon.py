"""The word lists, one file a language, read once: what is looked for, and how it is found.

A line of a list is a phrase. In it `a|b` is a choice of words, `(a b|c)` of several words at a
time, `stop*` any ending, `..` up to two and `...` up to five words in between, `@name` a choice
from `[lists]`.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from helpdesk.triage.folding import Token, key, without_apostrophes
from helpdesk.triage.ideas import LANGUAGES

FOLDER = Path(__file__).parent / "words"
GAPS = {"..": 2, "...": 5}
GROUP = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True)
class Word:
    """What one word of a phrase may be; a gap is a word that may be `gap` others, or none."""

    exact: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    gap: int = 0

    def fits(self, word: str) -> bool:
        return word in self.exact or word.startswith(self.starts)


class Phrase(NamedTuple):
    words: tuple[Word, ...]


class Found(NamedTuple):
    """A phrase at tokens `start` to `end` (not included)."""

    start: int
    end: int


class Index:
    """Phrases by their first word, so that a text meets only those that could fit."""

    def __init__(self, phrases: list[Phrase]) -> None:
        self._exact: dict[str, list[Phrase]] = {}
        self._starts: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            for word in phrase.words[0].exact:
                self._exact.setdefault(word, []).append(phrase)
            for start in phrase.words[0].starts:
                self._starts.setdefault(start, []).append(phrase)

        self._lengths = sorted({len(start) for start in self._starts})

    def find(self, tokens: list[Token]) -> Iterator[Found]:
        """Every phrase wherever it stands."""
        for at in range(len(tokens)):
            yield from self._at(tokens, at)

    def is_all(self, tokens: list[Token]) -> bool:
        """Whether some phrase takes all tokens."""
        return bool(tokens) and any(end == len(tokens) for _at, end in self._at(tokens, 0))

    def _at(self, tokens: list[Token], at: int) -> Iterator[Found]:
        for phrase in self._beginning_with(tokens[at].key):
            end = _end(phrase.words, tokens, at)
            if end is not None:
                yield Found(at, end)

    def _beginning_with(self, word: str) -> Iterator[Phrase]:
        yield from self._exact.get(word, ())
        for length in self._lengths:
            if phrases := self._starts.get(word[:length]):
                yield from phrases


@dataclass(frozen=True)
class Rules:
    """`whole`: when it is all that is said; `within`: anywhere, but for what `unless` covers."""

    whole: Index
    within: Index
    unless: Index


@dataclass(frozen=True)
class Lexicon:
    rules: dict[str, Rules]
    courtesy: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """All languages together: nobody says in which language they will write."""
    files = {
        name: tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
        for name in LANGUAGES
    }
    kinds = {kind for file in files.values() for kind in file if "whole" in _of(file, kind)}
    return Lexicon(
        rules={kind: _rules(files, kind) for kind in kinds},
        courtesy=frozenset(w for file in files.values() for w in _keys(file["courtesy"])),
    )


def _rules(files: dict[str, dict[str, Any]], kind: str) -> Rules:
    def index(part: str) -> Index:
        return Index(
            [
                _phrase(phrase, file["lists"])
                for file in files.values()
                for line in _of(file, kind).get(part, "").splitlines()
                if line.strip()
                for phrase in _spelled_out(line)
            ]
        )

    return Rules(index("whole"), index("within"), index("unless"))


def _of(file: dict[str, Any], kind: str) -> dict[str, str]:
    part = file.get(kind)
    return part if isinstance(part, dict) else {}


def _keys(words: str) -> list[str]:
    return [key(word) for word in words.split()]


def _spelled_out(line: str) -> list[str]:
    group = GROUP.search(line)
    if not group:
        return [line]
    before, after = line[: group.start()], line[group.end() :]
    return [
        whole for choice in group[1].split("|") for whole in _spelled_out(before + choice + after)
    ]


def _phrase(line: str, lists: dict[str, str]) -> Phrase:
    return Phrase(tuple(_word(part, lists) for part in without_apostrophes(line).split()))


def _word(part: str, lists: dict[str, str]) -> Word:
    if part in GAPS:
        return Word(gap=GAPS[part])
    choices = [
        choice
        for one in part.split("|")
        for choice in (lists[one[1:]].split() if one.startswith("@") else [one])
    ]
    return Word(
        exact=frozenset(key(one) for one in choices if not one.endswith("*")),
        starts=tuple(key(one[:-1]) for one in choices if one.endswith("*")),
    )


def _end(words: tuple[Word, ...], tokens: list[Token], at: int) -> int | None:
    if not words:
        return at
    head, rest = words[0], words[1:]
    if head.gap:
        ends = (_end(rest, tokens, at + skip) for skip in range(head.gap + 1))
        return next((end for end in ends if end is not None), None)
    if at < len(tokens) and head.fits(tokens[at].key):
        return _end(rest, tokens, at + 1)
    return None
