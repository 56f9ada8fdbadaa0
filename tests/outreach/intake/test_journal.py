"""What SQLite reads out of a database and its -wal is what is read here, byte for byte."""

import io
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.intake.journal import merge
from problem import Problem
from tests.outreach.intake.databases import logged

FIRST = """
create table t (id integer primary key, body text);
insert into t (body) values ('een'), ('twee');
"""
MANY = """
with recursive n(i) as (values (1) union all select i + 1 from n where i < 400)
insert into t (body) select 'bericht ' || i from n;
"""
STEPS = (
    MANY,
    "insert into t (body) values ('drie');",
    "insert into t (body) values (hex(zeroblob(20000)));",
    "update t set body = body || '!' where id % 3 = 0;",
    "delete from t where id % 2 = 0;",
    "delete from t;",
    "vacuum;",
    "begin; insert into t (body) values ('nooit'); rollback;",
    "create table if not exists other (x); insert into other values (1);",
    "drop table if exists other;",
    "pragma wal_checkpoint(passive);",
    "pragma wal_checkpoint(restart);",
    "pragma wal_checkpoint(truncate);",
)


def merged(content: bytes, journal: bytes) -> bytes:
    whole = bytearray(content)
    merge(whole, io.BytesIO(journal))
    return bytes(whole)


def by_sqlite(folder: Path, content: bytes, journal: bytes) -> bytes:
    """What SQLite itself makes of the pair when it moves all of it over."""
    path = folder / "judge.db"
    path.write_bytes(content)
    Path(f"{path}-wal").write_bytes(journal)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("pragma wal_checkpoint(truncate)").fetchone()[0] == 0
        found = path.read_bytes()
    path.unlink()
    return found


def texts(content: bytes) -> list[str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(content[:18] + b"\1\1" + content[20:])
        return [body for (body,) in connection.execute("select body from t")]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(st.sampled_from(STEPS), max_size=8),
    page=st.sampled_from((512, 1024, 4096, 65536)),
)
def test_any_history_reads_as_sqlite_reads_it(tmp_path: Path, steps: list[str], page: int) -> None:
    content, journal = logged(tmp_path, (FIRST, *steps), page)
    assert merged(content, journal) == by_sqlite(tmp_path, content, journal)


def test_texts_that_are_in_the_log_alone_are_there(tmp_path: Path) -> None:
    content, journal = logged(tmp_path, (FIRST,))
    assert b"twee" not in content
    assert texts(merged(content, journal)) == ["een", "twee"]


def test_frames_of_before_a_checkpoint_are_not_replayed(tmp_path: Path) -> None:
    steps = (FIRST, MANY, "pragma wal_checkpoint(restart);", "update t set body = 'nu';")
    content, journal = logged(
        tmp_path, (*steps, "pragma wal_checkpoint(restart);", "delete from t;")
    )
    assert texts(merged(content, journal)) == []
    assert b"bericht 399" in journal  # the old frames are still behind the new ones


def test_a_database_that_shrank_is_no_longer_than_it_should_be(tmp_path: Path) -> None:
    content, journal = logged(
        tmp_path, (FIRST, MANY, "pragma wal_checkpoint(restart);", "delete from t; vacuum;")
    )
    whole = merged(content, journal)
    assert len(whole) < len(content)
    assert whole == by_sqlite(tmp_path, content, journal)


def test_a_log_that_was_cut_off_anywhere_reads_as_sqlite_reads_it(tmp_path: Path) -> None:
    content, journal = logged(tmp_path, (FIRST, MANY, "delete from t where id < 200;"), 512)
    versions = set()
    for end in (*range(32, len(journal), 331), len(journal) - 1):
        cut = journal[:end]
        assert merged(content, cut) == by_sqlite(tmp_path, content, cut)
        versions.add(merged(content, cut))
    assert len(versions) == 4  # none, one, two or three of four transactions; never part of one


@pytest.mark.parametrize("place", [40, 60, 1000])
def test_from_a_damaged_frame_on_nothing_counts(tmp_path: Path, place: int) -> None:
    content, journal = logged(tmp_path, (FIRST, MANY))
    broken = bytearray(journal)
    broken[place] ^= 1
    assert merged(content, bytes(broken)) == content
    assert merged(content, bytes(broken)) == by_sqlite(tmp_path, content, bytes(broken))


def test_a_log_of_a_big_endian_phone_is_read_too(tmp_path: Path) -> None:
    content, journal = logged(tmp_path, (FIRST, MANY))
    turned = rewritten(journal, order=">")
    assert turned[:4] != journal[:4]
    assert merged(content, turned) == merged(content, journal)
    assert merged(content, turned) == by_sqlite(tmp_path, content, turned)


@pytest.mark.parametrize("journal", [b"", bytes(32), bytes(5000)])
def test_an_emptied_log_changes_nothing(tmp_path: Path, journal: bytes) -> None:
    content, _ = logged(tmp_path, (FIRST,))
    assert merged(content, journal) == content


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda log: b"SQLite format 3\0" + log, "another file"),
        (lambda log: log[:20], "cut off inside its header"),
        (lambda log: log[:18] + bytes((log[18] ^ 1,)) + log[19:], "its header's sums are wrong"),
        (lambda log: rewritten(log, size=1024), "another page size than the database"),
        (lambda log: rewritten(log, pages=2**32 - 1), "a database of 16 TB"),
    ],
)
def test_a_log_of_something_else_is_refused(tmp_path: Path, change, why: str) -> None:
    content, journal = logged(tmp_path, (FIRST,))
    with pytest.raises(Problem, match="belongs to another database"):
        merged(content, change(journal))


def rewritten(
    journal: bytes, order: str = "<", size: int = 4096, pages: int | None = None
) -> bytes:
    """The same frames with other sums, page size or number of pages, as a valid log."""
    magic = 0x377F0682 if order == "<" else 0x377F0683
    head = struct.pack(">3I", magic, 3007000, size) + journal[12:24]
    sums = summed(head, (0, 0), order)
    parts = [head, struct.pack(">2I", *sums)]
    for place in range(32, len(journal), 24 + 4096):
        frame = journal[place : place + 24 + 4096]
        start = frame[:8]
        if pages is not None and start[4:] != bytes(4):
            start = start[:4] + struct.pack(">I", pages)
        data = frame[24 : 24 + size]
        sums = summed(start + data, sums, order)
        parts += [start, frame[8:16], struct.pack(">2I", *sums), data]
    return b"".join(parts)


def summed(data: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    one, two = sums
    for place in range(0, len(words), 2):
        one = (one + words[place] + two) % 2**32
        two = (two + words[place + 1] + one) % 2**32
    return one, two
