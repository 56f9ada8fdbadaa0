"""A socket in the data folder by which commands ask the running process.

One process at a time may open a DuckDB file, so a second one can't even read it. The socket has
mode 0600: whoever may read the data folder may ask. One JSON line each way.
"""

import json
import logging
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import house as houses
from helpdesk import notes
from problem import Problem

log = logging.getLogger(__name__)

ROOMS = ("outreach", "gate", "care")
HEARD_WITHIN = 5.0  # seconds for a client to ask; a silent one must not keep the others waiting
ANSWERED_WITHIN = 600.0  # seconds; a large backup takes its time
LONGEST_PATH = 100  # bytes of a Unix socket's address, less than the 108 of Linux


class Control:
    """Answers commands for a house that is being served."""

    def __init__(self, house: houses.House) -> None:
        self._house = house
        self._file = house.data / "control.socket"
        self._file.unlink(missing_ok=True)
        if len(os.fsencode(self._file)) > LONGEST_PATH:
            raise Problem(
                "The path {file} is too long for a socket. Choose a shorter one with --data.",
                file=str(self._file),
            )
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
                try:
                    line.settimeout(HEARD_WITHIN)
                    self._answer(line)
                except (OSError, ValueError):
                    log.warning("a command went away before its answer")

    def _answer(self, line: socket.socket) -> None:
        asked = json.loads(line.makefile().readline())
        line.sendall(json.dumps(self._run(asked)).encode() + b"\n")

    def _run(self, asked: dict[str, Any]) -> dict[str, str]:
        try:
            return {"said": COMMANDS[asked["command"]](self._house, asked)}
        except Problem as problem:
            return {"problem": str(problem)}
        except OSError as error:
            return {"problem": f"That failed: {error.strerror or error}. Mend that and try again."}
        except Exception as error:
            log.error("a command failed: %s", type(error).__name__)
            return {"problem": f"That failed ({type(error).__name__}). Tell the operator."}


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
        line.settimeout(ANSWERED_WITHIN)
        line.sendall(json.dumps(request).encode() + b"\n")
        answer = json.loads(line.makefile().readline())
    if "problem" in answer:
        raise Problem("{sentence}", sentence=answer["problem"])
    return str(answer["said"])


def _backup_closed(data: Path, target: Path) -> str:
    if not (data / "outreach.duckdb").exists():
        raise Problem("There is no data in {data}. Name the folder with --data.", data=str(data))
    from db import open_database

    with _whole(target) as part:
        _copy_notes(data, part)
        for room in ROOMS:
            database = open_database(room, data)
            try:
                database.backup(part / f"{room}.duckdb")
            finally:
                database.close()
    return f"Backed up to {target}. Keys are not in it: keep those elsewhere."


def _backup_open(house: houses.House, asked: dict[str, Any]) -> str:
    target = Path(asked["target"])
    with _whole(target) as part:
        _copy_notes(house.data, part)
        for room in (house.outreach, house.gate, house.helpdesk):
            room.db.backup(part / f"{room.db.room}.duckdb")
    return f"Backed up to {target}. Keys are not in it: keep those elsewhere."


def _copy_notes(data: Path, part: Path) -> None:
    """Replies that no database has yet, sealed as they are.

    Copied before the databases: one that is read in meanwhile is then in both: harmless.
    """
    for file in notes.files(data):
        (part / "notes").mkdir(mode=0o700, exist_ok=True)
        with suppress(FileNotFoundError):  # read in by now
            shutil.copy2(file, part / "notes")


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A folder beside the target, which takes its name when all is in it: never half a backup."""
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    try:
        yield part
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


COMMANDS: dict[str, Callable[[houses.House, dict[str, Any]], str]] = {"backup": _backup_open}
