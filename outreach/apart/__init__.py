"""Reading files in a process of their own, with little memory and time: they come from anywhere.

A workbook of one kilobyte can make its reader ask for 500 gigabytes and abort; here that ends a
child, and the file gets a sentence. The child has no secrets, no database and no keys, and texts
leave it only as masked samples. It is also why a million rows don't keep a webhook waiting.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Sequence
from typing import Any

from outreach.apart import wire
from outreach.apart.process import child
from outreach.intake import Layout, Unreadable
from outreach.intake.source import Upload
from outreach.leftout import LeftOut
from outreach.rule import Rule
from outreach.tally import Found, Tally, Turned
from problem import Problem

DEATHS = 3  # of children over one upload: a zip full of bombs must not take all day

Tell = Callable[[str, int], None]  # file, rows read so far
Is = Callable[[str], bool]


def read(
    uploads: Sequence[Upload], rule: Rule, region: str = "NL", tell: Tell | None = None
) -> Iterator[Tally | Unreadable]:
    """What a rule makes of each file, in their order; a zip of several gives several."""
    for some in groups(uploads):
        yield from _answers(some, wire.Job("choose", rule, region), tell or _nobody)


def rejected(
    uploads: Sequence[Upload],
    rule: Rule,
    name: str,
    region: str = "NL",
    outside: Sequence[tuple[Is, str]] = (),
    translate: Callable[[str], str] = str,
) -> str:
    """The rejected rows of the file `name` as csv; raises Problem when it can't be read.

    `outside`: who of the chosen is rejected after all, and why. `translate`: for the words of the
    header and the reasons.
    """
    rows = LeftOut(translate)
    for some in groups(uploads):
        job = wire.Job("rejected", rule, region, only=name)
        for found in _answers(some, job, _nobody, rows.add):
            if isinstance(found, Tally):
                for is_out, reason in outside:
                    found = found.without(is_out, reason, rows.add)
                return rows.text
            if f"{name}/".startswith(f"{found.name}/"):  # it, or the zip that it is in
                raise found.problem
    raise Problem("This file is not among the chosen ones any more. Choose it again.")


def groups(uploads: Sequence[Upload]) -> Iterator[list[Upload]]:
    """Files that are read together: each by itself, but a database with its -wal.

    Of databases with the same name the first has the first -wal, and so on.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(uploads):
        places[one.name].append(place)
    beside = {
        place: log
        for name, some in places.items()
        for place, log in zip(some, places.get(f"{name}-wal", ()), strict=False)
    }
    logs = set(beside.values())
    for place, one in enumerate(uploads):
        if place not in logs and not _is_scratch(one.name, places):
            yield [one, uploads[beside[place]]] if place in beside else [one]


def _is_scratch(name: str, places: Container[str]) -> bool:
    # What SQLite keeps beside a database, of no use to a reader.
    return any(
        name.endswith(tail) and name.removesuffix(tail) in places for tail in ("-shm", "-journal")
    )


def _answers(
    uploads: list[Upload], job: wire.Job, tell: Tell, turned: Turned | None = None
) -> Iterator[Tally | Unreadable]:
    # When the child dies over one member of a zip, another one goes on behind it.
    if not _can_be_opened(uploads[0]):
        yield Unreadable(uploads[0].name, _not_there())
        return
    done = 0
    for _ in range(DEATHS):
        hearing = _Hearing(tell, turned)
        with child(uploads, job, done) as lines:
            for kind, content in lines:
                if kind == "end":
                    return
                if answer := hearing.hear(kind, content):
                    done += 1
                    yield answer
        yield Unreadable(hearing.name or uploads[0].name, _too_much())
        done += 1
        if not hearing.name:
            return
    yield Unreadable(uploads[0].name, _stopped())


class _Hearing:
    """What a child says, until an answer is complete. `name`: the file that it is reading."""

    def __init__(self, tell: Tell, turned: Turned | None) -> None:
        self.name = ""
        self._tell, self._turned = tell, turned
        self._found: dict[str, Found] = {}
        self._layout: Layout | None = None

    def hear(self, kind: str, content: Any) -> Tally | Unreadable | None:
        """The answer, when this line is the last of one."""
        if kind == "begin":
            self.name, self._found, self._layout = content, {}, None
        elif kind == "rows":
            self._tell(self.name, content)
        elif kind == "layout":
            self._layout = wire.layout_from(content)
        elif kind == "found":
            self._found.update(wire.found_from(content))
        elif kind == "left":
            self._leave(content)
        else:
            self.name = ""
            if kind == "tally":
                return wire.tally_from(content, self._found)
            problem = wire.problem_from(content["problem"])
            return Unreadable(content["name"], problem, self._layout)
        return None

    def _leave(self, rows: list[list[Any]]) -> None:
        if self._turned:
            for row in rows:
                self._turned(*row)


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
