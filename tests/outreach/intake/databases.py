"""SQLite databases as phones leave them, built for tests by SQLite itself."""

import io
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from outreach.intake.source import Source

SMS = """
create table android_metadata (locale text);
create table sms (_id integer primary key, thread_id integer, address text, date integer,
    type integer, body text);
"""


def made(*scripts: str) -> bytes:
    """A database that was closed in good order."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript("".join(scripts))
        return connection.serialize()


def logged(folder: Path, scripts: Iterable[str], page: int = 4096) -> tuple[bytes, bytes]:
    """A database and its -wal as they lay while the app ran; nothing is moved over by itself."""
    path = folder / "app.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for rule in (f"page_size = {page}", "journal_mode = wal", "wal_autocheckpoint = 0"):
            connection.execute(f"pragma {rule}").fetchall()
        for script in scripts:
            connection.executescript(script)
        pair = path.read_bytes(), Path(f"{path}-wal").read_bytes()
    path.unlink()
    return pair


def pair(content: bytes, journal: bytes | None, path: Path | None = None) -> Source:
    return Source(
        "app.db",
        lambda: io.BytesIO(content),
        len(content),
        path=path,
        journal=None if journal is None else lambda: io.BytesIO(journal),
    )
