"""The child that reads: started, fed, listened to, and ended in any case."""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from outreach.apart import wire
from outreach.intake.source import Upload

ROOT = Path(__file__).parent.parent.parent
SECONDS = 15.0, 8.0  # at least, and more for each megabyte of the files
MEMORY = 480 * 1024**2, 40  # bytes at least, and more for each byte: a workbook is held whole
MOST = 3 * 1024**3  # bytes of memory, however large the files


def limits(size: int) -> wire.Limits:
    """What a child may take for files of `size` bytes together."""
    memory, more_memory = MEMORY
    seconds, more_seconds = SECONDS
    return wire.Limits(
        min(memory + more_memory * size, MOST), seconds + more_seconds * size / 1024**2
    )


@contextlib.contextmanager
def child(uploads: list[Upload], job: wire.Job, done: int) -> Iterator[Iterator[tuple[str, Any]]]:
    """A child that reads, and the lines that it says. `done`: so many files are passed over."""
    most = limits(sum(one.size for one in uploads))
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
        [sys.executable, "-m", "outreach.apart.child"],
        cwd=ROOT,
        env={"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a reader that aborts may print what it was reading
    )
    clock = threading.Timer(most.seconds, process.kill)
    clock.start()
    feeder = threading.Thread(target=_feed, args=[process.stdin, uploads, job, done, most])
    feeder.start()
    try:
        yield _lines(process.stdout)
    finally:
        clock.cancel()
        process.kill()
        feeder.join()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()


def _feed(
    pipe: IO[bytes], uploads: list[Upload], job: wire.Job, done: int, most: wire.Limits
) -> None:
    with contextlib.suppress(OSError):  # it may die before it has read everything
        pipe.write(wire.order(uploads, job, done, most).encode() + b"\n")
        for one in uploads:
            if one.path is None:
                pipe.write(one.content)
        pipe.flush()


def _lines(pipe: IO[bytes] | None) -> Iterator[tuple[str, Any]]:
    for line in pipe or ():
        try:
            kind, content = json.loads(line)
        except ValueError:  # it died in the middle of a line
            return
        yield kind, content
