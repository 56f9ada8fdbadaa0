"""A socket in the data folder by which commands ask the running process.

One process at a time may open a DuckDB file, so a second one can't even read it. The socket has
mode 0600: whoever may read the data folder may ask. One JSON line each way.
"""

import json
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import house as houses
from problem import Problem

ROOMS = ("outreach", "gate", "care")


class Control:
    """Answers commands for a house that is being served."""

    def __init__(self, house: houses.House) -> None:
        self._house = house
        self._file = house.data / "control.socket"
        self._file.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            self._socket.bind(str(self._file))
        finally:
            os.umask(before)
        self._socket.listen()
        threading.Thread(target=self._listen, name="control", daemon=True).start()

    def stop(self) -> None:
        self._socket.close()
        self._file.unlink(missing_ok=True)

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return  # stopped
            with line:
                self._answer(line)

    def _answer(self, line: socket.socket) -> None:
        try:
            asked = json.loads(line.makefile().readline())
            answer = {"said": COMMANDS[asked["command"]](self._house, asked)}
        except Problem as problem:
            answer = {"problem": str(problem)}
        except Exception as error:
            answer = {"problem": f"That failed ({type(error).__name__}); see the log."}
        line.sendall(json.dumps(answer).encode() + b"\n")


def backup(data: Path, target: Path) -> str:
    """Copy the databases to the new folder `target`, by the running process if there is one."""
    if target.exists():
        raise Problem("{target} exists already. Name a folder that does not.", target=str(target))
    request = {"command": "backup", "target": str(target.resolve())}
    said = _ask(data, request)
    return said if said is not None else _backup_closed(data, target)


def _ask(data: Path, request: dict[str, str]) -> str | None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        try:
            line.connect(str(data / "control.socket"))
        except (FileNotFoundError, ConnectionRefusedError):
            return None  # nobody serves
        line.sendall(json.dumps(request).encode() + b"\n")
        answer = json.loads(line.makefile().readline())
    if "problem" in answer:
        raise Problem("{sentence}", sentence=answer["problem"])
    return str(answer["said"])


def _backup_closed(data: Path, target: Path) -> str:
    if not (data / "outreach.duckdb").exists():
        raise Problem("There is no data in {data}. Name the folder with --data.", data=str(data))
    from db import open_database

    target.mkdir(parents=True, mode=0o700)
    for room in ROOMS:
        database = open_database(room, data)
        try:
            database.backup(target / f"{room}.duckdb")
        finally:
            database.close()
    return f"Backed up to {target}. Keys are not in it: keep those elsewhere."


def _backup_open(house: houses.House, asked: dict[str, Any]) -> str:
    target = Path(asked["target"])
    target.mkdir(parents=True, mode=0o700)
    for room in (house.outreach, house.gate, house.helpdesk):
        room.db.backup(target / f"{room.db.room}.duckdb")
    return f"Backed up to {target}. Keys are not in it: keep those elsewhere."


COMMANDS: dict[str, Callable[[houses.House, dict[str, Any]], str]] = {"backup": _backup_open}
