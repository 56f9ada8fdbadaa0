"""Typed words, read once each with a wording list in hand. Pure, but for what it remembers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from outreach import typos
from outreach.phrases import Piece
from outreach.typos import Speller
from outreach.wording import AMOUNT, EXACT

MOST_REMEMBERED = 100_000  # typed words
SPACED = range(3, 9)  # letters that are typed apart
AMOUNTS = frozenset(
    [str(number) for number in range(100)]
    + "half halve halfje hele twee drie vier vijf zes tien two zwei dwa".split()
)


class Reading(NamedTuple):
    """A typed word, read. `loud`: a text with this word deserves a closer look."""

    pieces: tuple[Piece, ...]
    near: str
    why: str
    loud: bool


@dataclass(frozen=True)
class Reader:
    """What words are read with, and those that were read. `quiet`: those that aren't loud."""

    speller: Speller
    stems: tuple[str, ...]
    exact: Piece
    openings: frozenset[tuple[str, ...]]  # of entries and orders: one, two or three words
    quiet: set[str] = field(default_factory=set, repr=False, compare=False)
    readings: dict[str, Reading] = field(default_factory=dict, repr=False, compare=False)


def read(typed: str, by: Reader) -> Reading:
    """What a folded word stands for, remembered."""
    found = by.readings.get(typed)
    if found is None:
        if len(by.readings) >= MOST_REMEMBERED:
            by.readings.clear()
            by.quiet.clear()
        found = by.readings[typed] = _first_time(typed, by)
        if not found.loud:
            by.quiet.add(typed)
    return found


def says_nothing(typed: list[str], by: Reader) -> bool:
    """Is every word common, and do no two or three of them begin a phrase? So are most texts."""
    if not by.quiet.issuperset(typed) and any([read(one, by).loud for one in typed]):
        return False
    if not AMOUNTS.isdisjoint(typed):
        typed = counted(typed)
    second, third = typed[1:], typed[2:]
    return by.openings.isdisjoint(zip(typed, second, strict=False)) and (
        by.openings.isdisjoint(zip(typed, second, third, strict=False))
    )


def counted(words: Iterable[str]) -> list[str]:
    """The words, with AMOUNT for each amount."""
    return [AMOUNT if one in AMOUNTS else one for one in words]


def joined(typed: list[str], by: Reader) -> list[str]:
    """ "w i t" becomes "wit": three or more letters apart that are an entry together."""
    found: list[str] = []
    for one in typed:
        found.append(one)
        for letters in SPACED:
            apart = found[-letters:]
            if len(apart) < letters or any(len(letter) > 1 for letter in apart):
                break
            if "".join(apart) in by.speller.entries:
                found[-letters:] = ["".join(apart)]
                break
    return found


def _first_time(typed: str, by: Reader) -> Reading:
    spelt = typos.spell(typed, by.speller)
    pieces = [_piece(word, by) for word in spelt.words]
    if len(pieces) == 1 and EXACT + typed in by.exact:
        pieces = [pieces[0] | {EXACT + typed}]
    opens = any((word,) in by.openings for piece in pieces for word in piece)
    respelt = bool(pieces) and spelt.words != (typed,)
    spaced = len(typed) == 1 and any(word.startswith(typed) for word in by.speller.entries)
    loud = opens or respelt or spaced or bool(spelt.near)
    return Reading(tuple(pieces), spelt.near, spelt.why, loud)


def _piece(word: str, by: Reader) -> Piece:
    amount = (AMOUNT,) if word in AMOUNTS else ()
    return frozenset((word, *amount, *(stem for stem in by.stems if word.startswith(stem[:-1]))))
