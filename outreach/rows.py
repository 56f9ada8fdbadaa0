"""Row numbers as people write them: "3, 17-19", with the sheet when there are several."""

from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MOST_RUNS = 40  # shown for one reason; the amount is exact all the same


class Run(NamedTuple):
    """Rows `first` to `last` of one sheet."""

    sheet: str
    first: int
    last: int


class Rows:
    """Rows as they come by: all of them counted, the first runs of them remembered.

    There is one for each person of an export, so it is small, and `add` is quick.
    """

    __slots__ = ("_ends", "_sheet", "amount", "by_sheet", "more", "most", "remembered")

    def __init__(self, most: int = MOST_RUNS) -> None:
        self.amount = 0
        self.most = most  # runs that are remembered
        self.remembered = 0
        self.more = False  # there are runs that were not remembered
        self.by_sheet: dict[str, array[int]] = {}  # first, last, first, last ...
        self._sheet: str | None = None
        self._ends: array[int] = array("q")

    def add(self, sheet: str, row: int) -> None:
        """Count a row. Rows of a sheet come in order."""
        self.amount += 1
        if sheet != self._sheet:
            self._turn(sheet)
        ends = self._ends
        if ends and 0 <= row - ends[-1] <= 1:
            ends[-1] = row
        elif self.remembered < self.most:
            self.remembered += 1
            ends.extend((row, row))
        else:
            self.more = True

    def join(self, others: Iterable["Rows"]) -> None:
        """Take over what others counted, in the order of the file."""
        some = [self, *others]
        runs = [run for one in some for run in one.runs()]
        order = {sheet: place for place, sheet in enumerate(dict.fromkeys(r.sheet for r in runs))}
        self.amount = sum(one.amount for one in some)
        self.more = any(one.more for one in some)
        self.by_sheet, self.remembered, self._sheet = {}, 0, None
        for run in sorted(runs, key=lambda one: (order[one.sheet], one.first)):
            self.append(run)

    def append(self, run: Run) -> None:
        """Remember a run, which is counted elsewhere."""
        self._turn(run.sheet)
        ends = self._ends
        if ends and run.first <= ends[-1] + 1:
            ends[-1] = max(ends[-1], run.last)
        elif self.remembered < self.most:
            self.remembered += 1
            ends.extend((run.first, run.last))
        else:
            self.more = True

    def runs(self) -> Iterator[Run]:
        """What is remembered, sheet by sheet."""
        for sheet, ends in self.by_sheet.items():
            for place in range(0, len(ends), 2):
                yield Run(sheet, ends[place], ends[place + 1])

    def each(self) -> Iterator[tuple[str, int]]:
        """Sheet and row, one by one, of the runs that are remembered."""
        for run in self.runs():
            for row in range(run.first, run.last + 1):
                yield run.sheet, row

    def __str__(self) -> str:
        """ "3, 17-19 …", or "SMS 3; Chats 7-9" when more than one sheet has some."""
        sheets: dict[str, list[str]] = {}
        for run in self.runs():
            said = f"{run.first}-{run.last}" if run.last > run.first else str(run.first)
            sheets.setdefault(run.sheet, []).append(said)
        parts = [f"{sheet} {', '.join(some)}".strip() for sheet, some in sheets.items()]
        return "; ".join(parts) + (" …" if self.more else "")

    def _turn(self, sheet: str) -> None:
        self._sheet, self._ends = sheet, self.by_sheet.setdefault(sheet, array("q"))
