"""The stand-in's ledger as it grows, read in turns."""

import json
import time
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from tests.standin import Standin

Row = dict[str, Any]
TAKES = ("ok", "slow_before")  # and every fault that comes after acceptance


class Watch:
    """Knows when the stand-in has taken all that it was handed before its client was killed.

    In life minutes pass between a kill and the moment at which a message counts as absent; here
    that much must have been waited for, as the clock is only put forward.
    """

    def __init__(self, standin: Standin) -> None:
        self._standin = standin
        self._read = 0
        self._owed = 0

    def settle(self) -> None:
        """Wait until whatever was under way is in the ledger."""
        self._standin.fates()  # it has come round to reading what lay in its sockets
        until = time.monotonic() + 30
        while self._owes() > 0:
            assert time.monotonic() < until, "the stand-in owes its ledger some messages"
            time.sleep(0.02)

    def _owes(self) -> int:
        for row in self._fresh():
            self._owed += takes(row) - (row["kind"] == "message")
        return self._owed

    def _fresh(self) -> list[Row]:
        with self._standin.file.open("rb") as file:
            file.seek(self._read)
            whole = file.read().rpartition(b"\n")[0]
        self._read += len(whole) + 1 if whole else 0
        return [json.loads(line) for line in whole.splitlines()]


def takes(row: Row) -> bool:
    """Whether this is a request that ends in a message, by what it meets."""
    if row["kind"] != "request" or row["what"] != "create" or row["status"] not in (201, 500):
        return False
    return row["fault"] in TAKES or row["fault"].endswith("_after")


def accepted(rows: list[Row]) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """Messages of the ledger: by number those of campaigns, by our id those of care."""
    carrier: dict[str, list[Row]] = defaultdict(list)
    answers: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        ours = urlsplit(row["callback"]).path.rpartition("/")[2]
        if ours.startswith("m"):
            carrier[row["to"]].append({**row, "ours": ours})
        else:
            answers[ours].append(row)
    return carrier, answers
