"""Which texts make their sender a buyer: a list of wordings that a team lead can edit.

Pure, but for reading the list that comes with the program. A `Words` remembers the words of the
texts it judged as long as it lives; nothing else does.
"""

import itertools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from outreach import ordering, phrases, typed, typos, wording
from outreach.folding import fold
from outreach.ordering import Orders
from outreach.phrases import CLAUSE, GONE, Index, Piece
from outreach.typed import Reader, Reading
from outreach.wording import ANY, END, EXACT, SIGNS, Line
from problem import N_

DEFAULT_WORDS = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8")

LONGEST_TEXT = 2_000  # characters that are looked at: twelve times an SMS
LONGEST_LINK = 300
LINK = re.compile(r"://|^www\.|@.*\.|\.(?:nl|com)\b")
CLAUSES = re.compile(r"[.,;:!?…]+(?=\s|$)| - ")

EXCEPTION = N_('It fits a line that begins with "-", so it doesn\'t count.')
NO_ORDER = N_("It names a word of the list, but it doesn't speak like an order.")
NAMELESS = N_("It speaks like an order, but it names nothing of the list.")


class Verdict(NamedTuple):
    """What a list says of a text. `word`: the entry that caught it, '' for none.

    `near`: the line of the list that an uncaught text only just missed by, '' for none, and `why`.
    """

    word: str
    near: str
    why: str


NOTHING = Verdict("", "", "")


@dataclass(frozen=True)
class Words:
    """A list, ready to use. `entries` and `exceptions`: as written, without their marks."""

    entries: tuple[str, ...]
    exceptions: tuple[str, ...]
    catching: Index
    passed_over: Index
    silencing: Index  # exceptions that are about the whole text
    orders: Orders
    named: dict[str, str]  # how an entry of one word is written
    reader: Reader


def parse(words: str) -> Words:
    """Read a list; words.txt says at its top how one is written. Raises Problem with the line."""
    lines = wording.read(words)
    silent = [line for line in lines.exceptions if line.said == (ANY,)]
    spoken = [line for line in lines.exceptions if line.said != (ANY,)]
    named = {line.said[-1]: line.written for line in reversed(lines.entries) if line.is_name}
    return Words(
        entries=tuple(line.written for line in lines.entries),
        exceptions=tuple(line.written for line in lines.exceptions),
        catching=phrases.index((line.said, line) for line in lines.entries),
        passed_over=phrases.index((line.said, line) for line in spoken),
        silencing=phrases.index((line.beside, line) for line in silent),
        orders=ordering.orders(lines.orders),
        named=named,
        reader=_reader(lines, set(named)),
    )


def caught_by(text: str, words: Words) -> str | None:
    """The first entry that stands in the text, as written in the list; None when none does."""
    return judge(text, words).word or None


def judge(text: str, words: Words) -> Verdict:
    """What the list says of a text: caught, just missed, or neither."""
    text = text[:LONGEST_TEXT]
    if typed.says_nothing(fold(text), words.reader):
        return NOTHING
    bare = " ".join(part for part in text.split() if not _is_link(part))
    clauses = [typed.joined(fold(one), words.reader) for one in CLAUSES.split(bare)]
    read = [[typed.read(one, words.reader) for one in clause] for clause in clauses]
    return _look(read, "?" in bare, words)


def _reader(lines: wording.Lines, names: set[str]) -> Reader:
    beside, except_ = _words(*lines.entries, *lines.orders), _words(*lines.exceptions)
    said = beside | except_
    exact = frozenset(word for word in said if word.startswith(EXACT))
    stems = frozenset(word for word in said - exact if word.endswith(ANY))
    passed = {word.rstrip(ANY) for word in except_} - names
    some = (passed | said - stems, beside - stems, names, passed)
    speller = typos.speller(*(words - exact for words in some))
    telling = [*lines.entries, *(line for line in lines.orders if not line.unsure)]
    openings = frozenset(_opening(line.said) for line in telling)
    return Reader(speller, tuple(stems), exact, openings)


def _words(*lines: Line) -> set[str]:
    return {word for line in lines for word in line.said + line.beside} - SIGNS


def _opening(said: tuple[str, ...]) -> tuple[str, ...]:
    """What to look for first, in words as they are typed; a stem is looked for alone."""
    words = [word.strip(EXACT) if word not in SIGNS else word for word in said]
    stem = next((word for word in words if word.endswith(ANY) and word != ANY), None)
    if stem:
        return (stem,)
    runs = itertools.groupby(words, lambda word: word in (ANY, END))
    longest = max((tuple(run) for gap, run in runs if not gap), key=len)[:3]
    return longest if len(longest) == 1 else tuple(typed.counted(longest))


def _look(clauses: list[list[Reading]], asks: bool, words: Words) -> Verdict:
    pieces = [piece for clause in clauses for piece in _pieces(clause)]
    if not phrases.stands(pieces, words.catching):
        return _nearly(clauses, pieces, asks, words)
    left, gone = _without_exceptions(pieces, words)
    heard = ordering.hear(left, _ends(clauses), asks, words.orders)
    missed = ""
    for found in phrases.find(left, words.catching):
        if not found.line.unsure or ordering.is_ordered(found, heard):
            return Verdict(found.line.written, "", "")
        missed = missed or found.line.written
    if missed:
        return Verdict("", missed, NO_ORDER)
    return Verdict("", gone, EXCEPTION) if phrases.stands(pieces, words.orders.plain) else NOTHING


def _pieces(clause: list[Reading]) -> list[Piece]:
    pieces = [piece for one in clause for piece in one.pieces]
    return [pieces[0] | {CLAUSE}, *pieces[1:]] if pieces else []


def _nearly(clauses: list[list[Reading]], pieces: list[Piece], asks: bool, words: Words) -> Verdict:
    for one in itertools.chain(*clauses):
        # Everybody goes to a "winkel"; who orders one may mean a "wikkel".
        if one.near and (
            one.why != typos.OWN_WORD or ordering.is_plain(pieces, asks, words.orders)
        ):
            return Verdict("", words.named[one.near], one.why)
    for found in phrases.find(pieces, words.orders.plain):
        return Verdict("", found.line.written, NAMELESS)
    return NOTHING


def _without_exceptions(pieces: list[Piece], words: Words) -> tuple[list[Piece], str]:
    """What is left of a text, and the first exception that stands in it."""
    for found in phrases.find(pieces, words.silencing):
        return [], found.line.written
    left, gone = list(pieces), ""
    for found in phrases.find(pieces, words.passed_over):
        left[found.start : found.end] = [GONE] * (found.end - found.start)
        gone = gone or found.line.written
    return left, gone


def _ends(clauses: list[list[Reading]]) -> list[int]:
    """Where each clause ends, counted in pieces."""
    return list(itertools.accumulate(sum(len(one.pieces) for one in some) for some in clauses))


def _is_link(part: str) -> bool:
    return LINK.search(part[:LONGEST_LINK]) is not None
