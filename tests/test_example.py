"""The main job without a screen: the program's figures beside the carrier's own record."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_the_example_texts_750_people_once_and_its_figures_agree_with_the_record(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "example", "--json", "--keep", str(tmp_path / "data")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    record = result["carrier_record"]
    assert result["recipients"] == 750
    assert record["texted"] == record["accepted"] == 750
    assert record["most_to_one_number"] == 1
    assert result["agrees"], result["comparison"]
    for name, shown in result["published"].items():
        raw = result["counted"].get(name, 0)
        published = 0 if shown == "<10" else int(shown)
        assert published % 10 == 0 and published <= raw, name  # never more than was counted
        assert raw - published < 40, name  # and not far behind it
    _no_person_in(done.stderr, tmp_path / "data")


def _no_person_in(log: str, data: Path) -> None:
    numbers = (ROOT / "examples" / "zwolle" / "recipients.txt").read_text().split()
    for number in numbers:
        assert number not in log and number[1:] not in log
    for room in ("outreach", "gate", "care"):
        held = (data / f"{room}.duckdb").read_bytes()
        assert not any(number.encode() in held for number in numbers), room
