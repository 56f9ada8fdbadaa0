"""Numbered SQL files, one transaction each, recorded by name, run when a database is opened."""

from pathlib import Path
from typing import Any

MIGRATIONS = Path(__file__).parent / "migrations"


def run(connection: Any, room: str) -> list[str]:
    """Bring the database of `room` up to date; return the names of the migrations that ran."""
    connection.execute("create table if not exists migrations (name text primary key)")
    done = {row[0] for row in connection.execute("select name from migrations").fetchall()}
    waiting = [file for file in sorted((MIGRATIONS / room).glob("*.sql")) if file.stem not in done]
    for file in waiting:
        _run_one(connection, file)
    return [file.stem for file in waiting]


def _run_one(connection: Any, file: Path) -> None:
    connection.execute("begin transaction")
    try:
        connection.execute(file.read_text(encoding="utf-8"))
        connection.execute("insert into migrations (name) values (?)", [file.stem])
        connection.execute("commit")
    except Exception:
        connection.execute("rollback")
        raise
