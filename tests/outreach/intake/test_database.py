"""A phone's database is read without trusting it, without writing, and closed again."""

import gc
import io
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from outreach.intake import database, sqlite
from outreach.intake.source import Source
from outreach.intake.unpacking import sources
from problem import Problem
from tests.outreach.intake.databases import SMS, logged, made, pair
from tests.outreach.intake.files import seen, source, upload

TWO = """
insert into sms (address, date, type, body) values
    ('+31612345678', 1600000000000, 1, 'heb je wit'), ('0687654321', 1600000060000, 2, 'ja');
"""
MANY = """
with recursive n(i) as (values (1) union all select i + 1 from n where i < 20000)
insert into sms (address, date, type, body) select '06' || (10000000 + i), i, 1, 'bel me' from n;
"""
READ = [(1, "+31612345678", "in", "heb je wit"), (2, "0687654321", "out", "ja")]


def on_disk(content: bytes, folder: Path, name: str = "mmssms.db") -> Source:
    path = folder / name
    path.write_bytes(content)
    return Source(name, lambda: path.open("rb"), len(content), path=path)


def read_all(given: Source) -> list[tuple[int, str, str, str]]:
    return seen(database.read(given))


@pytest.mark.parametrize("name", ["mmssms.db", "a?mode=rw#%41 b.db", "één&c.db"])
def test_a_file_on_disk_reads_as_its_bytes_do(tmp_path: Path, name: str) -> None:
    content = made(SMS, TWO)
    export = database.read(on_disk(content, tmp_path, name))
    assert export.format == "Android messages"
    assert seen(export) == read_all(source(content)) == READ


def test_a_database_and_its_log_are_read_out_of_a_zip(tmp_path: Path) -> None:
    content, journal = logged(tmp_path, (SMS, "pragma wal_checkpoint;", MANY, TWO))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("phone/mmssms.db", content)
        archive.writestr("phone/mmssms.db-wal", journal)
    (found,) = sources([upload(packed.getvalue())])
    assert isinstance(found, Source)
    assert len(read_all(found)) == 20002


def test_what_would_not_fit_in_memory_is_read_from_disk_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "IN_MEMORY", 8192)
    content, journal = logged(tmp_path, (SMS, TWO, "pragma wal_checkpoint;"))
    given = on_disk(content, tmp_path)
    assert read_all(given) == READ
    for held in (source(content), pair(content, journal, given.path)):
        with pytest.raises(Problem, match="too large"):
            database.read(held)


def test_nothing_is_written_beside_a_file(tmp_path: Path) -> None:
    content, _ = logged(tmp_path, (SMS, TWO, "pragma wal_checkpoint;"))
    given = on_disk(content, tmp_path)
    assert content[18:20] == b"\2\2"  # its app kept a log
    export = database.read(given)
    for _ in export.sightings:
        there = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        assert there == {"mmssms.db": content}


def test_a_log_beside_a_file_on_disk_is_read_with_it(tmp_path: Path) -> None:
    content, journal = logged(tmp_path, (SMS, "pragma wal_checkpoint;", TWO))
    path = tmp_path / "mmssms.db"
    path.write_bytes(content)
    assert read_all(pair(content, journal, path)) == READ
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ((SMS, "pragma wal_checkpoint;", TWO), "its table is empty in the file"),
        ((SMS, TWO), "even the table is in the log alone"),
    ],
)
def test_messages_that_are_in_the_log_alone_are_asked_for(
    tmp_path: Path, steps: tuple[str, ...], why: str
) -> None:
    content, journal = logged(tmp_path, steps)
    for alone in (source(content), on_disk(content, tmp_path)):
        with pytest.raises(Problem, match='"-wal" behind its name. Upload both together'):
            database.read(alone)
    assert read_all(pair(content, journal)) == READ


def test_an_empty_database_without_a_log_has_nothing_and_says_so() -> None:
    assert read_all(source(made(SMS))) == []


@pytest.mark.parametrize(
    "script",
    [
        "create table notes (id, title);",
        "create table sms (x); create table message (y); create table data (z);",
        "create view sms as select '1' as address, 1 as type, 'x' as body;",
        "create virtual table sms using fts5(address, type, body);",
        "create table sms (address, type, body as (upper(address)));",
        "create table sms (address primary key, type, body) without rowid;",
    ],
    ids=["another app", "other columns", "view", "virtual", "computed", "no rowids"],
)
def test_another_database_is_refused(script: str) -> None:
    given = source(made(script))
    with pytest.raises(Problem, match="not one that is known"):
        read_all(given)


LIES = [
    ("sms", "create view sms as select 1 as address, 1 as type, x as body from other"),
    ("sms", "create virtual table sms using fts5(address, type, body)"),
    ("zz", "create view sms as select 1 as address, 1 as type, x as body from other"),
    ("sms", "create table other2 (address, type, body)"),
]


@pytest.mark.parametrize(("name", "sql"), LIES)
def test_a_list_of_tables_that_lies_is_not_believed(name: str, sql: str) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript("create table other (x); insert into other values ('vals');")
        connection.execute("pragma writable_schema = on")
        connection.execute(
            "insert into sqlite_master values ('table', ?, 'sms', 2, ?)", (name, sql)
        )
        connection.commit()
        content = connection.serialize()
    with pytest.raises(Problem):
        read_all(source(content))


