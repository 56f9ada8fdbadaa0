"""Reading files in a process of their own, with little memory and time: they come from anywhere.

A workbook of one kilobyte can make its reader ask for 500 gigabytes and abort; here that ends a
child, and the file gets a sentence. The child has no secrets, no database and no keys, and texts
leave it only as masked samples. It is also why a million rows don't keep a webhook waiting.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from outreach.apart import wire
from outreach.apart.process import child
from outreach.intake.source import Upload
from outreach.leftout import LeftOut
from outreach.rule import Rule
from outreach.tally import Tally
from problem import Problem

DEATHS = 3  # of children over one upload: a zip full of bombs must not take all day

Tell = Callable[[str, int], None]  # file, rows read so far
Is = Callable[[str], bool]


@dataclass(frozen=True)
class Unread:
    """A file that can't be read, and what to do."""

    name: str
    problem: Problem


@dataclass(frozen=True)
class Rejected:
    """The rejected rows of a file, and what was not rejected."""

    csv: str
    tally: Tally


def read(
    uploads: Sequence[Upload], rule: Rule, region: str = "NL", tell: Tell | None = None
) -> Iterator[Tally | Unread]:
    """What a rule makes of each file, in their order; a zip of several gives several."""
    for some in groups(uploads):
        yield from _read(some, wire.Job("choose", rule, region), tell or _nobody)


def rejected(
    uploads: Sequence[Upload],
    rule: Rule,
    name: str,
    region: str = "NL",
    outside: Sequence[tuple[Is, str]] = (),
) -> str:
    """The rejected rows of the file `name` as csv; raises Problem when it can't be read.

    `outside`: who of the chosen is rejected after all, and why.
    """
    for some in groups(uploads):
        for found in _answers(some, wire.Job("rejected", rule, region, only=name), _nobody):
            if isinstance(found, Unread):
                raise found.problem
            if isinstance(found, Rejected):
                return found.csv + _late(found.tally, outside)
    raise Problem("This file is not among the chosen ones any more. Choose it again.")


def _late(tally: Tally, outside: Sequence[tuple[Is, str]]) -> str:
    rows = LeftOut(header=False)
    for is_out, reason in outside:
        tally = tally.without(is_out, reason, rows.add)
    return rows.text


def groups(uploads: Sequence[Upload]) -> Iterator[list[Upload]]:
    """Files that are read together: each by itself, but a database with its -wal beside it."""
    names = {one.name for one in uploads}
    for one in uploads:
        stem, _, tail = one.name.rpartition("-")
        if tail in ("wal", "shm", "journal") and stem in names:
            continue
        yield [one, *(two for two in uploads if two.name in (f"{one.name}-wal", f"{one.name}-shm"))]


def _read(uploads: list[Upload], job: wire.Job, tell: Tell) -> Iterator[Tally | Unread]:
    for found in _answers(uploads, job, tell):
        if isinstance(found, Rejected):
            raise TypeError("a tally was asked for")
        yield found


def _answers(
    uploads: list[Upload], job: wire.Job, tell: Tell
) -> Iterator[Tally | Unread | Rejected]:
    # When the child dies over one member of a zip, another one goes on behind it.
    if not _can_be_opened(uploads[0]):
        yield Unread(uploads[0].name, _not_there())
        return
    done = 0
    for _ in range(DEATHS):
        begun = ""
        with child(uploads, job, done) as lines:
            for kind, content in lines:
                if kind == "begin":
                    begun = content
                elif kind == "rows":
                    tell(begun, content)
                elif kind == "end":
                    return
                else:
                    begun, done = "", done + 1
                    yield _answer(kind, content)
        yield Unread(begun or uploads[0].name, _too_much())
        done += 1
        if not begun:
            return
    yield Unread(uploads[0].name, _stopped())


def _answer(kind: str, content: Any) -> Tally | Unread | Rejected:
    if kind == "tally":
        return wire.tally_from(content)
    if kind == "problem":
        return Unread(content["name"], wire.problem_from(content["problem"]))
    return Rejected(content["csv"], wire.tally_from(content["tally"]))


def _can_be_opened(upload: Upload) -> bool:
    try:
        if upload.path is not None and not upload.path.is_file():
            return False  # a pipe makes its reader wait, and a device has no end
        upload.open().close()
    except OSError:
        return False
    return True


def _not_there() -> Problem:
    return Problem("The file can't be opened. Check its name, and whether you may read it.")


def _too_much() -> Problem:
    return Problem(
        "The file is damaged, or reading it takes more memory or time than it may. Export it "
        "again, and only the messages."
    )


def _stopped() -> Problem:
    return Problem(
        "It was read no further, because several files in it are damaged or too large. Leave "
        "those out and upload the rest again."
    )


def _nobody(_name: str, _rows: int) -> None:
    """Nobody waits at a screen."""
