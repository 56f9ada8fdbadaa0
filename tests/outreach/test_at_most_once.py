"""Promise 1: nobody is texted twice, however often the sending process is killed, and not by two
campaigns at once either. tests/crashing has the same with the real carrier's code, and more.
"""

import random
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from tests.outreach import sender, steps

ROOT = Path(__file__).parent.parent.parent
KILLS, RECIPIENTS = 10, 200


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


def prepare(folder: Path) -> list[str]:
    """Two approved campaigns for the same people: the processes to be killed launch them."""
    house = sender.build(folder)
    try:
        now = datetime.now(UTC)
        return [steps.approved(house, now, recipients=RECIPIENTS) for _ in range(2)]
    finally:
        house.close()
        (folder / "ledger").unlink(missing_ok=True)  # the test text


def test_killed_at_random_moments_each_person_is_texted_once_by_whichever_campaign_is_first(
    tmp_path: Path,
) -> None:
    campaigns = prepare(tmp_path)
    assert kill_at_random(tmp_path, seed=20210119) >= KILLS // 2
    everybody = {steps.number(nth): 1 for nth in range(1, RECIPIENTS + 1)}
    assert texted(tmp_path) == everybody
    standing = sum((stands(tmp_path, name) for name in campaigns), Counter[str]())
    assert standing == {"sent": RECIPIENTS, "held": RECIPIENTS}
    assert "Traceback" not in (tmp_path / "log").read_text()


def texted(folder: Path) -> dict[str, int]:
    return Counter(number for _, number, _ in sender.Ledger(folder / "ledger", seed=0).lines())


def stands(folder: Path, name: str) -> Counter[str]:
    house = sender.build(folder)
    try:
        return Counter(steps.statuses(house.outreach, name))
    finally:
        house.close()
