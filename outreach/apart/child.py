"""The reading process itself: a job comes in, a line of JSON per event goes out."""

import gc
import json
import resource
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from outreach import buyers, intake
from outreach.apart import wire
from outreach.apart.wire import Job
from outreach.intake import Source, Unreadable, Upload
from outreach.intake.source import digest
from outreach.leftout import LeftOut
from outreach.tally import Tally
from problem import Problem

MEMORY = 480 * 1024**2  # bytes of address space, and
PER_BYTE = 24  # more for each byte of the files: a workbook is held whole, and is packed


def main() -> None:
    gc.disable()  # it lives for one reading, and has no cycles worth looking for
    order = json.loads(sys.stdin.buffer.readline())
    uploads = [_upload(one) for one in order["files"]]
    _limit(uploads, order["seconds"])
    job = wire.job_from(order["job"])
    dated = bool(job.rule.since or job.rule.until)
    for place, found in enumerate(intake.sources(uploads)):
        if place < order["done"] or (job.only and found.name != job.only):
            continue
        source = replace(found, dated=dated) if isinstance(found, Source) else found
        _tell("begin", source.name)
        _tell(*_answer(source, job, uploads[0]))
    _tell("end", None)


def _answer(source: Source | Unreadable, job: Job, upload: Upload) -> tuple[str, Any]:
    try:
        if isinstance(source, Unreadable):
            raise source.problem
        if job.kind == "rejected":
            return "rejected", _rejected(source, job)
        return "tally", wire.tally_to(_tally(source, job, upload))
    except Problem as problem:
        found = problem
    except MemoryError:
        found = Problem(
            "Reading this file takes more memory than it may. Export only the messages, or split "
            "the file."
        )
    return "problem", {"name": source.name, "problem": wire.problem_to(found)}


def _tally(source: Source, job: Job, upload: Upload) -> Tally:
    export = intake.read(source)
    tally = buyers.choose(
        export, job.rule, source.name, job.region, lambda rows: _tell("rows", rows)
    )
    archive = upload.sha256() if source.name != upload.name else ""
    return replace(tally, sha256=_sha256(source), archive_sha256=archive)


def _rejected(source: Source, job: Job) -> dict[str, Any]:
    rows = LeftOut()
    export = intake.read(source)
    tally = buyers.choose(export, job.rule, source.name, job.region, turned=rows.add)
    return {"csv": rows.text, "tally": wire.tally_to(tally)}


def _upload(plain: dict[str, Any]) -> Upload:
    layout = wire.layout_from(plain["layout"])
    if plain["path"]:
        return Upload(plain["name"], path=Path(plain["path"]), layout=layout)
    return Upload(plain["name"], sys.stdin.buffer.read(plain["size"]), layout=layout)


def _limit(uploads: list[Upload], seconds: float) -> None:
    size = sum(_size(one) for one in uploads)
    memory = MEMORY + PER_BYTE * size
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing is written to disk


def _size(upload: Upload) -> int:
    return len(upload.content) if upload.path is None else upload.path.stat().st_size


def _sha256(source: Source) -> str:
    with source.open() as stream:
        return digest(stream)


def _tell(kind: str, content: Any) -> None:
    sys.stdout.write(json.dumps([kind, content]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
