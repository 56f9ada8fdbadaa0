"""Does a text that names a thing ask for it? "heb je cola" does, "cola was op" not. Pure."""

import bisect
from collections.abc import Iterable
from dataclasses import dataclass

from outreach import phrases
from outreach.phrases import Found, Index, Piece
from outreach.wording import AMOUNT, ANY, Line

CURT, CURT_QUESTION = 2, 4  # words: who says no more than a name and a greeting is ordering
BESIDE = 2  # words that may stand between a name and what says that it is ordered


@dataclass(frozen=True)
class Orders:
    """What orders sound like: `plain` wherever it stands, `before` and `after` close to a name."""

    plain: Index
    before: Index
    after: Index


def orders(lines: Iterable[Line]) -> Orders:
    """Sort the lines with "?" of a list. A "*" at the rim of one with "~" is the name's place."""
    some = list(lines)
    unsure = [(_inner(line.said), line) for line in some if line.unsure]
    return Orders(
        plain=phrases.index((line.said, line) for line in some if not line.unsure),
        before=phrases.index((said, line) for said, line in unsure if line.said[0] != ANY),
        after=phrases.index((said, line) for said, line in unsure if line.said[-1] != ANY),
    )


@dataclass(frozen=True)
class Heard:
    """What of an order a text has. `plain`: it is one, whatever it names."""

    plain: bool
    before: tuple[Found, ...]
    after: tuple[Found, ...]
    pieces: list[Piece]
    ends: list[int]


def hear(pieces: list[Piece], ends: list[int], asks: bool, by: Orders) -> Heard:
    """Listen to a text. `ends`: where each clause ends. `asks`: is there a question mark?"""
    return Heard(
        plain=is_plain(pieces, asks, by),
        before=tuple(phrases.find(pieces, by.before)),
        after=tuple(phrases.find(pieces, by.after)),
        pieces=pieces,
        ends=ends,
    )


def is_plain(pieces: list[Piece], asks: bool, by: Orders) -> bool:
    """Is a text an order, whatever it names? A curt one is too."""
    curt = len(pieces) <= (CURT_QUESTION if asks else CURT)
    return curt or phrases.stands(pieces, by.plain)


def is_ordered(found: Found, heard: Heard) -> bool:
    """Is what was found asked for: curtly, in a number ("2 wit", "wit 2"), or as orders sound?"""
    return (
        heard.plain
        or _is_counted(found, heard.pieces)
        or any(_are_close(one, found, heard.ends) for one in heard.before)
        or any(
            # "2 gram" asks for what stands before it, not for itself.
            found.start < one.start and _are_close(found, one, heard.ends)
            for one in heard.after
        )
    )


def _inner(said: tuple[str, ...]) -> tuple[str, ...]:
    return said[said[0] == ANY : len(said) - (said[-1] == ANY)]


def _is_counted(found: Found, pieces: list[Piece]) -> bool:
    after = pieces[found.end :]
    return (found.start > 0 and _is_amount(pieces[found.start - 1])) or (
        len(after) == 1 and _is_amount(after[0])
    )


def _is_amount(piece: Piece) -> bool:
    return AMOUNT in piece


def _are_close(first: Found, second: Found, ends: list[int]) -> bool:
    """Does one stand before the other, in the same clause or with nothing between?"""
    same = bisect.bisect(ends, first.start) == bisect.bisect(ends, second.start)
    return first.start <= second.start and second.start - first.end <= (BESIDE if same else 0)
