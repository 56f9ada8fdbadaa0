"""A SQLite file, opened so that it can do no harm: read-only, no file beside it, no code of it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from itertools import count

from outreach.intake import journal
from outreach.intake.source import Source
from outreach.intake.sqlite_tables import Database, text
from problem import N_, Problem

IN_MEMORY = 192 * 1024**2  # bytes; for a moment it is there twice
BLOCK = 1024**2
LONGEST = 64 * 1024**2  # bytes of one cell or row
STEP = 100_000  # instructions of SQLite's machine between two looks at the budget
BUDGET, BUDGET_PER_BYTE = 1_000_000, 8  # instructions; the emptiest of rows take 4 a byte
WRITTEN, READ = 18, 19  # bytes of the header: 2 when there is a write-ahead log, else 1

DAMAGED = N_("The database is damaged or cut off. Copy it again from the phone.")
ENDLESS = N_("The database takes too long to read. Export its messages as xlsx, csv or xml.")
TOO_LARGE = N_(
    'The database is too large to be read out of a zip, or together with its "-wal" file. Upload '
    "the database alone, not in a zip."
)
UNKNOWN = N_(
    "This database is not one that is known (sms, chat, contacts or WhatsApp of a phone). Export "
    "its messages as xlsx, csv or xml."
)
SENTENCES = {
    sqlite3.SQLITE_INTERRUPT: ENDLESS,
    sqlite3.SQLITE_AUTH: UNKNOWN,  # a view in the place of a table
    sqlite3.SQLITE_ERROR: UNKNOWN,  # a table that is not what it should be
}


@contextmanager
def opened(source: Source) -> Iterator[Database]:
    """Open it for reading; whatever SQLite says against it, then or later, becomes a Problem."""
    try:
        connection, size = _connection(source)
        with closing(connection):
            _disarm(connection)
            _refuse_cut_off(connection, size)
            tables = frozenset(_real(connection))
            connection.set_authorizer(_only(tables))
            yield Database(connection, tables)
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        raise Problem(SENTENCES.get(code, DAMAGED)) from None


def _connection(source: Source) -> tuple[sqlite3.Connection, int]:
    """To the file where it lies, or to a copy in memory; and its length in bytes."""
    connect = partial(sqlite3.connect, isolation_level=None, check_same_thread=False)
    if source.path is not None and source.journal is None:
        # Immutable: no lock, no journal, no shared memory is made or looked for.
        address = f"{source.path.absolute().as_uri()}?mode=ro&immutable=1"
        return connect(address, uri=True), source.path.stat().st_size
    content = _content(source)
    connection = connect(":memory:")
    try:
        connection.deserialize(content)
    except BaseException:
        connection.close()
        raise
    return connection, len(content)


def _refuse_cut_off(connection: sqlite3.Connection, size: int) -> None:
    # SQLite takes what is missing of a last page for zeros, and so for rows of nothing.
    if not 0 < _length(connection) <= size:
        raise Problem(DAMAGED)


def _content(source: Source) -> bytearray:
    if source.size > IN_MEMORY:
        raise Problem(TOO_LARGE)
    content = bytearray()
    with source.open() as stream:
        while block := stream.read(BLOCK):
            content += block
    if source.journal is not None:
        with source.journal() as stream:
            journal.merge(content, stream)
    if len(content) <= READ:
        raise Problem(DAMAGED)
    for place in (WRITTEN, READ):
        content[place] = min(content[place], 1)  # in memory there is no write-ahead log
    return content


def _disarm(connection: sqlite3.Connection) -> None:
    # https://www.sqlite.org/security.html
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    for rule in (
        "trusted_schema = off",
        "query_only = on",
        "cell_size_check = on",
        "temp_store = memory",  # sorting must not put texts on disk
    ):
        connection.execute(f"pragma {rule}")
    # A page may be linked to many times, so a small file may have rows without end.
    most = (BUDGET + _length(connection) * BUDGET_PER_BYTE) // STEP
    ticks = count()
    connection.set_progress_handler(lambda: next(ticks) > most, STEP)


def _length(connection: sqlite3.Connection) -> int:
    """In bytes, as the database itself says."""
    asked = (f"pragma {name}" for name in ("page_count", "page_size"))
    pages, size = (connection.execute(ask).fetchone()[0] for ask in asked)
    return int(pages * size)


def _real(connection: sqlite3.Connection) -> Iterator[str]:
    """What is made as a table. SQLite sees to it that the list of them doesn't lie about names."""
    for kind, name, page, made in connection.execute(
        "select type, name, rootpage, sql from sqlite_master"
    ):
        if kind == "table" and page and text(made).lower().startswith("create table"):
            yield text(name).lower()


def _only(tables: frozenset[str]) -> Callable[..., int]:
    """Only real tables may be read: no function, no view, no trigger, no virtual table."""

    def judge(action: int, first: str | None, *rest: str | None) -> int:
        inside = rest[-1]  # which view or trigger asks for it
        allowed = inside is None and (
            action == sqlite3.SQLITE_SELECT
            or (action == sqlite3.SQLITE_READ and str(first).lower() in tables)
            or (action == sqlite3.SQLITE_PRAGMA and first == "table_info")
        )
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    return judge
