"""What a selection makes of one file: who is chosen, and why the others aren't."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from outreach.intake.layout import Layout
from outreach.rows import Rows
from outreach.samples import Sample

Turned = Callable[[str, int | str, str, str], None]  # left out: sheet, row, number, reason
OF_A_PERSON = 10  # runs of rows that are remembered: persons may be a hundred thousand


@dataclass(frozen=True)
class Rejection:
    """One reason for which sightings were left out. `row_numbers`: "3, 17-19"."""

    reason: str
    amount: int
    row_numbers: str


@dataclass(frozen=True)
class WordCount:
    """What one entry of the list catches: distinct senders who can be texted, and messages.

    `example`: one of the texts, numbers in it masked.
    """

    word: str
    senders: int
    messages: int
    example: str = ""


@dataclass(slots=True)
class Found:
    """A chosen number, and the rows that chose it. `listed`: it stood in a list of numbers."""

    kind: str
    listed: bool
    rows: Rows = field(default_factory=lambda: Rows(OF_A_PERSON))


@dataclass(frozen=True)
class Tally:
    """What a selection makes of one file.

    `sightings` is the sum of all rows of `found` and all amounts of `rejected`. `found`: by E.164,
    in the order of the file. `owners`: E.164. `senders`: distinct, whether chosen or not, names
    and short codes too. `sha256` and `archive_sha256`: of the file, and of the zip that it came in.
    """

    name: str
    format: str
    layout: Layout | None
    owners: tuple[str, ...]
    sightings: int
    senders: int
    found: dict[str, Found]
    rejected: tuple[Rejection, ...]
    words: tuple[WordCount, ...]
    caught: tuple[Sample, ...]
    missed: tuple[Sample, ...]
    sha256: str = ""
    archive_sha256: str = ""

    @property
    def listed(self) -> bool:
        """Whether some were taken because they stood in a list of numbers."""
        return any(one.listed for one in self.found.values())

    def without(
        self, is_out: Callable[[str], bool], reason: str, turned: Turned | None = None
    ) -> "Tally":
        """The same, with some of the chosen rejected after all."""
        out = [number for number in self.found if is_out(number)]
        if not out:
            return self
        if turned:
            _tell(turned, [self.found[number].rows for number in out], reason)
        rows = Rows()
        rows.join(self.found[number].rows for number in out)
        more = Rejection(reason, rows.amount, str(rows))
        kept = {number: one for number, one in self.found.items() if number not in set(out)}
        return replace(
            self,
            found=kept,
            rejected=_added(self.rejected, more),
            caught=tuple(one for one in self.caught if one.number in kept),
        )


def ordered(rejected: Iterable[Rejection]) -> tuple[Rejection, ...]:
    """The reason with most rows first."""
    return tuple(sorted(rejected, key=lambda one: -one.amount))


def _added(rejected: Iterable[Rejection], more: Rejection) -> tuple[Rejection, ...]:
    same = [one for one in rejected if one.reason == more.reason]
    for one in same:
        both = f"{one.row_numbers}; {more.row_numbers}"
        more = Rejection(more.reason, one.amount + more.amount, both)
    return ordered([*(one for one in rejected if one.reason != more.reason), more])


def _tell(turned: Turned, some: Iterable[Rows], reason: str) -> None:
    for rows in some:
        for sheet, row in rows.each():
            turned(sheet, row, "", reason)
        if rows.more:
            turned("", "…", "", reason)
