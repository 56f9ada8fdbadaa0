"""Promise 1 and 2 for the whole process: killed at any moment, nothing is lost or sent twice."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from carrier.record import Record
from db import open_database
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
def test_killed_while_sending_it_texts_each_person_once_and_loses_no_reply(tmp_path: Path) -> None:
    data, dashboard, webhook = tmp_path / "data", _port(), _port()
    dice = random.Random(7)
    killed_at = []
    for share in range(KILLS):
        process = _serve(data, dashboard, webhook)
        _wait_until_ready(webhook)
        _wait_for(data, "texted", share * 150 + dice.randrange(150))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        killed_at.append(_ledger(data)["texted"])
    process = _serve(data, dashboard, webhook)
    try:
        _wait_for(data, "texted", 750)
        _wait_until_quiet(data)
        process.terminate()
        assert process.wait(timeout=20) in (0, -signal.SIGTERM)
    finally:
        process.kill()
    ledger = _ledger(data)
    assert any(0 < texted < 750 for texted in killed_at), killed_at
    assert ledger["texted"] == ledger["accepted"] == 750
    assert ledger["most_to_one_number"] == 1
    _nothing_is_lost(data, ledger)
    _the_log_names_nobody((tmp_path / "log").read_text(), data)


def _nothing_is_lost(data: Path, ledger: dict[str, int]) -> None:
    if not (data / "care.duckdb").exists():
        return  # on PostgreSQL the databases are elsewhere
    acknowledged = Record(data / "sandbox.sqlite").rows("select carrier_id from replies")
    care, gate = open_database("care", data), open_database("gate", data)
    with care.read() as session:
        stored = session.connection.execute("select carrier_id from replies").fetchall()
    with gate.read() as session:
        seen = session.connection.execute(
            "select count(distinct token) from visits "
            "where step = 'home' and not robot and token <> ''"
        ).fetchone()[0]
    care.close()
    gate.close()
    assert sorted(row[0] for row in stored) == sorted(row["carrier_id"] for row in acknowledged)
    assert seen == ledger["visits"]


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


def _ledger(data: Path) -> dict[str, int]:
    return Record(data / "sandbox.sqlite").campaign()


def _wait_for(data: Path, figure: str, amount: int) -> None:
    _until(lambda: (data / "sandbox.sqlite").exists() and _ledger(data)[figure] >= amount)


def _wait_until_quiet(data: Path) -> None:
    _until(
        lambda: (
            not Record(data / "sandbox.sqlite").rows(
                "select id from errands where done is null limit 1"
            )
        )
    )


def _until(done: Callable[[], bool]) -> None:
    for _ in range(900):
        if done():
            return
        time.sleep(0.2)
    raise AssertionError("not there after three minutes")
