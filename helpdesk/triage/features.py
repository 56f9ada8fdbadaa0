"""What the model looks at in a text: letters and words, ideas, and which ideas stand together.

Each feature has a name, and counts as often as it occurs; `Said` also keeps where it stood, so that
the words that decided can be shown.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from helpdesk.triage.folding import Token
from helpdesk.triage.ideas import Ideas

Clauses = list[list[Token]]
Feature = tuple[str, int, int]  # its name, and the places of the first and last word it is about

NEAR, FAR = 3, 8  # words with an idea between two that still belong together


@lru_cache(maxsize=50_000)
def of_word(word: str) -> tuple[str, ...]:
    """A word and its pieces of two to five letters, its ends marked."""
    marked = f"<{word}>"
    pieces = [
        "c" + marked[start : start + length]
        for length in (2, 3, 4, 5)
        for start in range(len(marked) - length + 1)
    ]
    return (f"w {word}", *pieces)


def of_words(clauses: Clauses) -> Iterator[Feature]:
    """Words that stand side by side."""
    place = 0
    for clause in clauses:
        for first, second in pairwise(clause):
            yield f"b {first.key} {second.key}", place, place + 1
            place += 1
        place += 1


def of_ideas(clauses: list[Ideas], signs: list[str], text: str) -> Iterator[Feature]:
    """Ideas by themselves, in pairs, at the edges, and across clauses."""
    place = 0
    earlier: set[str] = set()
    everything: set[str] = set()
    for clause in clauses:
        said = [(place + at, ideas) for at, ideas in enumerate(clause) if ideas]
        yield from _alone(said, len(clause))
        yield from _together(said)
        here = {idea for _place, ideas in said for idea in ideas}
        for first in earlier:
            for second in here:
                yield f"x {first} {second}", -1, -1
        earlier |= here
        everything |= here
        place += len(clause)
    yield _length(place), -1, -1
    for idea in signs:
        yield f"1 {idea}", -1, -1
        yield f"e {idea}", -1, -1
    if "?" in text or "؟" in text:
        yield "?", -1, -1
        for idea in everything:
            yield f"? {idea}", -1, -1


def _alone(said: list[tuple[int, frozenset[str]]], words: int) -> Iterator[Feature]:
    for place, ideas in said:
        for idea in ideas:
            yield f"1 {idea}", place, place
            if words == 1:
                yield f"= {idea}", place, place
    for mark, edge in (("^", said[:1]), ("$", said[-1:])):
        for place, ideas in edge:
            for idea in ideas:
                yield f"{mark} {idea}", place, place


def _together(said: list[tuple[int, frozenset[str]]]) -> Iterator[Feature]:
    for at, (place, ideas) in enumerate(said):
        for distance, (there, others) in enumerate(said[at + 1 : at + 1 + FAR], start=1):
            mark = "~" if distance <= NEAR else "."
            for idea in ideas:
                for other in others:
                    yield f"{mark} {idea} {other}", place, there
                    if distance == 1:
                        yield f"2 {idea} {other}", place, there


def _length(words: int) -> str:
    return f"length {next((most for most in (0, 1, 2, 3, 7, 15) if words <= most), 'more')}"
