"""A process that sends, to be killed: real databases, and a carrier that keeps a ledger on disk.

`python -m tests.outreach.sender FOLDER SEED RATE` goes on where the last one was killed. It prints
"ready" when it begins, and exits 0 when nothing is left to send.
"""

import os
import random
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import house as houses
import settings as all_settings
from carrier.base import Accepted, Found, NotTaken, Outcome, Outgoing, Unclear
from outreach import campaign, outbox
from running.sending import Sending
from tests import engines
from trust.cast import cast


class Ledger:
    """What the carrier accepted, a line a message, on disk before it answers."""

    name = "sandbox"
    sender = "+3197000000000"

    def __init__(self, file: Path, seed: int) -> None:
        self._file = file
        self._dice = random.Random(seed)
        self._lock = threading.Lock()

    def send(self, message: Outgoing) -> Outcome:
        """Slow at random on both sides of accepting, and now and then unclear or not taken."""
        with self._lock:
            before, after, fate = (self._dice.random() for _ in range(3))
        time.sleep(before * 0.06)
        if fate < 0.04:
            return NotTaken(0.05)
        if fate < 0.08:
            return Unclear()  # and it was not taken
        self._accept(message)
        time.sleep(after * 0.06)
        return Unclear() if fate < 0.14 else Accepted("SM" + message.message_id)

    def find(self, to: str, since: datetime) -> list[Found] | None:
        return [
            Found("SM" + id_, text, "sent") for id_, number, text in self.lines() if number == to
        ]

    def lines(self) -> list[tuple[str, str, str]]:
        """Message id, number and text of everything that was accepted."""
        if not self._file.exists():
            return []
        rows = self._file.read_text().splitlines()
        return [tuple(row.split("\t")) for row in rows]  # type: ignore[misc]

    def _accept(self, message: Outgoing) -> None:
        line = f"{message.message_id}\t{message.to}\t{message.text}\n".encode()
        with self._lock:
            handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            os.write(handle, line)
            os.fsync(handle)
            os.close(handle)


def build(folder: Path, seed: int = 0, rate: int = 60) -> houses.House:
    settings = all_settings.check({**engines.RAW, "carrier": {"rate": rate, "concurrency": 4}})
    ledger = Ledger(folder / "ledger", seed)
    return houses.build(settings, folder / "data", ledger)  # type: ignore[arg-type]


def main(folder: Path, seed: int, rate: int) -> None:
    house = build(folder, seed, rate)
    room, lead = house.outreach, cast()["lead-1"]
    print("ready", flush=True)  # noqa: T201
    outbox.recover(room, datetime.now(UTC))
    for one in campaign.all_of(room, lead):
        if one.status == "approved":
            campaign.launch(room, lead, one.id, datetime.now(UTC))
    sending = Sending(room)
    sending.start()
    while not all(one.status == "finished" for one in campaign.all_of(room, lead)):
        time.sleep(0.1)
        outbox.reconcile(room, datetime.now(UTC))
        outbox.finish(room, datetime.now(UTC))
    sending.stop()
    house.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
