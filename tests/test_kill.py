"""Promise 1 and 2 for the whole process: killed at any moment, nothing is lost or sent twice."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from carrier.record import Record
from tests.engines import config

ROOT = Path(__file__).parent.parent
KILLS = 4


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(data: Path, dashboard: int, webhook: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "manage.py", "serve", "--data", str(data), *config(data.parent)]
    command += ["--dashboard-port", str(dashboard), "--webhook-port", str(webhook)]
    with (data.parent / "log").open("ab") as log:
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=log)


def _wait_until_ready(webhook: int) -> None:
    for _ in range(300):
        try:
            if requests.get(f"http://127.0.0.1:{webhook}/readyz", timeout=2).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.1)
    raise AssertionError("not ready after 30 seconds")


@pytest.mark.slow
def test_the_served_process_killed_while_sending_texts_each_person_once(tmp_path: Path) -> None:
    data, dashboard, webhook = tmp_path / "data", _port(), _port()
    dice = random.Random(7)
    for _ in range(KILLS):
        process = _serve(data, dashboard, webhook)
        _wait_until_ready(webhook)
        time.sleep(dice.uniform(1.0, 5.0))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    process = _serve(data, dashboard, webhook)
    try:
        ledger = _wait_for(data, 750)
        process.terminate()
        assert process.wait(timeout=20) in (0, -signal.SIGTERM)
    finally:
        process.kill()
    assert ledger["texted"] == 750
    assert ledger["most_to_one_number"] == 1
    assert ledger["accepted"] == 750
    _the_log_names_nobody((tmp_path / "log").read_text(), data)


def _the_log_names_nobody(log: str, data: Path) -> None:
    rows = Record(data / "sandbox.sqlite").rows(
        "select carrier_id, number, token from messages "
        "union all select carrier_id, number, text from replies"
    )
    assert len(rows) > 750
    for row in rows:
        for told in row:
            assert len(told) < 8 or str(told) not in log
            assert not str(told).startswith("+") or str(told)[1:] not in log


def _wait_for(data: Path, texted: int) -> dict[str, int]:
    for _ in range(200):
        file = data / "sandbox.sqlite"
        if file.exists():
            ledger = Record(file).campaign()
            if ledger["texted"] >= texted:
                time.sleep(3)  # anything sent twice would come now
                return Record(file).campaign()
        time.sleep(0.5)
    raise AssertionError(Record(data / "sandbox.sqlite").campaign())