def test_a_virtual_table_behind_the_name_of_a_real_one_is_not_believed() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript("""
        create table other (x); create virtual table sms using fts5(address, type, body);
        insert into sms values ('0612345678', 1, 'x'); pragma writable_schema = on;
        update sqlite_master set name = 'zz' where name = 'sms';
        insert into sqlite_master values ('table', 'sms', 'sms', 2, 'create table more (x)');
        """)
        content = connection.serialize()
    with pytest.raises(Problem):
        read_all(source(content))


def test_code_in_a_database_is_not_run() -> None:
    script = """
    create table sms_more (address, x as (printf('%.*c', 1000000000, address)));
    create view v as select load_extension('evil');
    create trigger t after insert on sms begin select load_extension('evil'); end;
    create index i on sms (abs(type)); create virtual table words using fts3(body);
    """
    given = source(made(SMS, TWO, script))
    assert read_all(given) == READ
    assert "v" not in database.tables(given)
    assert "words" not in database.tables(given)


def test_tables_are_named_in_lower_case_and_are_real() -> None:
    script = 'create table "ZWaMessage" (x); create table [sms] (y); create view w as select 1;'
    assert database.tables(source(made(script))) == {"zwamessage", "sms"}


@pytest.mark.parametrize(
    "ask",
    [
        "insert into sms (body) values ('x')",
        "select * from w",
        "select upper(body) from sms",
        "select * from pragma_database_list",
        "attach ':memory:' as other",
        "pragma query_only = off",
        "create temp table t (x)",
        "select * from dbstat",
    ],
)
def test_what_is_opened_can_only_be_read(ask: str) -> None:
    given = source(made(SMS, TWO, "create view w as select * from sms;"))
    with pytest.raises(Problem), sqlite.opened(given) as opened:
        opened.connection.execute(ask).fetchall()


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    whole = made(SMS, MANY)
    cut = whole[: int(len(whole) * share)]
    for given in (source(cut), on_disk(cut, tmp_path)):
        with pytest.raises(Problem, match="damaged or cut off"):
            read_all(given)


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"geen database" * 100])
def test_what_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    for given in (source(content), on_disk(content, tmp_path)):
        with pytest.raises(Problem):
            read_all(given)


def test_damage_further_on_is_told_when_it_is_reached() -> None:
    content = bytearray(made(SMS, MANY))
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    export = database.read(source(bytes(content)))
    assert next(export.sightings).number == "0610000001"
    with pytest.raises(Problem, match="damaged or cut off"):
        list(export.sightings)


def test_pages_that_are_linked_many_times_have_an_end() -> None:
    # Three levels of 400 links each to one page: 64 million pages of rows in a file of 1 MB.
    content = bytearray(made(SMS, MANY))
    root = next(at for at in range(0, len(content), 4096) if content[at] == 5)
    leaf, one, two = (root // 4096 + away for away in (2, 3, 4))
    for page, child in ((root // 4096, one), (one, two), (two, leaf)):
        links = b"".join((child + 1).to_bytes(4, "big") + b"\1" for _ in range(400))
        cells = b"".join((4096 - 5 * (n + 1)).to_bytes(2, "big") for n in range(400))
        start = (4096 - len(links)).to_bytes(2, "big")
        head = b"\5\0\0" + (400).to_bytes(2, "big") + start + b"\0" + (child + 1).to_bytes(4, "big")
        body = head.ljust(12, b"\0") + cells
        at = page * 4096
        content[at : at + 4096] = body.ljust(4096 - len(links), b"\0") + links
    with pytest.raises(Problem, match="takes too long"):
        read_all(source(bytes(content)))


def test_reading_stops_early_and_the_database_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    made_by_us: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def remember(*given: object, **more: object) -> sqlite3.Connection:
        made_by_us.append(connect(*given, **more))
        return made_by_us[-1]

    content = made(SMS, MANY)
    monkeypatch.setattr(sqlite3, "connect", remember)
    unread = database.read(source(content))
    partly = database.read(source(content))
    next(partly.sightings)
    fully = database.read(source(content))
    list(fully.sightings)
    del unread, partly
    gc.collect()
    assert len(made_by_us) == 3
    for connection in made_by_us:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("select 1")


def test_the_connection_closes_when_a_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[object] = []

    class Watched(sqlite3.Connection):
        def close(self) -> None:
            closed.append(self)
            super().close()

    connect = sqlite3.connect
    content = made("create table notes (id);")
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=Watched))
    with pytest.raises(Problem):
        database.read(source(content))
    assert len(closed) == 1


def test_text_that_is_no_utf8_is_read_with_marks_in_it() -> None:
    script = (
        "insert into sms (address, type, body) values ('0612345678', 1, cast(x'7769ff74' as text));"
    )
    assert read_all(source(made(SMS, script))) == [(1, "0612345678", "in", "wi\ufffdt")]


def test_a_database_of_utf16_is_read() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript('pragma encoding = "UTF-16be";' + SMS + TWO)
        assert read_all(source(connection.serialize())) == READ
