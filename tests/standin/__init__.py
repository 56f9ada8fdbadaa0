"""A stand-in for Twilio's Messages API: a process of its own, whose ledger is the judge of tests.

It outlives the client, so a test may kill that. `start()` runs it; every setting of `Faults` may
be given there, or later with `Standin.set()`.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.standin.faults import ACCOUNT, TOKEN, Faults

__all__ = ["ACCOUNT", "TOKEN", "Faults", "Standin", "start"]

ROOT = Path(__file__).parent.parent.parent
Row = dict[str, Any]


class Standin:
    """A running stand-in. `address` is what `carrier.twilio.api_base` should be."""

    def __init__(self, keepalive: float = 75.0) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="standin-"))
        self.file = self.folder / "ledger.jsonl"
        command = [sys.executable, "-m", "tests.standin", str(self.file), str(keepalive)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        self.address = f"http://127.0.0.1:{self.port}"
        self.pid = self._process.pid

    def set(self, **faults: Any) -> None:
        """Change settings of `Faults`; those not named stay as they are."""
        self._ask("/standin/faults", json.dumps(faults).encode())

    def rows(self, kind: str = "") -> list[Row]:
        """The ledger, oldest first: all of it, or the rows of one kind (see ledger.py)."""
        lines = self.file.read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        return [row for row in rows if kind in ("", row["kind"])]

    def messages(self) -> list[Row]:
        """Every message that was accepted."""
        return self.rows("message")

    def requests(self, what: str = "") -> list[Row]:
        """Every request, accepted or not; `what`: create, fetch or list."""
        return [row for row in self.rows("request") if what in ("", row["what"])]

    def callbacks(self) -> list[Row]:
        """Every attempt at a delivery callback."""
        return self.rows("callback")

    def texted(self) -> Counter[str]:
        """How many messages each number was sent, by what was really accepted."""
        return Counter(row["to"] for row in self.messages())

    def fates(self) -> Mapping[str, Row]:
        """Message sid -> how the message fares now: to, status, code, and whether that is final."""
        answer: Mapping[str, Row] = json.loads(self._ask("/standin/fates"))
        return answer

    def wait(self, seconds: float = 60) -> None:
        """Until every message has its final status and no callback is to come any more."""
        until = time.monotonic() + seconds
        while (left := json.loads(self._ask("/standin/pending"))["pending"]) > 0:
            assert time.monotonic() < until, f"{left} callbacks are still to come"
            time.sleep(0.02)

    def stop(self) -> None:
        """End the process and throw its ledger away."""
        self._process.terminate()
        self._process.wait(10)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "Standin":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _ask(self, path: str, body: bytes | None = None) -> bytes:
        with urlopen(Request(self.address + path, body), timeout=60) as answer:  # noqa: S310
            return bytes(answer.read())


def start(keepalive: float = 75.0, **faults: Any) -> Standin:
    """Run a stand-in. `keepalive`: seconds after which it closes a connection nobody uses."""
    standin = Standin(keepalive)
    standin.set(**faults)
    return standin
