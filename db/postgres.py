"""One PostgreSQL schema a room: the engine of a house of several processes.

Each process has its own writer thread, so they could write at once. They don't: a writer takes
the room's one lock when it begins, and holds it until its transaction ends. So the writers of all
processes take turns as the calls within one process do, and what a write function has read still
holds when it writes. A process that is killed loses its connection, and with it the lock.
"""

from pathlib import Path
from typing import Any

import psycopg

from db.engine import Unreachable
from problem import Problem

NAMESPACE = 750  # of our advisory locks, among those of others in the same database
SEE = "See docs/postgresql.md."
OPTIONS = (
    "-c search_path={room} -c timezone=UTC"
    # A machine that vanished in the middle of a write must not hold the lock for hours.
    " -c idle_in_transaction_session_timeout=60s"
)


class Postgres:
    """`dsn` is libpq's connection string or URI. The schema has the room's name."""

    name = "postgresql"
    readers = 8  # with the writer 9: three rooms in three processes stay under the default of 100

    def __init__(self, room: str, dsn: str) -> None:
        self._room = room
        self._dsn = dsn
        connection = self.connect()
        try:
            self._refuse_wrong_role(connection)
            self._count_changes(connection)
        finally:
            connection.close()

    def connect(self) -> Any:
        options = OPTIONS.format(room=self._room)
        try:
            return psycopg.connect(self._dsn, autocommit=True, connect_timeout=10, options=options)
        except psycopg.Error:  # its text holds parts of the DSN
            raise Unreachable(
                f"PostgreSQL does not let us in for {self._room}. Start it, or mend "
                f"UITWEG_{self._room.upper()}_DSN. {SEE}"
            ) from None

    def usable(self, connection: Any) -> bool:
        return not connection.closed

    def in_doubt(self, error: BaseException) -> bool:
        return isinstance(error, Unreachable | psycopg.OperationalError | psycopg.InterfaceError)

    def begin(self, connection: Any) -> None:
        connection.execute("begin transaction")
        connection.execute(
            "select pg_advisory_xact_lock(%s, hashtext(%s))", (NAMESPACE, self._room)
        )

    def commit(self, connection: Any) -> None:
        # A row, not a sequence: it moves when the change can be seen, not before.
        connection.execute("update changes set amount = amount + 1")
        connection.execute("commit")

    def changes(self, connection: Any) -> int:
        return int(connection.execute("select amount from changes").fetchone()[0])

    def size(self, connection: Any) -> int:
        found = connection.execute(
            "select coalesce(sum(pg_total_relation_size(oid)), 0) from pg_class "
            "where relkind = 'r' and relnamespace = cast(current_schema() as regnamespace)"
        )
        return int(found.fetchone()[0])

    def backup(self, connection: Any, target: Path) -> None:
        raise Problem("PostgreSQL makes its own backups, with pg_dump. " + SEE)

    def close(self) -> None:
        """Nothing is shared between its connections."""

    def _refuse_wrong_role(self, connection: Any) -> None:
        """The wall stands in the database too: a role that sees another room's schema is refused.

        Raises Unreachable.
        """
        if connection.execute("select current_schema()").fetchone()[0] != self._room:
            raise Unreachable(f"The database has no schema {self._room} for its role. {SEE}")
        others = connection.execute(
            "select nspname from pg_namespace where nspname in ('outreach', 'gate', 'care') "
            "and nspname <> current_schema() and has_schema_privilege(oid, 'usage')"
        ).fetchall()
        if others:
            raise Unreachable(
                f"The role of {self._room} may use the schema {others[0][0]} as well. Give each "
                f"room a role of its own, none of them a superuser. {SEE}"
            )

    def _count_changes(self, connection: Any) -> None:
        self.begin(connection)
        connection.execute("create table if not exists changes (amount bigint not null)")
        connection.execute("insert into changes select 0 where not exists (select 1 from changes)")
        connection.execute("commit")
