"""Processes to be killed, forked from one that has imported everything and opened nothing.

`python -m tests.crashing.nursery` reads orders, a JSON line each, and answers in JSON lines: the
pid of the process that was born, when it was ready and quiet (see life.py), and how it ended.
"""

import json
import logging
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from helpdesk import triage
from tests.crashing import life
from tests.crashing.life import Order

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60.0  # seconds
LAST_WORDS = 4000  # characters


class Nursery:
    """The test's end of it: one process lives at a time. `errors` is beside its log."""

    def __init__(self, errors: Path) -> None:
        self._errors = errors
        command, pipe = [sys.executable, "-m", "tests.crashing.nursery"], subprocess.PIPE
        with errors.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=log, bufsize=0
            )
        self._pid = 0

    def bear(self, order: Order) -> None:
        """Begin a life."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
        self._process.stdin.flush()
        self._pid = self._hear("pid")

    def ready(self) -> float:
        """Wait until it serves; the moment at which it did."""
        return float(self._hear("ready"))

    def quiet(self) -> dict[str, int]:
        """Wait until nothing is left to leave; how many messages stand where, see life.py."""
        standing: dict[str, int] = self._hear("quiet")
        return standing

    def kill(self) -> float:
        """SIGKILL; the moment at which it was gone. It must have been alive until then."""
        assert self._end(signal.SIGKILL) == -signal.SIGKILL, self._why()
        return time.time()

    def stop(self) -> float:
        """SIGTERM, as at an update of the machine; the moment at which it was gone."""
        assert self._end(signal.SIGTERM) == 0, self._why()
        return time.time()

    def close(self) -> None:
        with suppress(ProcessLookupError):
            if self._pid:
                os.kill(self._pid, signal.SIGKILL)
        self._process.kill()
        self._process.communicate()

    def _end(self, how: signal.Signals) -> int:
        """How it ended, see `os.waitstatus_to_exitcode`."""
        with suppress(ProcessLookupError):
            os.kill(self._pid, how)
        self._pid = 0
        return int(self._hear("ended"))

    def _hear(self, what: str) -> Any:
        while line := self._line():
            told = json.loads(line)
            if what in told:
                return told[what]
            if "ended" in told:
                self._pid = 0
                raise AssertionError(self._why())
        raise AssertionError("the nursery has ended: " + self._errors.read_text()[-LAST_WORDS:])

    def _why(self) -> str:
        log = self._errors.with_name("log")
        told = log.read_text() if log.exists() else self._errors.read_text()
        return f"the process ended by itself: {told[-LAST_WORDS:]}"

    def _line(self) -> bytes:
        assert self._process.stdout is not None
        heard, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
        assert heard, f"nothing was heard for {PATIENCE} seconds"
        return self._process.stdout.readline()


def main() -> None:
    triage.read("")  # its patterns are read once for all who are born here
    for line in sys.stdin:
        order = Order(**json.loads(line))
        pid = os.fork()
        if not pid:
            _child(order)
        _tell(pid=pid)
        _, status = os.waitpid(pid, 0)
        _tell(ended=os.waitstatus_to_exitcode(status))


def _child(order: Order) -> None:
    code = 1
    try:
        life.live(order, _tell)
        code = 0
    except BaseException:
        logging.exception("this life went wrong")
    finally:
        os._exit(code)


def _tell(**told: object) -> None:
    os.write(1, json.dumps(told).encode() + b"\n")


if __name__ == "__main__":
    main()
