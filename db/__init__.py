"""The only room that knows the engine: connections, the writer, migrations, queries."""

from db.connection import Database, Session, open_database
from db.engine import Locked, Unreachable
from db.writer import each

__all__ = ["Database", "Locked", "Session", "Unreachable", "each", "open_database"]
