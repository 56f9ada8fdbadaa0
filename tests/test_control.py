"""Commands reach the running process; without one they open the files themselves."""

import stat
from pathlib import Path

import pytest

from db import open_database
from house import House
from problem import Problem
from running import control


@pytest.mark.duckdb
def test_a_backup_is_asked_of_the_running_process(house: House, tmp_path: Path) -> None:
    served = control.Control(house)
    try:
        mode = stat.S_IMODE((house.data / "control.socket").stat().st_mode)
        assert mode == 0o600
        said = control.backup(house.data, tmp_path / "copy")
    finally:
        served.stop()
    assert "Keys are not in it" in said
    assert sorted(file.name for file in (tmp_path / "copy").iterdir()) == [
        "care.duckdb",
        "gate.duckdb",
        "outreach.duckdb",
    ]
    open_database("care", tmp_path / "copy").close()  # it opens


@pytest.mark.duckdb
def test_a_backup_works_when_nobody_serves(house: House, tmp_path: Path) -> None:
    house.close()
    control.backup(house.data, tmp_path / "copy")
    open_database("gate", tmp_path / "copy").close()


@pytest.mark.duckdb
def test_a_backup_never_overwrites(house: House, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="exists already"):
        control.backup(house.data, tmp_path)


def test_a_folder_without_data_says_so(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="--data"):
        control.backup(tmp_path / "nothing", tmp_path / "copy")
