"""Row numbers as people write them: "3, 17-19", with the sheet when there are several."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

MOST_RUNS = 40  # shown for one reason; the amount is exact all the same


class Run(NamedTuple):
    """Rows `first` to `last` of one sheet."""

    sheet: str
    first: int
    last: int


@dataclass(slots=True)
class Rows:
    """Rows as they come by: all of them counted, the first runs remembered."""

    amount: int = 0
    runs: list[Run] = field(default_factory=list)

    def add(self, sheet: str, row: int) -> None:
        self.amount += 1
        runs = self.runs
        if runs and runs[-1].sheet == sheet and 0 <= row - runs[-1].last <= 1:
            runs[-1] = Run(sheet, runs[-1].first, row)
        elif len(runs) <= MOST_RUNS:
            runs.append(Run(sheet, row, row))

    def join(self, others: Iterable["Rows"]) -> None:
        """Take over what others counted, in the order of the file."""
        runs = list(self.runs)
        for one in others:
            self.amount += one.amount
            runs += one.runs
        order = {sheet: place for place, sheet in enumerate(dict.fromkeys(r.sheet for r in runs))}
        self.runs = []
        for run in sorted(runs, key=lambda one: (order[one.sheet], one.first)):
            self._append(run)

    def each(self) -> Iterator[tuple[str, int]]:
        """Sheet and row, one by one, of the runs that are remembered."""
        for run in self.runs:
            for row in range(run.first, run.last + 1):
                yield run.sheet, row

    def __str__(self) -> str:
        """ "3, 17-19 …", or "SMS 3; Chats 7-9" when more than one sheet has some."""
        sheets: dict[str, list[str]] = {}
        for run in self.runs[:MOST_RUNS]:
            said = f"{run.first}-{run.last}" if run.last > run.first else str(run.first)
            sheets.setdefault(run.sheet, []).append(said)
        parts = [f"{sheet} {', '.join(some)}".strip() for sheet, some in sheets.items()]
        return "; ".join(parts) + (" …" if len(self.runs) > MOST_RUNS else "")

    def _append(self, run: Run) -> None:
        last = self.runs[-1] if self.runs else None
        if last and last.sheet == run.sheet and run.first <= last.last + 1:
            self.runs[-1] = Run(run.sheet, last.first, max(last.last, run.last))
        elif len(self.runs) <= MOST_RUNS:
            self.runs.append(run)
