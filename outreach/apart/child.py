"""The reading process itself: a job comes in, a line of JSON per event goes out."""

import functools
import gc
import json
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import starmap
from pathlib import Path
from typing import Any

from outreach import buyers, intake
from outreach.apart import wire
from outreach.apart.wire import Job, Limits
from outreach.intake import Source, Upload
from outreach.intake.source import digest
from outreach.tally import Tally
from problem import Problem


def main() -> None:
    gc.disable()  # it lives for one reading, and has no cycles worth looking for
    order = json.loads(sys.stdin.buffer.readline())
    uploads = [_upload(one) for one in order["files"]]
    _limit(Limits(**order["limits"]))
    job = wire.job_from(order["job"])
    dated = bool(job.rule.since or job.rule.until)
    whole = functools.cache(uploads[0].sha256)
    for place, found in enumerate(intake.sources(uploads)):
        if place < order["done"] or (job.only and found.name != job.only):
            continue
        _tell("begin", found.name)
        if isinstance(found, Source):
            source = replace(found, dated=dated, region=job.region)
            _answer(source, job, whole if found.name != uploads[0].name else str)
        else:
            _unreadable(found.name, found.problem)
    _tell("end", None)


def _answer(source: Source, job: Job, archive: Callable[[], str]) -> None:
    try:
        tally = _tally(source, job)
        rest = replace(tally, sha256=_sha256(source), archive_sha256=archive())
    except Problem as problem:
        found = problem
    except MemoryError:
        found = Problem(
            "Reading this file takes more memory than it may. Export only the messages, or split "
            "the file."
        )
    else:
        for some in wire.slices(starmap(wire.found_to, tally.found.items())):
            _tell("found", some)
        _tell("tally", wire.tally_to(rest))
        return
    _unreadable(source.name, found)


def _unreadable(name: str, problem: Problem) -> None:
    _tell("problem", {"name": name, "problem": wire.problem_to(problem)})


def _tally(source: Source, job: Job) -> Tally:
    if source.layout:
        _tell("layout", asdict(source.layout))
    export = intake.read(source)
    if export.layout:
        _tell("layout", asdict(buyers.masked(export.layout)))
    left = _Left() if job.kind == "rejected" else None
    tally = buyers.choose(
        export,
        job.rule,
        source.name,
        job.region,
        lambda rows: _tell("rows", rows),
        left.add if left else None,
    )
    if left:
        left.tell()
    return tally


class _Left:
    """Rows that are left out, told some at a time."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, int | str, str, str]] = []

    def add(self, sheet: str, row: int | str, number: str, reason: str) -> None:
        self._rows.append((sheet, row, number, reason))
        if len(self._rows) >= wire.SLICE:
            self.tell()

    def tell(self) -> None:
        """What was not told yet."""
        _tell("left", self._rows)
        self._rows.clear()


def _upload(plain: dict[str, Any]) -> Upload:
    layout = wire.layout_from(plain["layout"])
    if plain["path"]:
        return Upload(plain["name"], path=Path(plain["path"]), layout=layout)
    return Upload(plain["name"], sys.stdin.buffer.read(plain["size"]), layout=layout)


def _limit(limits: Limits) -> None:
    seconds = int(limits.seconds)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds + 1, seconds + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing is written to disk


def _sha256(source: Source) -> str:
    with source.open() as stream:
        return digest(stream)


def _tell(kind: str, content: Any) -> None:
    sys.stdout.write(json.dumps([kind, content]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
