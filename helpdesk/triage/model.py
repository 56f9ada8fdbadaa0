"""The trained part: how much every feature speaks for each intent, flag and language.

Linear and small: a score is a sum over what a text holds, so the words that decided can be named.
`model.npz` is made from the labelled replies by `make triage-model` (bench/training.py).
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from helpdesk.triage import features, ideas
from helpdesk.triage.features import Clauses

Numbers = NDArray[np.float32]

FILE = Path(__file__).parent / "model.npz"
INTENTS = ("crisis", "opt_out", "help", "wrong_person", "question", "hostile", "other")
FLAGS = ("stop", "callback", "minor", "third_party")
LANGUAGES = (*ideas.LANGUAGES, "und")
MOST_TOLD = 3  # places that are named as a reason


@dataclass(frozen=True)
class Model:
    """Rows are features. `weigh`: columns INTENTS then FLAGS; `tell`: columns LANGUAGES, for words
    and letters only; both have the feature's rarity in them. `length`: the square of that rarity.
    `edge`: added to a score, so that zero is where a flag begins and a crisis is never missed for a
    tie. `known`: words that are often seen. `sharpness` makes certainties of scores. `worry`: how
    far a crisis may be behind the best intent and is still to be reckoned with.
    """

    row: dict[str, int]
    weigh: Numbers
    tell: Numbers
    length: Numbers
    edge: Numbers
    tongue: Numbers
    known: frozenset[str]
    sharpness: float
    worry: float


@dataclass(frozen=True)
class Judgement:
    """The best intent and its certainty (0 to 1), flags, languages likeliest first, and the places
    (first and last word of the text) of what spoke for that intent the most.

    `signs`: the ideas that emoji stood for. `worrying`: a crisis was not far behind.
    """

    intent: str
    certainty: float
    flags: frozenset[str]
    languages: tuple[str, ...]
    told: tuple[tuple[int, int], ...]
    signs: tuple[str, ...]
    worrying: bool


def judge(text: str, clauses: Clauses) -> Judgement:
    """Judge a text by its clauses of tokens."""
    one, signs = model(), ideas.of_signs(text)
    words = [token.key for clause in clauses for token in clause]
    weighed, told, length = _of_words(one, words)
    languages = _languages(one, told, length)
    rows, places = _rows(one, text, clauses, languages, signs)
    weighed = weighed + one.weigh[rows].sum(axis=0)
    length += float(one.length[rows].sum())
    scores = weighed / np.sqrt(max(length, 1.0)) + one.edge
    best = int(scores[: len(INTENTS)].argmax())
    return Judgement(
        intent=INTENTS[best],
        certainty=_certainty(one, scores[: len(INTENTS)]),
        flags=frozenset(
            flag for flag, score in zip(FLAGS, scores[len(INTENTS) :], strict=True) if score > 0
        ),
        languages=languages,
        told=_told(one, rows, places, best),
        signs=tuple(signs),
        worrying=bool(0 < best and scores[0] + one.worry > scores[best]),
    )


def order(likeliest: tuple[str, ...]) -> list[str]:
    """In which languages a word is looked up: two that are likely, then what everybody mixes in."""
    first = [language for language in likeliest if language != "und"][:2]
    return list(dict.fromkeys([*first, "nl", "en"]))


@cache
def model() -> Model:
    """The model, read once."""
    with np.load(FILE, allow_pickle=False) as file:
        names = str(file["names"]).split("\n")
        rarity = file["rarity"].astype(np.float32)
        weigh = file["weigh"].astype(np.float32) * file["weigh_unit"] * rarity[:, None]
        tell = np.zeros((len(names), len(LANGUAGES)), np.float32)
        letters = len(file["tell"])  # they come first
        tell[:letters] = (
            file["tell"].astype(np.float32) * file["tell_unit"] * rarity[:letters, None]
        )
        return Model(
            row={name: row for row, name in enumerate(names)},
            weigh=weigh.astype(np.float32),
            tell=tell,
            length=rarity**2,
            edge=file["edge"],
            tongue=file["tongue"],
            known=frozenset(str(file["known"]).split("\n")),
            sharpness=float(file["sharpness"]),
            worry=float(file["worry"]),
        )


def made_of() -> str:
    """A digest of the replies and word lists that the model was made from."""
    with np.load(FILE, allow_pickle=False) as file:
        return str(file["made_of"])


def _of_words(one: Model, words: list[str]) -> tuple[Numbers, Numbers, float]:
    weighed = np.zeros(len(INTENTS) + len(FLAGS), np.float32)
    told = np.zeros(len(LANGUAGES), np.float32)
    length = 0.0
    for word in words:
        speaks, tells, size = _of_word(word)
        weighed += speaks
        told += tells
        length += size
    return weighed, told, length


@lru_cache(maxsize=50_000)
def _of_word(word: str) -> tuple[Numbers, Numbers, float]:
    one = model()
    rows = [one.row[name] for name in features.of_word(word) if name in one.row]
    return (
        one.weigh[rows].sum(axis=0),
        one.tell[rows].sum(axis=0),
        float(one.length[rows].sum()),
    )


def _languages(one: Model, told: Numbers, length: float) -> tuple[str, ...]:
    scores = told / np.sqrt(max(length, 1.0)) + one.tongue
    return tuple(LANGUAGES[at] for at in np.argsort(-scores))


def _rows(
    one: Model, text: str, clauses: Clauses, languages: tuple[str, ...], signs: list[str]
) -> tuple[list[int], list[tuple[int, int]]]:
    rows, places = [], []
    row = one.row
    found = ideas.of(clauses, order(languages), one.known)
    for source in (
        features.of_words(clauses),
        features.of_ideas(found, signs, text),
    ):
        for name, first, last in source:
            at = row.get(name)
            if at is not None:
                rows.append(at)
                places.append((first, last))
    return rows, places


def _certainty(one: Model, scores: Numbers) -> float:
    powers = np.exp((scores - scores.max()) * one.sharpness)
    return float(1 / powers.sum())


def _told(
    one: Model, rows: list[int], places: list[tuple[int, int]], best: int
) -> tuple[tuple[int, int], ...]:
    """The strongest places that don't lie within one another."""
    speaks = one.weigh[rows, best]
    told: list[tuple[int, int]] = []
    for at in np.argsort(-speaks):
        first, last = places[at]
        if speaks[at] <= 0 or len(told) == MOST_TOLD:
            break
        if first >= 0 and not any(first <= end and start <= last for start, end in told):
            told.append((first, last))
    return _joined(sorted(told))


def _joined(places: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for first, last in places:
        if joined and joined[-1][1] + 1 == first:
            first = joined.pop()[0]
        joined.append((first, last))
    return tuple(joined)
