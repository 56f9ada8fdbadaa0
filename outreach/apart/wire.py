"""What goes to the reading process and comes back, as JSON: nothing in it can be run."""

import json
from array import array
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from outreach.intake.layout import Layout
from outreach.intake.source import Upload
from outreach.rows import Rows
from outreach.rule import Rule, from_json, to_json
from outreach.samples import Sample
from outreach.tally import OF_A_PERSON, Found, Rejection, Tally, WordCount
from problem import Problem

LISTS = {"rejected": Rejection, "words": WordCount, "caught": Sample, "missed": Sample}


@dataclass(frozen=True)
class Job:
    """`kind`: "choose" (a tally of each file) or "rejected" (the rows of file `only` as csv)."""

    kind: str
    rule: Rule
    region: str
    only: str = ""


def order(uploads: Sequence[Upload], job: Job, done: int, seconds: float) -> str:
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
    return json.dumps({"files": files, "job": plain, "done": done, "seconds": seconds})


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
    """A tally as plain values."""
    plain = {one.name: getattr(tally, one.name) for one in fields(tally)}
    found = {number: _plain_found(one) for number, one in tally.found.items()}
    made = {name: [asdict(one) for one in plain[name]] for name in LISTS}
    layout = asdict(tally.layout) if tally.layout else None
    return {**plain, **made, "layout": layout, "found": found}


def tally_from(plain: dict[str, Any]) -> Tally:
    """The same the other way round."""
    found = {number: _found(*one) for number, one in plain["found"].items()}
    made = {name: tuple(kind(**one) for one in plain[name]) for name, kind in LISTS.items()}
    rest = {"layout": layout_from(plain["layout"]), "owners": tuple(plain["owners"])}
    return Tally(**{**plain, **made, **rest, "found": found})


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


def _plain_found(found: Found) -> tuple[Any, ...]:
    rows = found.rows
    ends = {sheet: list(some) for sheet, some in rows.by_sheet.items()}
    return found.kind, found.listed, rows.amount, rows.more, ends


def _found(kind: str, listed: bool, amount: int, more: bool, ends: dict[str, list[int]]) -> Found:
    rows = Rows(OF_A_PERSON)
    rows.amount, rows.more = amount, more
    rows.by_sheet = {sheet: array("q", some) for sheet, some in ends.items()}
    return Found(kind, listed, rows)
