"""Files, read and chosen from, before anything of them is stored: what an import would bring."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from outreach import apart, numbers, provenance
from outreach.apart import Is, Tell
from outreach.buyers import OWNER, TOO_FEW
from outreach.intake import Unreadable
from outreach.intake.layout import Layout
from outreach.intake.source import Upload
from outreach.rule import Rule
from outreach.samples import SHOWN, Sample
from outreach.tally import Found, Rejection, Tally, WordCount
from problem import N_, Problem

EXCLUDED = N_("On the exclusion list.")


@dataclass(frozen=True)
class FileRead:
    """What a rule makes of one file. With a `problem` there is nothing else, but its `layout`.

    Every sighting is in one of four: `accepted` (the first of a number that is new), `known` (of
    a number that an earlier file or the campaign has), `repeats` (further ones of the same number
    in this file) and `rejected`. `owners`: the phone's own numbers, masked. `senders`: distinct,
    whether chosen or not. `listed`: it is a list of numbers, taken whole.
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
    listed: bool = False
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
    """Files and the numbers chosen from them, each once, in the order of the files.

    `by_text`: how many of them a wording caught; the others stood in lists.
    `caught` and `missed`: samples out of all files, in proportion to whom each brings. `late`: who
    was left out for a reason that stands in no file alone, such as another phone's owner.
    """

    files: tuple[FileRead, ...]
    persons: tuple[Person, ...]
    caught: tuple[Sample, ...]
    missed: tuple[Sample, ...]
    late: tuple[tuple[frozenset[str], str], ...]
    by_text: int

    @property
    def words(self) -> tuple[WordCount, ...]:
        """What each wording catches; who stands in several files counts in each."""
        found: dict[str, WordCount] = {}
        for one in (word for file in self.files for word in file.words):
            before = found.get(one.word, WordCount(one.word, 0, 0))
            found[one.word] = WordCount(
                one.word,
                before.senders + one.senders,
                before.messages + one.messages,
                before.example or one.example,
            )
        return tuple(sorted(found.values(), key=lambda one: (-one.senders, -one.messages)))


@dataclass(frozen=True)
class Batch:
    """Files that were read under a rule together, and who is left out because of the others."""

    found: tuple[Tally | Unreadable, ...]
    late: tuple[tuple[frozenset[str], str], ...]


def read(
    uploads: Sequence[Upload],
    rule: Rule,
    region: str = "NL",
    tell: Tell | None = None,
    outside: Sequence[tuple[Is, str]] = (),
    known: Is | None = None,
    stored: Mapping[str, str] | None = None,
) -> Reading:
    """Read files under a rule. No file that can't be read keeps another one out.

    `outside`: who is rejected after all, and why. `known`: whether an earlier import has a number.
    `stored`: SHA-256 -> label of files that were imported already.
    """
    batch = together(uploads, rule, region, tell, stored)
    kept = [adjusted(one, outside) if isinstance(one, Tally) else one for one in batch.found]
    tallies = [one for one in kept if isinstance(one, Tally)]
    persons = tuple(_persons(tallies))
    chosen = {one.number for one in persons}
    return Reading(
        files=tuple(_files(kept, known or nobody)),
        persons=persons,
        caught=_drawn([(one.caught, len(one.found)) for one in tallies]),
        missed=_drawn([(_without(one.missed, chosen), one.senders) for one in tallies]),
        late=batch.late,
        by_text=len(_by_text(tallies)),
    )


def together(
    uploads: Sequence[Upload],
    rule: Rule,
    region: str = "NL",
    tell: Tell | None = None,
    stored: Mapping[str, str] | None = None,
) -> Batch:
    """What a rule makes of files that belong together.

    The owner of one phone is nowhere among the chosen, and messages are counted over all of them:
    so the same file twice, or one that is `stored`, must not count again.
    """
    found = list(_once(apart.read(uploads, rule, region, tell), stored or {}))
    tallies = [one for one in found if isinstance(one, Tally)]
    owners = frozenset(own for one in tallies for own in one.owners)
    late = ((owners, OWNER), (_too_few(tallies, rule), TOO_FEW))
    outside = [(some.__contains__, reason) for some, reason in late]
    kept = [adjusted(one, outside) if isinstance(one, Tally) else one for one in found]
    return Batch(tuple(kept), late)


def _by_text(tallies: Iterable[Tally]) -> set[str]:
    pairs = (pair for tally in tallies for pair in tally.found.items())
    return {number for number, one in pairs if not one.listed}


def _drawn(parts: Sequence[tuple[Sequence[Sample], int]]) -> tuple[Sample, ...]:
    # Each file's share is that of whom it brings: what is found in the sample holds for all.
    total = sum(weight for _, weight in parts) or 1
    found: dict[str, Sample] = {}
    for some, weight in parts:
        for one in some[: ceil(SHOWN * weight / total)]:
            found.setdefault(one.number, one)
    return tuple(found.values())


def _without(some: Iterable[Sample], chosen: Container[str]) -> list[Sample]:
    return [one for one in some if one.number not in chosen]


def _too_few(tallies: Iterable[Tally], rule: Rule) -> frozenset[str]:
    if rule.least <= 1:
        return frozenset()
    amounts: Counter[str] = Counter()
    listed: set[str] = set()
    for number, one in (pair for tally in tallies for pair in tally.found.items()):
        amounts[number] += one.rows.amount
        if one.listed:
            listed.add(number)
    return frozenset(
        number for number, amount in amounts.items() if amount < rule.least and number not in listed
    )


def _once(
    found: Iterable[Tally | Unreadable], stored: Mapping[str, str]
) -> Iterator[Tally | Unreadable]:
    seen = dict(stored)
    for one in found:
        if isinstance(one, Tally) and one.sha256 in seen:
            yield Unreadable(one.name, provenance.already(seen[one.sha256]))
            continue
        if isinstance(one, Tally):
            seen[one.sha256] = one.name
        yield one


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
        listed=tally.listed,
    )


def failure(unread: Unreadable) -> FileRead:
    """What to say of a file that can't be read."""
    return FileRead(unread.name, layout=unread.layout, problem=unread.problem)


def _files(found: Iterable[Tally | Unreadable], known: Is) -> Iterator[FileRead]:
    seen: set[str] = set()
    for one in found:
        if isinstance(one, Unreadable):
            yield failure(one)
            continue
        new = [number for number in one.found if number not in seen and not known(number)]
        seen.update(one.found)
        yield report(one, len(new))


def _persons(tallies: Iterable[Tally]) -> Iterator[Person]:
    kinds: dict[str, Found] = {}
    names: dict[str, list[str]] = {}
    for tally in tallies:
        for number, one in tally.found.items():
            kinds.setdefault(number, one)
            names.setdefault(number, []).append(tally.name)
    for number, some in names.items():
        yield Person(number, kinds[number].kind, tuple(some))


def nobody(_number: str) -> bool:
    """Whether a number is known, when none is."""
    return False
