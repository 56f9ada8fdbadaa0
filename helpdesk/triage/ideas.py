"""Words of nine languages as ideas that all of them share: `stoppen`, `quitting`, `przestać`.

`ideas/<language>.toml` lists per idea the words that stand for it. What is learned from replies in
one language about "want" beside "quit" so holds for the others.
"""

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from helpdesk.triage.folding import WORD, Token, key, without_apostrophes

FOLDER = Path(__file__).parent / "ideas"
LANGUAGES = ("nl", "en", "de", "pl", "tr", "ar", "fr", "es", "pap")  # who is asked first
NUMBER, AGE = frozenset({"number_said"}), frozenset({"age_of_a_child"})
CHILD = range(8, 18)  # years
LONG_ENOUGH = 5  # letters; shorter words have too many neighbours to be taken for typos
NONE: frozenset[str] = frozenset()

Ideas = list[frozenset[str]]  # of a clause: one set a token


@dataclass(frozen=True)
class Vocabulary:
    """One language: `single` word -> ideas; `joined`: first word -> the words and their idea."""

    single: dict[str, frozenset[str]]
    joined: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    long: tuple[str, ...]


def of(clauses: list[list[Token]], languages: list[str], known: frozenset[str]) -> list[Ideas]:
    """The ideas of every token, clause by clause.

    `languages`: the likeliest first; the first that has a word decides. `known`: words that are
    often seen, and so are no typos of others.
    """
    vocabularies = [vocabulary(language) for language in languages]
    spelled = [language for language in languages[:1] if language in LANGUAGES]
    return [_of_clause(clause, vocabularies, spelled, known) for clause in clauses]


def of_signs(text: str) -> list[str]:
    """The ideas of emoji, in their order."""
    signs = _signs()
    return [signs[letter] for letter in text if letter in signs]


@cache
def vocabulary(language: str) -> Vocabulary:
    """The word list of a language of LANGUAGES."""
    single: dict[str, set[str]] = {}
    joined: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for idea, words in vocabulary_file(language).items():
        for parts in filter(None, map(_parts, words.split())):
            if len(parts) == 1:
                single.setdefault(parts[0], set()).add(idea)
            else:
                joined.setdefault(parts[0], []).append((parts, idea))
    return Vocabulary(
        {word: frozenset(ideas) for word, ideas in single.items()},
        {word: tuple(phrases) for word, phrases in joined.items()},
        tuple(word for word in single if len(word) >= LONG_ENOUGH),
    )


def _of_clause(
    clause: list[Token], vocabularies: list[Vocabulary], spelled: list[str], known: frozenset[str]
) -> Ideas:
    words = [token.key for token in clause]
    return [
        _of_word(words, at, vocabularies) or _of_number(word) or _of_typo(word, spelled, known)
        for at, word in enumerate(words)
    ]


def _of_word(words: list[str], at: int, vocabularies: list[Vocabulary]) -> frozenset[str]:
    word = words[at]
    for one in vocabularies:
        found = one.single.get(word, NONE)
        if word in one.joined:
            found = found.union(
                idea
                for parts, idea in one.joined[word]
                if tuple(words[at : at + len(parts)]) == parts
            )
        if found:
            return found
    return NONE


def _of_number(word: str) -> frozenset[str]:
    if not word.isdecimal():  # a circled digit is a digit, and no number
        return NONE
    return AGE if len(word) < 3 and int(word) in CHILD else NUMBER


def _of_typo(word: str, spelled: list[str], known: frozenset[str]) -> frozenset[str]:
    if len(word) < LONG_ENOUGH or word in known or not spelled:
        return NONE
    return _nearest(word, spelled[0])


@lru_cache(maxsize=20_000)
def _nearest(word: str, language: str) -> frozenset[str]:
    words = vocabulary(language)
    found = process.extractOne(word, words.long, scorer=OSA.distance, score_cutoff=1)
    return words.single[found[0]] if found else NONE


def _parts(entry: str) -> tuple[str, ...]:
    plain = without_apostrophes(entry.replace("_", " "))
    return tuple(filter(None, map(key, WORD.findall(plain))))


@cache
def _signs() -> dict[str, str]:
    return {sign: idea for idea, signs in vocabulary_file("signs").items() for sign in signs}


def vocabulary_file(name: str) -> dict[str, str]:
    """A file of FOLDER as it stands: idea -> words."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
