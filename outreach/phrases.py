"""Lines of a wording list found in a text that has been read. Pure."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from outreach.wording import ANY, END, Line

# All that one typed word stands for: itself as meant, "=" and itself as typed, stems it begins
# with. Empty: taken out of the text, so that no phrase reaches across.
Piece = frozenset[str]
Index = dict[str, list[tuple[tuple[str, ...], bool, Line]]]  # True: it ends with END
GONE: Piece = frozenset()

CLAUSE = "^"  # in a piece: a clause begins here
# What may follow an order that names nothing: "heb je nog voor vanavond", not "heb je nog melk".
SMALL = frozenset(
    """
    voor vr aan in bij op om over tot naar met en of maar dan nu straks zo even ff graag aub ajb svp
    alsjeblieft alstublieft pls plz please vanavond vandaag vanmiddag vannacht morgen maandag
    dinsdag woensdag donderdag vrijdag zaterdag zondag halen ophalen brengen langsbrengen komen
    kopen bestellen regelen fixen leveren bezorgen liggen staan krijgen hebben kan kun mag wil ik
    ben heb sta kom is je jij u me mij ons hier daar thuis er ook wel toch weer klaar man bro broer
    maat gap x ja oke ok thx haha kost hoeveel prijs mogelijk beschikbaar leverbaar zelfde vd
    at to for the and now tonight here can i bitte fur heute da und auf na dzis prosze
    """.split()
)


class Found(NamedTuple):
    """A line, and the pieces it takes: from `start`, up to and without `end`."""

    line: Line
    start: int
    end: int


def index(phrases: Iterable[tuple[tuple[str, ...], Line]]) -> Index:
    """Phrases with the line each belongs to, by first word; of several the longest comes first."""
    made: Index = {}
    for phrase, line in sorted(phrases, key=lambda pair: -len(pair[0])):
        ends = phrase[-1] == END
        made.setdefault(phrase[0], []).append((phrase[: len(phrase) - ends], ends, line))
    return made


def find(pieces: list[Piece], lines: Index) -> Iterator[Found]:
    """The lines that stand in a text, from the left, none overlapping another."""
    there, wild = GONE.union(*pieces), ANY in lines
    if there.isdisjoint(lines) and not wild:
        return
    end = 0
    for start, piece in enumerate(pieces):
        if start < end or not (wild or not lines.keys().isdisjoint(piece)):
            continue
        if found := _at(start, piece, pieces, there, lines):
            end = found.end
            yield found


def stands(pieces: list[Piece], lines: Index) -> bool:
    """Does any of the lines stand in a text?"""
    return any(True for _ in find(pieces, lines))


def _at(start: int, piece: Piece, pieces: list[Piece], there: Piece, lines: Index) -> Found | None:
    for word in (*piece, ANY) if piece else ():
        for phrase, ends, line in lines.get(word, ()):
            if line.beside and line.beside[0] not in there:
                continue  # nearly all of them: a hundred things can be white
            if phrase[-1] not in there and phrase[-1] != ANY:
                continue
            end = start + len(phrase)
            if (
                _stands(phrase, pieces, start)
                and (not ends or _ends(pieces, end))
                and _beside(line.beside, pieces)
            ):
                return Found(line, start, end)
    return None


def _stands(phrase: tuple[str, ...], pieces: list[Piece], start: int) -> bool:
    if start + len(phrase) > len(pieces):
        return False
    for at, word in enumerate(phrase, start):
        if word not in pieces[at] and (word != ANY or not pieces[at]):
            return False
    return True


def _ends(pieces: list[Piece], at: int) -> bool:
    return at >= len(pieces) or CLAUSE in pieces[at] or not SMALL.isdisjoint(pieces[at])


def _beside(phrase: tuple[str, ...], pieces: list[Piece]) -> bool:
    return not phrase or any(_stands(phrase, pieces, start) for start in range(len(pieces)))
