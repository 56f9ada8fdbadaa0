"""What goes to the reading process and comes back, as JSON: nothing in it can be run."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import islice
from sys import intern
from typing import Any

from outreach.intake.layout import Layout
from outreach.intake.source import Upload
from outreach.rows import Rows
from outreach.rule import Rule, from_json, to_json
from outreach.samples import Sample
from outreach.tally import OF_A_PERSON, Found, Rejection, Tally, WordCount
from problem import Problem

SLICE = 2000  # a line: a hundredth of a second's work
LISTS = {"rejected": Rejection, "words": WordCount, "caught": Sample, "missed": Sample}


@dataclass(frozen=True)
class Job:
    """`kind`: "choose" (a tally of each file) or "rejected" (of `only`, and what is left out)."""

    kind: str
    rule: Rule
    region: str
    only: str = ""


@dataclass(frozen=True)
class Limits:
    """What a child may take: bytes of address space, and seconds."""

    memory: int
    seconds: float


def order(uploads: Sequence[Upload], job: Job, done: int, limits: Limits) -> str:
    """One line: what to read, the bytes of which follow, and where to go on."""
    files = [
        {
            "name": one.name,
            "path": str(one.path.resolve()) if one.path else None,
            "size": len(one.content),
            "layout": asdict(one.layout) if one.layout else None,
        }
        for one in uploads
    ]
    plain = {"kind": job.kind, "rule": to_json(job.rule), "region": job.region, "only": job.only}
    return json.dumps({"files": files, "job": plain, "done": done, "limits": asdict(limits)})


def job_from(plain: dict[str, Any]) -> Job:
    """The job of such a line."""
    rule = from_json(plain["rule"])
    if rule is None:
        raise ValueError("a job has a rule")
    return Job(plain["kind"], rule, plain["region"], plain["only"])


def layout_from(plain: dict[str, Any] | None) -> Layout | None:
    """A layout, as `asdict` wrote it."""
    return Layout(**{**plain, "names": tuple(plain["names"])}) if plain else None


def tally_to(tally: Tally) -> dict[str, Any]:
    """A tally as plain values, but for `found`."""
    plain = {one.name: getattr(tally, one.name) for one in fields(tally) if one.name != "found"}
    made = {name: [asdict(one) for one in plain[name]] for name in LISTS}
    return {**plain, **made, "layout": asdict(tally.layout) if tally.layout else None}


def tally_from(plain: dict[str, Any], found: dict[str, Found]) -> Tally:
    """The same the other way round."""
    made = {name: tuple(kind(**one) for one in plain[name]) for name, kind in LISTS.items()}
    rest = {"layout": layout_from(plain["layout"]), "owners": tuple(plain["owners"])}
    return Tally(**{**plain, **made, **rest, "found": found})


def slices(some: Iterable[Any]) -> Iterator[list[Any]]:
    """Some at a time: whoever reads one line of a million holds up every thread beside it."""
    rest = iter(some)
    while part := list(islice(rest, SLICE)):
        yield part


def found_to(number: str, found: Found) -> tuple[Any, ...]:
    """A chosen number as plain values."""
    rows = found.rows
    ends = {sheet: list(some) for sheet, some in rows.by_sheet.items()}
    return number, found.kind, found.listed, rows.amount, rows.more, ends


def found_from(some: Iterable[Sequence[Any]]) -> Iterator[tuple[str, Found]]:
    """The same the other way round, of several."""
    for number, kind, listed, amount, more, ends in some:
        by_sheet = {intern(sheet): runs for sheet, runs in ends.items()}
        yield number, Found(intern(kind), listed, Rows.of(by_sheet, amount, more, OF_A_PERSON))


def problem_to(problem: Problem) -> dict[str, Any]:
    """A problem whose values are words and numbers."""
    values = {name: _plain(value) for name, value in problem.values.items()}
    return {"template": problem.template, "values": values}


def problem_from(plain: dict[str, Any]) -> Problem:
    """The same the other way round."""
    template = str(plain["template"])
    return Problem(template, **plain["values"])


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | str) else str(value)
