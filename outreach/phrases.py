"""Lines of a wording list found in a text that has been read. Pure."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from outreach.wording import ANY, Line

# All that one typed word stands for: itself as meant, "=" and itself as typed, stems it begins
# with. Empty: taken out of the text, so that no phrase reaches across.
Piece = frozenset[str]
Index = dict[str, list[tuple[tuple[str, ...], Line]]]
GONE: Piece = frozenset()


class Found(NamedTuple):
    """A line, and the pieces it takes: from `start`, up to and without `end`."""

    line: Line
    start: int
    end: int


def index(phrases: Iterable[tuple[tuple[str, ...], Line]]) -> Index:
    """Phrases with the line each belongs to, by first word; of several the longest comes first."""
    made: Index = {}
    for phrase, line in sorted(phrases, key=lambda pair: -len(pair[0])):
        made.setdefault(phrase[0], []).append((phrase, line))
    return made


def find(pieces: list[Piece], lines: Index) -> Iterator[Found]:
    """The lines that stand in a text, from the left, none overlapping another."""
    there = GONE.union(*pieces)
    if there.isdisjoint(lines) and ANY not in lines:
        return
    end = 0
    for start, piece in enumerate(pieces):
        if start >= end and (found := _at(start, piece, pieces, there, lines)):
            end = found.end
            yield found


def _at(start: int, piece: Piece, pieces: list[Piece], there: Piece, lines: Index) -> Found | None:
    for word in (*piece, ANY) if piece else ():
        for phrase, line in lines.get(word, ()):
            if line.beside and line.beside[0] not in there:
                continue  # nearly all of them: a hundred things can be white
            if _stands(phrase, pieces, start) and _beside(line.beside, pieces):
                return Found(line, start, start + len(phrase))
    return None


def _stands(phrase: tuple[str, ...], pieces: list[Piece], start: int) -> bool:
    if start + len(phrase) > len(pieces):
        return False
    for at, word in enumerate(phrase, start):
        if word not in pieces[at] and (word != ANY or not pieces[at]):
            return False
    return True


def _beside(phrase: tuple[str, ...], pieces: list[Piece]) -> bool:
    return not phrase or any(_stands(phrase, pieces, start) for start in range(len(pieces)))
