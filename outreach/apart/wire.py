"""What goes to the reading process and comes back, as JSON: nothing in it can be run."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from outreach.intake.layout import Layout
from outreach.intake.source import Upload
from outreach.rows import Rows, Run
from outreach.rule import Rule
from outreach.samples import Sample
from outreach.tally import Found, Rejection, Tally, WordCount
from problem import Problem


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
    rule = {**asdict(job.rule), "since": _iso(job.rule.since), "until": _iso(job.rule.until)}
    plain = {"kind": job.kind, "rule": rule, "region": job.region, "only": job.only}
    return json.dumps({"files": files, "job": plain, "done": done, "seconds": seconds})


def job_from(plain: dict[str, Any]) -> Job:
    """The job of such a line."""
    rule = dict(plain["rule"])
    for day in ("since", "until"):
        rule[day] = date.fromisoformat(rule[day]) if rule[day] else None
    return Job(plain["kind"], Rule(**rule), plain["region"], plain["only"])


def layout_from(plain: dict[str, Any] | None) -> Layout | None:
    """A layout, as `asdict` wrote it."""
    return Layout(**{**plain, "names": tuple(plain["names"])}) if plain else None


def tally_from(plain: dict[str, Any]) -> Tally:
    """A tally, as `asdict` wrote it."""
    found = {
        number: Found(one["kind"], one["listed"], _rows(one["rows"]))
        for number, one in plain["found"].items()
    }
    lists = {"rejected": Rejection, "words": WordCount, "caught": Sample, "missed": Sample}
    made = {name: tuple(kind(**one) for one in plain[name]) for name, kind in lists.items()}
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


def _rows(plain: dict[str, Any]) -> Rows:
    return Rows(plain["amount"], [Run(*run) for run in plain["runs"]])


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
