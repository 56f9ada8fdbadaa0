"""One room's database: connections to lend to readers, one writer thread to write with."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from db import migrate
from db.duck import DuckDB
from db.engine import Engine
from db.queries import Queries, load
from db.writer import Writer

T = TypeVar("T")
R = TypeVar("R")


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
    """One room's database, migrated when opened. Ask `open_database` for one."""

    def __init__(self, room: str, engine: Engine) -> None:
        self.room = room
        self._engine = engine
        self._queries = load(engine.name)
        self._idle: queue.LifoQueue[Any] = queue.LifoQueue()
        self._places = threading.BoundedSemaphore(engine.readers)
        with self.read() as session:
            migrate.run(session, engine, room)
        self._writer = Writer(room, engine, self._new_session)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Lend a connection. What it reads is what was committed when each query began."""
        with self._places:
            connection = self._take()
            try:
                yield Session(connection, self._queries)
            finally:
                self._give_back(connection)

    def write(self, fn: Callable[[Session, list[T]], list[R]], item: T) -> R:
        """Have the writer call `fn(tx, items)` with this item among the others that wait for it.

        Returns this item's result once the commit is on disk; raises what `fn` raised for it, and
        then nothing of this item is stored. `fn` may run twice and so has no side effects.
        """
        return self._writer.put(fn, item)

    @property
    def changes(self) -> int:
        """A number that moves with every commit, for pages that wait for news."""
        with self.read() as session:
            return self._engine.changes(session.connection)

    @property
    def size(self) -> int:
        """Bytes on disk."""
        with self.read() as session:
            return self._engine.size(session.connection)

    def backup(self, target: Path) -> None:
        """Copy what is committed to a new file; raises Problem when the engine has its own way."""
        with self.read() as session:
            self._engine.backup(session.connection, target)

    def close(self) -> None:
        """Finish the writes that wait, then let go of the database."""
        self._writer.stop()
        self._forget_idle()
        self._engine.close()

    def _new_session(self) -> Session:
        return Session(self._engine.connect(), self._queries)

    def _take(self) -> Any:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return self._engine.connect()

    def _give_back(self, connection: Any) -> None:
        if self._engine.usable(connection):
            self._idle.put(connection)
        else:
            self._forget_idle()  # the server went away, and with it the others that wait here

    def _forget_idle(self) -> None:
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return


def open_database(room: str, folder: Path, dsn: str = "") -> Database:
    """Open a room's database: its file in `folder`, or with a `dsn` its schema on a server.

    Raises Locked when another process holds the file, Unreachable when the server won't serve.
    """
    if not dsn:
        return Database(room, DuckDB(folder / f"{room}.duckdb"))
    from db.postgres import Postgres  # imported when chosen: most houses have no use for it

    return Database(room, Postgres(room, dsn))
