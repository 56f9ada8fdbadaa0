"""The only room that knows the engine: connections, the writer, migrations, queries."""

from db.connection import Database, Session
from db.writer import each

__all__ = ["Database", "Session", "each"]
