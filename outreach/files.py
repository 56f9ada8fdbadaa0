"""Files, read and chosen from, before anything of them is stored: what an import would bring."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from outreach import apart, numbers
from outreach.apart import Tell, Unread
from outreach.buyers import OWNER
from outreach.intake.layout import Layout
from outreach.intake.source import Upload
from outreach.rule import Rule
from outreach.samples import Sample
from outreach.tally import Found, Rejection, Tally, WordCount
from problem import N_, Problem

EXCLUDED = N_("On the exclusion list.")

Is = Callable[[str], bool]


@dataclass(frozen=True)
class FileRead:
    """What a rule makes of one file. With a `problem` there is nothing else.

    Every sighting is in one of four: `accepted` (the first of a number that is new), `known` (of
    a number that an earlier file or the campaign has), `repeats` (further ones of the same number
    in this file) and `rejected`. `owners`: the phone's own numbers, masked. `senders`: distinct,
    whether chosen or not.
    """

    name: str
    format: str = ""
    layout: Layout | None = None
    owners: tuple[str, ...] = ()
    sightings: int = 0
    senders: int = 0
    accepted: int = 0
    known: int = 0
    repeats: int = 0
    rejected: tuple[Rejection, ...] = ()
    words: tuple[WordCount, ...] = ()
    caught: tuple[Sample, ...] = ()
    missed: tuple[Sample, ...] = ()
    sha256: str = ""
    problem: Problem | None = None

    @property
    def duplicates(self) -> int:
        """Sightings of numbers that were accepted before, in this file or an earlier one."""
        return self.known + self.repeats


@dataclass(frozen=True)
class Person:
    """A number that was chosen, E.164. `files`: the names of those that show it."""

    number: str
    kind: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """Files and the numbers chosen from them, each once, in the order of the files."""

    files: tuple[FileRead, ...]
    persons: tuple[Person, ...]


def read(
    uploads: Sequence[Upload],
    rule: Rule,
    region: str = "NL",
    tell: Tell | None = None,
    outside: Sequence[tuple[Is, str]] = (),
    known: Is | None = None,
) -> Reading:
    """Read files under a rule. No file that can't be read keeps another one out.

    `outside`: who is rejected after all, and why. `known`: whether an earlier import has a number.
    """
    found = tallies(uploads, rule, region, tell)
    kept = [adjusted(one, outside) if isinstance(one, Tally) else one for one in found]
    return Reading(tuple(_files(kept, known or _nobody)), tuple(_persons(kept)))


def tallies(
    uploads: Sequence[Upload], rule: Rule, region: str = "NL", tell: Tell | None = None
) -> list[Tally | Unread]:
    """What a rule makes of each file; the owner of one phone is nowhere among the chosen."""
    found = list(apart.read(uploads, rule, region, tell))
    owners = {own for one in found if isinstance(one, Tally) for own in one.owners}
    outside = ((owners.__contains__, OWNER),)
    return [adjusted(one, outside) if isinstance(one, Tally) else one for one in found]


def adjusted(tally: Tally, outside: Iterable[tuple[Is, str]]) -> Tally:
    """A tally without those who are rejected for a reason that stands in no file."""
    for is_out, reason in outside:
        tally = tally.without(is_out, reason)
    return tally


def report(tally: Tally, accepted: int) -> FileRead:
    """What to say of a file of whose numbers `accepted` are new."""
    rows = sum(one.rows.amount for one in tally.found.values())
    return FileRead(
        name=tally.name,
        format=tally.format,
        layout=tally.layout,
        owners=tuple(numbers.masked(own) for own in tally.owners),
        sightings=tally.sightings,
        senders=tally.senders,
        accepted=accepted,
        known=len(tally.found) - accepted,
        repeats=rows - len(tally.found),
        rejected=tally.rejected,
        words=tally.words,
        caught=tally.caught,
        missed=tally.missed,
        sha256=tally.sha256,
    )


def failure(unread: Unread) -> FileRead:
    """What to say of a file that can't be read."""
    return FileRead(unread.name, problem=unread.problem)


def _files(found: Iterable[Tally | Unread], known: Is) -> Iterator[FileRead]:
    seen: set[str] = set()
    for one in found:
        if isinstance(one, Unread):
            yield failure(one)
            continue
        new = [number for number in one.found if number not in seen and not known(number)]
        seen.update(one.found)
        yield report(one, len(new))


def _persons(found: Iterable[Tally | Unread]) -> Iterator[Person]:
    kinds: dict[str, Found] = {}
    names: dict[str, list[str]] = {}
    for tally in (one for one in found if isinstance(one, Tally)):
        for number, one in tally.found.items():
            kinds.setdefault(number, one)
            names.setdefault(number, []).append(tally.name)
    for number, some in names.items():
        yield Person(number, kinds[number].kind, tuple(some))


def _nobody(_number: str) -> bool:
    return False
