"""Group commit: what is acknowledged is stored, and one bad item harms nobody else."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from db import Database, Locked, each
from tests.engines import open_database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database("gate", tmp_path)
    yield opened
    opened.close()


def _stop(tx: Any, person: int) -> int:
    if person < 0:
        raise ValueError("no such person")
    tx.connection.execute("insert into stops values (?, '') on conflict do nothing", [person])
    return person


def _count(database: Database) -> int:
    with database.read() as session:
        return session.connection.execute("select count(*) from stops").fetchone()[0]


def test_each_caller_gets_the_result_of_its_own_item(database: Database) -> None:
    with ThreadPoolExecutor(32) as pool:
        results = list(pool.map(lambda n: database.write(each(_stop), n), range(500)))
    assert results == list(range(500))
    assert _count(database) == 500


def test_items_that_wait_share_a_commit(database: Database) -> None:
    before = database.changes
    held = threading.Event()

    def hold(_tx: Any, items: list[int]) -> list[int]:
        held.wait(5)
        return items

    with ThreadPoolExecutor(21) as pool:
        first = pool.submit(database.write, hold, 0)
        others = [pool.submit(database.write, each(_stop), n) for n in range(20)]
        while len(database._writer._waiting) < 20:
            pass
        held.set()
        assert [one.result() for one in others] == list(range(20))
        first.result()
    assert database.changes - before == 2


def test_a_bad_item_fails_alone(database: Database) -> None:
    def attempt(person: int) -> object:
        try:
            return database.write(each(_stop), person)
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(attempt, [1, -1, 2, -2, 3]))
    assert results == [1, "no such person", 2, "no such person", 3]
    assert _count(database) == 3


def test_a_write_inside_a_write_raises_instead_of_waiting_for_ever(database: Database) -> None:
    def nested(_tx: Any, item: int) -> int:
        return database.write(each(_stop), item)

    with pytest.raises(RuntimeError, match="inside a write"):
        database.write(each(nested), 1)
    assert database.write(each(_stop), 2) == 2


def test_a_function_that_answers_for_too_few_stores_nothing(database: Database) -> None:
    def forgetful(tx: Any, items: list[int]) -> list[int]:
        _stop(tx, items[0])
        return []

    with pytest.raises(RuntimeError, match="0 results"):
        database.write(forgetful, 1)
    assert _count(database) == 0


def test_what_was_written_is_there_after_reopening(tmp_path: Path) -> None:
    first = open_database("gate", tmp_path)
    first.write(each(_stop), 7)
    first.close()
    again = open_database("gate", tmp_path)
    assert _count(again) == 1
    again.close()


@pytest.mark.duckdb
def test_a_backup_is_made_while_the_database_is_open(database: Database, tmp_path: Path) -> None:
    database.write(each(_stop), 7)
    (tmp_path / "copy").mkdir()
    database.backup(tmp_path / "copy" / "gate.duckdb")
    database.write(each(_stop), 8)
    copy = open_database("gate", tmp_path / "copy")
    assert _count(copy) == 1
    copy.close()


def test_a_query_returns_inside_its_transaction_even_when_unread(database: Database) -> None:
    def add_then_fail(tx: Any, _item: int) -> int:
        tx.trail.newest(limit=1)
        _stop(tx, 1)
        raise ValueError("changed my mind")

    with pytest.raises(ValueError, match="changed my mind"):
        database.write(each(add_then_fail), 0)
    assert _count(database) == 0


@pytest.mark.duckdb
def test_another_process_is_told_that_the_file_is_in_use(
    database: Database, tmp_path: Path
) -> None:
    import subprocess
    import sys

    code = (
        "from db import Locked, open_database; from pathlib import Path\n"
        f"try: open_database('gate', Path({str(tmp_path)!r}))\n"
        "except Locked: print('locked')"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "locked"
    assert issubclass(Locked, Exception)
