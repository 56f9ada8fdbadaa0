"""The only room that knows the engine: connections, the writer, migrations, queries."""

from db.connection import Database, Locked, Session
from db.writer import each

__all__ = ["Database", "Locked", "Session", "each"]
