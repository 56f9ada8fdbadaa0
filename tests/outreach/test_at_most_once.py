"""Promise 1: nobody is texted twice, however often the sending process is killed."""

import random
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from tests.outreach import sender, steps

ROOT = Path(__file__).parent.parent.parent
KILLS, RECIPIENTS = 18, 300


def start(folder: Path, seed: int, rate: int = 60) -> "subprocess.Popen[str]":
    with (folder / "log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.outreach.sender", str(folder), str(seed), str(rate)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout and process.stdout.readline() == "ready\n", (folder / "log").read_text()
    return process


def kill_at_random(folder: Path, seed: int) -> int:
    """Kill it again and again, then let it end; how often it was killed at work."""
    dice, killed = random.Random(seed), 0
    for nth in range(KILLS):
        with start(folder, seed + nth) as process:
            time.sleep(dice.uniform(0.0, 0.6))
            killed += process.poll() is None
            process.kill()
    with start(folder, seed + KILLS, rate=600) as process:
        assert process.wait(timeout=60) == 0
    return killed


def prepare(folder: Path) -> str:
    """An approved campaign: the processes to be killed launch it themselves."""
    house = sender.build(folder)
    try:
        return steps.approved(house, datetime.now(UTC), recipients=RECIPIENTS)
    finally:
        house.close()
        (folder / "ledger").unlink(missing_ok=True)  # the test text


def test_killed_at_random_moments_each_person_is_texted_once_and_never_again(
    tmp_path: Path,
) -> None:
    first = prepare(tmp_path)
    assert kill_at_random(tmp_path, seed=20210119) >= KILLS // 2
    everybody = {steps.number(nth): 1 for nth in range(1, RECIPIENTS + 1)}
    assert texted(tmp_path) == everybody
    assert standing(tmp_path, first) == {"sent": RECIPIENTS}
    # The next campaign, with the same numbers: all are held, and nobody hears of it.
    lines = (tmp_path / "ledger").read_bytes()
    second = prepare_next(tmp_path)
    with start(tmp_path, seed=1, rate=600) as process:
        assert process.wait(timeout=60) == 0
    assert (tmp_path / "ledger").read_bytes() == lines
    assert standing(tmp_path, second) == {"held": RECIPIENTS}
    assert "Traceback" not in (tmp_path / "log").read_text()


def prepare_next(folder: Path) -> str:
    ledger = (folder / "ledger").read_bytes()
    name = prepare(folder)
    (folder / "ledger").write_bytes(ledger)
    return name


def texted(folder: Path) -> dict[str, int]:
    return Counter(number for _, number, _ in sender.Ledger(folder / "ledger", seed=0).lines())


def standing(folder: Path, name: str) -> dict[str, int]:
    house = sender.build(folder)
    try:
        return steps.statuses(house.outreach, name)
    finally:
        house.close()
