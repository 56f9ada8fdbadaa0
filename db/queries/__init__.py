"""The SQL files beside this one, a noun each, loaded once per engine with aiosql."""

from functools import cache, partial
from pathlib import Path
from typing import Any

import aiosql
from aiosql.adapters.duckdb import DuckDBAdapter

FOLDER = Path(__file__).parent


class Queries:
    """The queries of one noun; `on(connection)` binds them to a connection."""

    def __init__(self, loaded: Any, connection: Any = None) -> None:
        self._loaded = loaded
        self._connection = connection

    def on(self, connection: Any) -> "Queries":
        return Queries(self._loaded, connection)

    def __getattr__(self, name: str) -> Any:
        return partial(getattr(self._loaded, name), self._connection)


@cache
def load(engine: str) -> dict[str, Queries]:
    """Read every `<noun>.sql` for an engine (`duckdb`); return them by noun."""
    adapter = {"duckdb": _DuckDB}[engine]
    return {
        file.stem: Queries(aiosql.from_path(str(file), adapter, kwargs_only=True))
        for file in sorted(FOLDER.glob("*.sql"))
    }


class _Lent:
    """The caller's own connection, which a query must not close."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def close(self) -> None:
        """Leave it open: it carries the caller's transaction."""


class _DuckDB(DuckDBAdapter):
    # The stock adapter opens a second connection (its own transaction) or closes the caller's.
    def __init__(self) -> None:
        super().__init__(cursor_as_dict=True)

    def _cursor(self, conn: Any) -> _Lent:
        return _Lent(conn)

    def select(self, *args: Any, **kwargs: Any) -> list[Any]:
        # Not lazy: an `update ... returning` must run inside its transaction, read or unread.
        return list(super().select(*args, **kwargs))
