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
from helpdesk import notes
from tests.engines import config
from tests.writers import Writers

ROOT = Path(__file__).parent.parent
KILLS = 4
# Seconds of kills under replies; more of them with this variable.
SECONDS = float(os.environ.get("UITWEG_KILL_SECONDS", "22"))


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(data: Path, dashboard: int, webhook: int, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "manage.py", "serve", "--data", str(data), *config(data.parent)]
    command += ["--dashboard-port", str(dashboard), "--webhook-port", str(webhook), *more]
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


@pytest.mark.slow
def test_killed_under_replies_it_loses_none_that_it_acknowledged_and_stores_none_twice(
    tmp_path: Path,
) -> None:
    data, dashboard, webhook, fallback = tmp_path / "data", _port(), _port(), _port()
    data.mkdir()
    dice = random.Random(11)
    writers = Writers(data, webhook, fallback)
    processes = [_serve_quietly(data, dashboard, webhook, fallback)]
    try:
        _wait_until_ready(webhook)  # the other needs the keys that it makes
        processes.append(_serve_quietly(data, dashboard, webhook, fallback, "--part", "fallback"))
        writers.start()
        kills = _kill_at_random(processes, (data, dashboard, webhook, fallback), dice)
        under_kills = dict(writers.taken)
        _wait_until_ready(webhook)
        _until(lambda: writers.taken["/sms/reply"] > under_kills.get("/sms/reply", 0) + 20)
        writers.stop()
        _until(lambda: not _notes(data))
        processes[0].terminate()
        assert processes[0].wait(timeout=20) in (0, -signal.SIGTERM)
    finally:
        writers.stop()
        for process in processes:
            process.kill()
            process.wait()
    assert kills >= 3
    assert under_kills.keys() == {"/sms/reply", "/sms/fallback"}
    writers.judge(tmp_path)
    _the_log_knows_nobody((tmp_path / "log").read_text(), writers)


def _notes(data: Path) -> list[str]:
    """What is to be read in, without what a kill left half written."""
    return [one.name for one in (data / "notes").iterdir() if one.suffix != notes.NEW]


def _serve_quietly(
    data: Path, dashboard: int, webhook: int, fallback: int, *part: str
) -> subprocess.Popen[bytes]:
    more = ["--no-example", "--fallback-port", str(fallback), *part]
    return _serve(data, dashboard, webhook, *more)


def _kill_at_random(
    processes: list[subprocess.Popen[bytes]],
    served: tuple[Path, int, int, int],
    dice: random.Random,
) -> int:
    """Kill the one that answers again and again, and now and then the one that takes notes."""
    kills, until = 0, time.monotonic() + SECONDS
    while time.monotonic() < until:
        time.sleep(dice.uniform(0.1, 2.5))  # also while it starts
        kills += _kill(processes[0])
        if dice.random() < 0.3:
            kills += _kill(processes[1])
            processes[1] = _serve_quietly(*served, "--part", "fallback")
        processes[0] = _serve_quietly(*served)
        if dice.random() < 0.8:
            _wait_until_ready(served[2])
    return kills


def _kill(process: subprocess.Popen[bytes]) -> int:
    process.kill()
    return process.wait() == -signal.SIGKILL


def _the_log_knows_nobody(log: str, writers: Writers) -> None:
    for told in writers.told():
        assert told not in log
