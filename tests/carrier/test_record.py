"""Killed at any moment, the sandbox's record knows what it accepted and what is still to come."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from carrier.record import Record
from carrier.sandbox import Sandbox
from tests.carrier.conftest import PUBLIC, Webhook, wait_until

ROOT = Path(__file__).parent.parent.parent
SENDER = """
import sys
from pathlib import Path
import settings
from carrier.base import Outgoing
from carrier.sandbox import Sandbox

chosen = settings.check({"webhook": {"public_address": sys.argv[3]}})
chosen = chosen.model_copy(update={"carrier": chosen.carrier.model_copy(
    update={"sandbox": settings.Sandbox(spread=0.5)})})
sandbox = Sandbox(chosen, Path(sys.argv[1]), sys.argv[2])
sandbox.start()
for n in range(10_000):
    number = f"+316{24_000_000 + n}"
    sandbox.send(Outgoing(f"m{n}", number, f"Uitweg: {sys.argv[3]}/c/{n:016d}"))
    print(number, flush=True)
"""


def test_a_kill_loses_no_accepted_text_and_no_callback(
    tmp_path: Path, webhook: Webhook, make_sandbox: Callable[..., Sandbox]
) -> None:
    file = tmp_path / "sandbox.sqlite"
    process = subprocess.Popen(
        [sys.executable, "-c", SENDER, str(file), webhook.address, PUBLIC],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    told = [process.stdout.readline().strip() for _ in range(80)]
    time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    told += process.stdout.read().split("\n")[:-1]
    process.stdout.close()
    process.wait()

    again = make_sandbox(spread=0.5)
    accepted = again.ledger().accepted
    assert set(told) <= set(accepted) and set(accepted.values()) == {1}
    again.start()
    wait_until(again.idle, seconds=60)
    assert {one["To"] for one in webhook.seen.receipts()} == set(accepted)
    assert again.ledger().receipts.get("queued", 0) == 0
    replies = {one["MessageSid"] for one in webhook.seen.replies()}
    assert again.ledger().campaign()["replies"] == len(replies) > 0


def test_somebody_else_can_read_the_record_meanwhile(
    tmp_path: Path, make_sandbox: Callable[..., Sandbox]
) -> None:
    make_sandbox()
    record = Record(tmp_path / "sandbox.sqlite")
    assert record.campaign()["texted"] == 0
    record.close()
