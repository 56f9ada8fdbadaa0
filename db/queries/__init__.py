"""The SQL files beside this one, a noun each, loaded once per engine with aiosql."""

from functools import cache, partial
from pathlib import Path
from typing import Any

import aiosql
from aiosql.adapters.duckdb import DuckDBAdapter
from aiosql.adapters.pyformat import PyFormatAdapter

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
    """Read every `<noun>.sql` for an engine (`duckdb`, `postgresql`); return them by noun."""
    adapter = {"duckdb": _DuckDB, "postgresql": _Postgres}[engine]
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


class _Postgres(PyFormatAdapter):
    def _cursor(self, conn: Any) -> Any:
        from psycopg.rows import dict_row

        return conn.cursor(row_factory=dict_row)

    def process_sql(self, query_name: str, op_type: Any, sql: str) -> str:
        # A % of SQL's own is doubled, since psycopg's parameters begin with one.
        return str(super().process_sql(query_name, op_type, sql.replace("%", "%%")))

    def select(self, *args: Any, **kwargs: Any) -> list[Any]:
        return list(super().select(*args, **kwargs))
