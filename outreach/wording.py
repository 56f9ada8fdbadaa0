"""The wording list: lines as a team lead writes them, taken apart. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from outreach.folding import fold
from problem import Problem

MOST_ENTRIES = 1000
LONGEST, LONGEST_LINE = 60, 200  # characters of a phrase, of a line with several
STEM = 3  # letters before "*": with fewer it would catch half of the language
ANY = "*"  # any one word, in lines that don't catch
AMOUNT = "#"  # a number below a hundred, or a word for one
END = "|"  # at the end: no other thing is named behind it
SIGNS = frozenset({ANY, AMOUNT, END})
BOTH, EITHER = " & ", " / "
EXACT = "="  # before a word that is meant as it is spelled
MARKS = re.compile(r"[-?=~\s]*")
LEADING_DIGITS = re.compile(r"(\d+)(\D.*)", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """A line of the list. `written`: without its marks. `said`: its folded words in order; "snuiv*"
    stands for every word that begins so, "*" for any word, "#" for an amount, "=coke" for that
    spelling alone; "|" ends it where nothing else is named.
    `beside`: what must stand somewhere in the text too. `unsure`: counts in an order only."""

    written: str
    said: tuple[str, ...]
    beside: tuple[str, ...]
    unsure: bool

    @property
    def is_name(self) -> bool:
        """Is this one plain word, and enough? "3mmc" is, though its digit is a word of its own."""
        names = self.said[1:] if self.said[0].isdecimal() else self.said
        return len(names) == 1 and not self.beside and not names[0].endswith(ANY)


@dataclass(frozen=True)
class Lines:
    """The list: what catches, what doesn't count, and what an order sounds like."""

    entries: tuple[Line, ...]
    exceptions: tuple[Line, ...]
    orders: tuple[Line, ...]


def read(words: str) -> Lines:
    """Take a list apart. Of equal lines the first counts. Raises Problem that names the line."""
    kinds: dict[str, dict[tuple[tuple[str, ...], ...], Line]] = {"": {}, "-": {}, "?": {}}
    rows = 0
    for row, text in enumerate(words.splitlines(), start=1):
        if text.strip() and not text.strip().startswith("#"):
            rows += 1
            marks = MARKS.match(text).group()  # type: ignore[union-attr]  # it matches '' too
            kind = "-" if "-" in marks else "?" if "?" in marks else ""
            for line in _lines(row, text[len(marks) :].strip(), marks, catches=not kind):
                kinds[kind].setdefault((line.said, line.beside), line)
    _refuse_useless(len(kinds[""]), rows)
    return Lines(*(tuple(kinds[kind].values()) for kind in ("", "-", "?")))


def apart(word: str) -> tuple[str, ...]:
    """Digits before a word are a word of their own: "3mmc" is "3 mmc", and "2wit" is "2 wit"."""
    found = LEADING_DIGITS.fullmatch(word)
    return found.groups() if found else (word,)


def is_emoji(word: str) -> bool:
    """Is this folded word an emoji?"""
    return not word.isalnum()


def _lines(row: int, written: str, marks: str, catches: bool) -> Iterator[Line]:
    phrases, _, others = written.partition(BOTH)
    _refuse_long(row, len(written) > LONGEST_LINE)
    for one in phrases.split(EITHER):
        _refuse_long(row, len(one) > LONGEST)
        said = _words(row, one, marks, any_word=not catches)
        if said != (ANY,):
            _refuse_short(row, said, catches)
        if not others and said != (ANY,):
            yield Line(one.strip(), said, (), "~" in marks)
        for other in others.split(EITHER) if others or said == (ANY,) else ():
            beside = _words(row, other, "", any_word=False)
            _refuse_short(row, beside, catches)
            yield Line(one.strip() + BOTH + other.strip(), said, beside, "~" in marks)


def _words(row: int, phrase: str, marks: str, any_word: bool) -> tuple[str, ...]:
    found: list[str] = []
    for one in (parts := phrase.split()):
        stem, star, rest = one.partition("*")
        folded = [part for word in fold(stem) for part in apart(word)]
        if one == AMOUNT or (any_word and one == ANY) or (one == END and one is parts[-1]):
            folded = [one]
        elif rest or (star and len("".join(folded)) < STEM):
            raise Problem(
                'Line {row} of the wording list: "*" stands at the end of a word, after at least '
                "three letters.",
                row=row,
            )
        elif star:
            folded[-1] += star
        found += folded
    return tuple(EXACT + word if EXACT in marks and word not in SIGNS else word for word in found)


def _refuse_long(row: int, is_long: bool) -> None:
    if is_long:
        raise Problem(
            "Line {row} of the wording list is too long. Keep a word or a short phrase.", row=row
        )


def _refuse_short(row: int, words: tuple[str, ...], catches: bool) -> None:
    bare = [word.strip(ANY + EXACT) for word in words if word not in SIGNS]
    least = 2 if catches and AMOUNT not in words else 1
    if len("".join(bare)) < least and not any(map(is_emoji, filter(None, bare))):
        raise Problem(
            "Line {row} of the wording list is too short: it would catch nearly every text. "
            "Write at least two letters.",
            row=row,
        )


def _refuse_useless(entries: int, rows: int) -> None:
    if not entries:
        raise Problem("The wording list is empty. Write at least one word, one a line.")
    if rows > MOST_ENTRIES:
        raise Problem("The wording list is too long. Keep at most {most} lines.", most=MOST_ENTRIES)
