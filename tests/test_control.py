"""Commands reach the running process; without one they open the files themselves."""

import socket
import stat
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from carrier.base import Inbound
from db import open_database
from helpdesk import notes
from helpdesk.notes import Note
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
@pytest.mark.parametrize("serves", [True, False])
def test_a_reply_that_no_database_has_yet_is_in_the_backup(
    house: House, tmp_path: Path, noon: datetime, serves: bool
) -> None:
    folder = notes.of(house.data, house.helpdesk.vault)
    notes.keep(folder, Note(Inbound("SM1", "+31612345678", "+3197000000000", "hulp"), noon, ""))
    (house.data / "notes" / "half.new").write_text("half a note")
    if serves:
        control.COMMANDS["backup"](house, {"target": str(tmp_path / "copy")})
    else:
        house.close()
        control.backup(house.data, tmp_path / "copy")
    copied = notes.of(tmp_path / "copy", house.helpdesk.vault)
    assert [note.inbound.text for _, note in notes.waiting(copied)] == ["hulp"]
    assert len(list((tmp_path / "copy" / "notes").iterdir())) == 1


@pytest.mark.duckdb
def test_a_backup_never_overwrites(house: House, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="exists already"):
        control.backup(house.data, tmp_path)


def test_a_folder_without_data_says_so(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="--data"):
        control.backup(tmp_path / "nothing", tmp_path / "copy")


def test_a_client_that_goes_away_harms_nobody(house: House, tmp_path: Path) -> None:
    served = control.Control(house)
    try:
        for _ in range(3):
            with socket.socket(socket.AF_UNIX) as line:
                line.connect(str(house.data / "control.socket"))
                line.sendall(b'{"command": "backup", "target": "')
        assert "Backed up" in control.backup(house.data, tmp_path / "copy")
    finally:
        served.stop()


def test_a_path_too_long_for_a_socket_says_so(house: House, tmp_path: Path) -> None:
    deep = replace(house, data=tmp_path / ("long" * 30))
    with pytest.raises(Problem, match="--data"):
        control.Control(deep)


def test_a_failed_backup_leaves_nothing(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    served = control.Control(house)
    try:
        monkeypatch.setattr("db.connection.Database.backup", full)
        with pytest.raises(Problem, match="no space left"):
            control.backup(house.data, tmp_path / "copy")
    finally:
        served.stop()
    assert not (tmp_path / "copy").exists() and not (tmp_path / "copy.part").exists()
