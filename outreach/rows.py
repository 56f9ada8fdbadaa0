"""Row numbers as people write them: "3, 17-19", with the sheet when there are several."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

MOST_RUNS = 40  # shown for one reason; the amount is exact all the same
NONE: "array[int]" = array("q")


class Run(NamedTuple):
    """Rows `first` to `last` of one sheet."""

    sheet: str
    first: int
    last: int


class Rows:
    """Rows as they come by: all of them counted, the first runs of them remembered.

    There is one for each person of an export, so it is small, and `add` is quick.
    """

    __slots__ = ("_ends", "_sheet", "_sheets", "amount", "more", "most", "remembered")

    def __init__(self, most: int = MOST_RUNS) -> None:
        self.amount = 0
        self.most = most  # runs that are remembered
        self.remembered = 0
        self.more = False  # there are runs that were not remembered
        self._sheet: str | None = None
        self._ends: array[int] = NONE  # first, last, first, last ...
        self._sheets: dict[str, array[int]] | None = None  # only when there are several

    @classmethod
    def of(cls, by_sheet: dict[str, list[int]], amount: int, more: bool, most: int) -> "Rows":
        """What `by_sheet`, `amount` and `more` of others were."""
        rows = cls(most)
        for sheet, ends in by_sheet.items():
            rows._turn(sheet)
            rows._ends.extend(ends)
            rows.remembered += len(ends) // 2
        rows.amount, rows.more = amount, more
        return rows

    @property
    def by_sheet(self) -> "dict[str, array[int]]":
        """The runs of each sheet: first, last, first, last ..."""
        if self._sheets is not None:
            return self._sheets
        return {} if self._sheet is None else {self._sheet: self._ends}

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
        self.remembered, self._sheet, self._sheets = 0, None, None
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

    def retitle(self, titled: Callable[[str], str]) -> None:
        """Call sheets otherwise."""
        if self._sheets is not None:
            self._sheets = {titled(sheet): ends for sheet, ends in self._sheets.items()}
        self._sheet = None if self._sheet is None else titled(self._sheet)

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
        if self._sheet is not None and self._sheet != sheet:
            self._sheets = self._sheets or {self._sheet: self._ends}
        if self._sheets is not None:
            self._ends = self._sheets.setdefault(sheet, array("q"))
        elif self._sheet is None:
            self._ends = array("q")
        self._sheet = sheet
