"""What an engine must do; DuckDB and PostgreSQL each do it in a file of their own."""

from pathlib import Path
from typing import Any, Protocol


class Locked(Exception):
    """Another process holds the file."""


class Unreachable(Exception):
    """The server does not serve this room; the sentence says what to do, and holds no secret."""


class Engine(Protocol):
    """One room's database as its engine keeps it. Connections commit each statement by itself,
    and have `execute(sql)`, whose cursor gives rows as tuples.
    """

    name: str  # as the settings spell it
    readers: int  # connections lent at once, at most

    def connect(self) -> Any:
        """Another connection to the same database."""

    def usable(self, connection: Any) -> bool:
        """False once its far end has gone."""

    def in_doubt(self, error: BaseException) -> bool:
        """Whether, after this error, nobody can tell if the transaction was committed."""

    def begin(self, connection: Any) -> None:
        """Begin a transaction in which this connection alone writes."""

    def commit(self, connection: Any) -> None:
        """Put it on disk, and move `changes`."""

    def changes(self, connection: Any) -> int:
        """A number that moves with every commit."""

    def size(self, connection: Any) -> int:
        """Bytes on disk."""

    def backup(self, connection: Any, target: Path) -> None:
        """Copy what is committed to a new file."""

    def close(self) -> None:
        """Let go of what the connections shared."""
