"""SQLite databases of a phone: which of the known ones it is, and its sightings."""

from collections.abc import Iterator
from contextlib import ExitStack

from outreach.intake import android, apple, journal, whatsapp_database
from outreach.intake.sighting import ReadExport, Sighting
from outreach.intake.source import Source
from outreach.intake.sqlite import READ, UNKNOWN, opened
from outreach.intake.sqlite_tables import Database, Reader
from problem import N_, Problem

READERS = (*android.READERS, *apple.READERS, *whatsapp_database.READERS)
STARTED = Sighting(0, "", "none")

ELSEWHERE = N_(
    'The database is empty, but its messages may be in the file with "-wal" behind its name. '
    "Upload both together, or a zip of both."
)


def tables(source: Source) -> frozenset[str]:
    """Names of its tables, in lower case; raises Problem when it is damaged."""
    with opened(source) as database:
        return database.tables


def read(source: Source) -> ReadExport:
    """Sightings of all known tables; raises Problem when there is none of them."""
    with ExitStack() as stack:
        database = stack.enter_context(opened(source))
        readers = [reader for reader in READERS if _fits(reader, database)]
        if not any(_filled(one, database) for one in readers):
            _refuse_half(source)
        if not readers:
            raise Problem(UNKNOWN)
        owners: set[str] = set()
        sightings = _sightings(database, readers, owners, stack.pop_all())
        next(sightings)  # from here on, closing or dropping them closes the database
    formats = dict.fromkeys(reader.format for reader in readers)
    return ReadExport(" + ".join(formats), sightings, owners)


def _fits(reader: Reader, database: Database) -> bool:
    return all(
        table in database.tables and database.columns(table).issuperset(columns)
        for table, columns in reader.needs.items()
    )


def _refuse_half(source: Source) -> None:
    # No messages at all are more likely lost than never written.
    if source.journal is None:
        if source.head(READ + 1)[READ] == 2:
            raise Problem(ELSEWHERE)
        return
    with source.journal() as log:
        if journal.goes_on(log):
            raise Problem(journal.STRANGE)


def _filled(reader: Reader, database: Database) -> bool:
    main = next(iter(reader.needs))
    return next(database.rows("t.rowid", f"{main} t"), None) is not None


def _sightings(
    database: Database, readers: list[Reader], owners: set[str], stack: ExitStack
) -> Iterator[Sighting]:
    with stack:
        yield STARTED
        for reader in readers:
            yield from reader.read(database, owners)
