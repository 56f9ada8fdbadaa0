"""Numbered SQL files, one transaction each, recorded by name, run when a database is opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from db.engine import Engine

MIGRATIONS = Path(__file__).parent / "migrations"


def run(session: Any, engine: Engine, room: str) -> list[str]:
    """Bring the database of `room` up to date; return the names of the migrations that ran."""
    with _transaction(session, engine):
        session.connection.execute("create table if not exists migrations (name text primary key)")
    files = sorted((MIGRATIONS / room).glob("*.sql"))
    return [file.stem for file in files if _run_one(session, engine, file)]


def _run_one(session: Any, engine: Engine, file: Path) -> bool:
    if _has_run(session, file):
        return False
    with _transaction(session, engine):
        if _has_run(session, file):  # by another process, while we waited for our turn
            return False
        session.connection.execute(file.read_text(encoding="utf-8"))
        session.migrations.add(name=file.stem)
    return True


def _has_run(session: Any, file: Path) -> bool:
    return file.stem in {row["name"] for row in session.migrations.names()}


@contextmanager
def _transaction(session: Any, engine: Engine) -> Iterator[None]:
    engine.begin(session.connection)
    try:
        yield
    except BaseException:
        session.connection.execute("rollback")
        raise
    engine.commit(session.connection)
