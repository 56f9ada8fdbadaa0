"""One DuckDB file: a pool of connections to read with, one writer thread to write with."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from db import migrate
from db.queries import Queries, load
from db.writer import Writer

T = TypeVar("T")
R = TypeVar("R")
READERS = 32


class Locked(Exception):
    """Another process holds the file."""


class Session:
    """A connection with the queries bound to it: `session.messages.claim(limit=5)`.

    The first name is a file of `db/queries`, the second a query in it. Many-row queries return a
    list of dicts, `^` queries a dict or None, `$` queries a value or None, `!` queries the number
    of rows that changed.
    """

    def __init__(self, connection: Any, queries: dict[str, Queries]) -> None:
        self.connection = connection
        self._queries = queries

    def __getattr__(self, noun: str) -> Queries:
        try:
            return self._queries[noun].on(self.connection)
        except KeyError:
            raise AttributeError(f"db/queries/{noun}.sql does not exist") from None


class Database:
    """One room's database, migrated when opened. Only one process at a time may hold the file."""

    def __init__(self, room: str, path: Path) -> None:
        self.room = room
        self.path = path
        self._connection = _connect(path)
        self._connection.execute("set global timezone = 'UTC'")
        self._queries = load("duckdb")
        self._idle: queue.LifoQueue[Any] = queue.LifoQueue()
        self._places = threading.BoundedSemaphore(READERS)
        migrate.run(self._connection, room)
        self._writer = Writer(room, Session(self._connection.cursor(), self._queries))

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Lend a connection. What it reads is what was committed when each query began."""
        with self._places:
            try:
                connection = self._idle.get_nowait()
            except queue.Empty:
                connection = self._connection.cursor()
            try:
                yield Session(connection, self._queries)
            finally:
                self._idle.put(connection)

    def write(self, fn: Callable[[Session, list[T]], list[R]], item: T) -> R:
        """Have the writer call `fn(tx, items)` with this item among the others that wait for it.

        Returns this item's result once the commit is on disk; raises what `fn` raised for it, and
        then nothing of this item is stored. `fn` may run twice and so has no side effects.
        """
        return self._writer.put(fn, item)

    @property
    def changes(self) -> int:
        """A number that moves with every commit, for pages that wait for news."""
        return self._writer.commits

    def backup(self, target: Path) -> None:
        """Copy what is committed to a new file while others read and write."""
        with self.read() as session:
            copy_database(session.connection, target)

    def close(self) -> None:
        """Finish the writes that wait, then let go of the file."""
        self._writer.stop()
        while not self._idle.empty():
            self._idle.get_nowait().close()
        self._connection.close()


def _connect(path: Path) -> Any:
    try:
        return duckdb.connect(str(path))
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise Locked(str(path)) from None
        raise


def copy_database(connection: Any, target: Path) -> None:
    quoted = str(target).replace("'", "''")
    connection.execute(f"attach '{quoted}' as backup_copy")
    try:
        name = connection.execute("select current_database()").fetchone()[0]
        connection.execute(f'copy from database "{name}" to backup_copy')
    finally:
        connection.execute("detach backup_copy")
