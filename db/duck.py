"""One DuckDB file a room: the engine of a house that is one process."""

from pathlib import Path
from typing import Any

import duckdb

from db.engine import Locked


class DuckDB:
    """Only one process at a time may hold the file, so its writer thread is the only writer."""

    name = "duckdb"
    readers = 32

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = _open(path)
        self._connection.execute("set global timezone = 'UTC'")
        self._commits = 0

    def connect(self) -> Any:
        return self._connection.cursor()

    def usable(self, connection: Any) -> bool:
        return True

    def in_doubt(self, error: BaseException) -> bool:
        return False

    def begin(self, connection: Any) -> None:
        connection.execute("begin transaction")

    def commit(self, connection: Any) -> None:
        connection.execute("commit")
        self._commits += 1

    def changes(self, connection: Any) -> int:
        return self._commits

    def size(self, connection: Any) -> int:
        files = (self._path, self._path.with_name(self._path.name + ".wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def backup(self, connection: Any, target: Path) -> None:
        """Copy while others read and write."""
        quoted = str(target).replace("'", "''")
        connection.execute(f"attach '{quoted}' as backup_copy")
        try:
            name = connection.execute("select current_database()").fetchone()[0]
            connection.execute(f'copy from database "{name}" to backup_copy')
        finally:
            connection.execute("detach backup_copy")

    def close(self) -> None:
        self._connection.close()


def _open(path: Path) -> Any:
    try:
        return duckdb.connect(str(path))
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise Locked(str(path)) from None
        raise
