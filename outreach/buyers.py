"""Who in an export counts as a buyer, and why the others don't. Pure: texts go no further."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from outreach import numbers, selection
from outreach.intake.sighting import ReadExport, Sighting
from outreach.numbers import Number
from outreach.selection import Words
from problem import N_

MOST_RANGES = 40  # of row numbers shown for one reason

OUTGOING = N_("Sent from this phone, so not by a buyer.")
OWNER = N_("The number of a seized phone's owner.")
NO_WORDING = N_("None of the wordings stands in the text.")

Reader = Callable[[str], Number]


@dataclass(frozen=True)
class Rejection:
    """One reason for which rows were left out. `row_numbers`: "3, 17-19"."""

    reason: str
    amount: int
    row_numbers: str


@dataclass(frozen=True)
class Judged:
    """A sighting, judged. `reason` '' for a buyer; `word` is what caught it, '' in plain lists."""

    sighting: Sighting
    number: str
    word: str
    reason: str


@dataclass(frozen=True)
class Chosen:
    """Buyers' numbers (E.164), each once, in the order of the file, and what was left out."""

    buyers: tuple[str, ...]
    rejected: tuple[Rejection, ...]


def choose(export: ReadExport, words: Words, seized: Callable[[str], bool]) -> Chosen:
    """The buyers of one export. `seized`: is this E.164 number another seized phone's own?"""
    buyers: dict[str, None] = {}
    rows: dict[str, list[int]] = {}
    for row, reason in export.unreadable:
        rows.setdefault(reason, []).append(row)
    for one in judge(export, words):
        reason = one.reason or (OWNER if seized(one.number) else "")
        if reason:
            rows.setdefault(reason, []).append(one.sighting.row)
        else:
            buyers[one.number] = None
    left_out = [Rejection(reason, len(some), ranges(some)) for reason, some in rows.items()]
    return Chosen(tuple(buyers), tuple(sorted(left_out, key=lambda one: -one.amount)))


def judge(export: ReadExport, words: Words) -> Iterator[Judged]:
    """Every sighting in turn. Plain lists (no direction, no text) are taken as they are given."""
    read = reader()
    owners = own_numbers(export, read)
    for seen in export.sightings:
        if seen.direction == "out":
            yield Judged(seen, "", "", OUTGOING)
            continue
        number = read(seen.number)
        word = "" if _is_given(seen) else selection.caught_by(seen.text, words)
        yield Judged(seen, number.number or "", word or "", _why_not(number, word, owners))


def own_numbers(export: ReadExport, read: Reader) -> frozenset[str]:
    """The owner's numbers in E.164."""
    return frozenset(number for raw in export.owners if (number := read(raw).number))


def reader() -> Reader:
    """`numbers.read` with a memory of its own, which goes when the file has been read."""
    seen: dict[str, Number] = {}

    def read(raw: str) -> Number:
        if raw not in seen:
            seen[raw] = numbers.read(raw)
        return seen[raw]

    return read


def ranges(rows: list[int]) -> str:
    """Row numbers as people write them: [3, 17, 18, 19] -> "3, 17-19"."""
    runs: list[list[int]] = []
    for row in sorted(set(rows)):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    shown = [f"{a}-{b}" if b > a else str(a) for a, b in runs[:MOST_RANGES]]
    return ", ".join(shown) + (" …" if len(runs) > MOST_RANGES else "")


def _is_given(seen: Sighting) -> bool:
    return seen.direction == "none" and not seen.text


def _why_not(number: Number, word: str | None, owners: frozenset[str]) -> str:
    if not number.textable:
        return number.reason
    if number.number in owners:
        return OWNER
    return NO_WORDING if word is None else ""
