"""PostgreSQL keeps the same promises, with several processes: a compact pass over it.

UITWEG_TEST_POSTGRES=1 runs the whole suite on it.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

import gate.figures
import helpdesk.outbox
import helpdesk.partners
import house as houses
import settings as all_settings
from carrier.base import Inbound
from db import Database, Unreachable, each, open_database
from db.queries import load
from helpdesk import inbox, replies
from running import serving
from tests import ticking
from tests.conftest import Postbox
from tests.engines import ROOMS, ROOT, Server, variable
from tests.outreach import steps
from tests.test_kill import _port
from trust import audit
from trust.access import Actor

ON_SERVER = {"database": {"engine": "postgresql"}}
QUERIES = [
    pytest.param(query.sql, id=f"{noun}.{name}")
    for noun, queries in load("postgresql").items()
    for name, query in vars(queries._loaded).items()
    if hasattr(query, "sql")
]


@pytest.fixture
def house(on_postgres: str, tmp_path: Path, postbox: Postbox) -> Iterator[houses.House]:
    chosen = all_settings.check(ON_SERVER)
    built = houses.build(chosen, tmp_path / "data", postbox)  # type: ignore[arg-type]
    yield built
    built.close()


@pytest.fixture
def two(on_postgres: str, tmp_path: Path) -> Iterator[list[Database]]:
    """The gate's database as two processes have it."""
    both = [open_database("gate", tmp_path, os.environ["UITWEG_GATE_DSN"]) for _ in range(2)]
    yield both
    for one in both:
        one.close()


@pytest.fixture(scope="module")
def looking(server: Server) -> Iterator[list[psycopg.Connection]]:
    """A look into each room, by its own role."""
    name = server.fresh()
    dsns = server.dsns(name)
    all_three = [
        psycopg.connect(dsns[variable(room)], autocommit=True, options=f"-c search_path={room}")
        for room in ROOMS
    ]
    yield all_three
    for one in all_three:
        one.close()
    server.drop(name)


@pytest.mark.parametrize("sql", QUERIES)
def test_every_query_is_understood_by_the_room_that_asks_it(
    looking: list[psycopg.Connection], sql: str
) -> None:
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", sql)))
    for place, name in enumerate(names, 1):
        sql = sql.replace(f"%({name})s", f"${place}")
    errors = []
    for connection in looking:
        try:
            connection.execute(f"prepare asked as {sql.replace('%%', '%')}")
            connection.execute("deallocate asked")
            return
        except psycopg.Error as error:
            errors.append(str(error))
    raise AssertionError(errors)


def _next(tx: Any, _item: int) -> int:
    """Read, then write: two at once would take the same number."""
    top: int = tx.connection.execute("select coalesce(max(person), 0) from stops").fetchone()[0]
    time.sleep(0.002)
    tx.stops.add(persons=[top + 1], campaigns=["c"])
    return top + 1


def test_writers_of_two_processes_take_turns(two: list[Database]) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda n: two[n % 2].write(each(_next), n), range(80)))
    assert sorted(numbers) == list(range(1, 81))


def _sign(tx: Any, item: tuple[Actor, int]) -> None:
    audit.record(tx, item[0], "partner.changed", str(item[1]), datetime.now(UTC))


def test_the_trail_that_two_processes_write_is_one_chain(
    two: list[Database], cast: dict[str, Actor]
) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: two[n % 2].write(each(_sign), (cast["lead-1"], n)), range(60)))
    with two[0].read() as session:
        chain = session.trail.chain()
    assert len(chain) == 60 and audit.broken_at(chain) is None


def test_a_page_sees_that_another_process_wrote(two: list[Database]) -> None:
    before = two[0].changes
    two[1].write(each(_next), 0)
    assert two[0].changes == before + 1
    with pytest.raises(ZeroDivisionError):
        two[1].write(each(lambda tx, item: item / 0), 1)
    assert two[0].changes == before + 1


def test_a_percent_sign_and_a_question_mark_are_only_characters(two: list[Database]) -> None:
    text = "100 %s zeker? :ja %(nee)s"
    row = {"prefix": "abc", "campaign": "c", "variant": "A", "wording": text, "key_sealed": None}
    two[0].write(each(lambda tx, item: tx.links.add(**item)), row)
    with two[1].read() as session:
        assert session.links.of_campaign(campaign="c") == [{"variant": "A", "wording": text}]


def test_processes_that_start_at_once_migrate_once(
    server: Server, on_postgres: str, tmp_path: Path
) -> None:
    server.do("drop schema gate cascade", on_postgres)
    server.do("create schema gate authorization uitweg_gate", on_postgres)
    dsn = os.environ["UITWEG_GATE_DSN"]
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: open_database("gate", tmp_path, dsn), range(4)))
    with opened[0].read() as session:
        names = [row["name"] for row in session.migrations.names()]
    assert names == sorted(set(names)) and names
    for one in opened:
        one.close()


# The wall, and what is said when a server won't serve


@pytest.mark.parametrize("room", ROOMS)
def test_a_role_sees_no_other_rooms_tables(looking: list[psycopg.Connection], room: str) -> None:
    connection = looking[ROOMS.index(room)]
    for other in set(ROOMS) - {room}:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"select * from {other}.trail")  # noqa: S608


def test_a_role_that_may_see_another_room_is_refused(
    server: Server, on_postgres: str, tmp_path: Path
) -> None:
    with pytest.raises(Unreachable, match="a role of its own"):
        open_database("gate", tmp_path, server.dsn(on_postgres, "postgres"))


@pytest.mark.parametrize("dsn", ["password geheim", "postgresql://u:geheim@127.0.0.1:1/geheim"])
def test_no_part_of_an_address_is_in_what_is_said(tmp_path: Path, dsn: str) -> None:
    with pytest.raises(Unreachable, match="UITWEG_GATE_DSN") as caught:
        open_database("gate", tmp_path, dsn)
    assert "geheim" not in str(caught.value)


def test_a_missing_address_says_its_name(
    tmp_path: Path, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UITWEG_GATE_DSN", raising=False)
    with pytest.raises(all_settings.WrongSetting, match="UITWEG_GATE_DSN"):
        houses.build(all_settings.check(ON_SERVER), tmp_path, postbox)  # type: ignore[arg-type]


def test_a_part_needs_a_server(tmp_path: Path) -> None:
    with pytest.raises(serving.CannotServe, match=r"database\.engine"):
        serving.serve(all_settings.check({}), tmp_path, "webhook")


# The main job


def test_a_campaign_is_sent_and_a_reply_is_answered(
    house: houses.House, postbox: Postbox, cast: dict[str, Actor], noon: datetime
) -> None:
    helpdesk.partners.seed(house.helpdesk)
    name = steps.launched(house, noon)
    del postbox.taken[:]  # the test text
    ticking.pass_seconds(house.outreach, noon, 10)
    texted = [one.to for one in postbox.taken]
    assert len(texted) == len(set(texted)) == sum(steps.statuses(house.outreach, name).values())
    assert set(steps.statuses(house.outreach, name)) == {"sent"}

    inbound = Inbound("SM1", texted[0], postbox.sender, "ik wil stoppen, help me")
    first = replies.receive(house.helpdesk, inbound, noon)
    assert first and replies.receive(house.helpdesk, inbound, noon) == first
    worker, [waiting] = cast["tactus-1"], inbox.waiting(house.helpdesk, cast["tactus-1"], noon)
    inbox.claim(house.helpdesk, worker, waiting.id, noon)
    inbox.answer(house.helpdesk, worker, waiting.id, "Hoi, kun je praten?", "once", noon)
    assert helpdesk.outbox.tick(house.helpdesk, noon) == 1
    assert postbox.taken[-1].to == texted[0]
    raw = gate.figures.raw(house.gate, name)
    assert (raw["replies"], raw["help_requests"]) == (1, 1)


def test_after_a_restart_of_the_server_writes_go_on(server: Server, two: list[Database]) -> None:
    assert two[0].write(each(_next), 0) == 1
    with two[0].read():
        pass
    server.restart()
    assert two[0].write(each(_next), 0) == 2
    with pytest.raises(psycopg.OperationalError), two[0].read() as session:
        session.trail.last()
    with two[0].read() as session:
        assert session.trail.last() is None


@pytest.mark.slow
def test_three_processes_serve_a_part_each(on_postgres: str, tmp_path: Path) -> None:
    pages, public = _port(), _port()
    config = tmp_path / "config.toml"
    shipped = (ROOT / "config.toml").read_text()
    config.write_text(shipped.replace('engine = "duckdb"', 'engine = "postgresql"'))

    def serve(part: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "serve", "--part", part, "--no-example"]
        command += ["--config", str(config), "--data", str(tmp_path / "data")]
        command += ["--dashboard-port", str(pages), "--webhook-port", str(public)]
        with (tmp_path / "log").open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)

    parts = [serve(part) for part in ("worker", "webhook", "dashboard")]
    try:
        _wait_for(f"http://127.0.0.1:{public}/readyz")
        _wait_for(f"http://127.0.0.1:{pages}/")
        assert (tmp_path / "data" / "worker.beat").exists()
        assert serve("worker").wait(timeout=20) == 1
        for part in parts:
            part.send_signal(signal.SIGTERM)
        ended = [part.wait(timeout=20) for part in parts]
    finally:
        for part in parts:
            part.kill()
    log = (tmp_path / "log").read_text()
    assert all(code in (0, -signal.SIGTERM) for code in ended), log
    assert "Another worker" in log and "Traceback" not in log
    assert not any(dsn in log for dsn in (os.environ[variable(room)] for room in ROOMS))


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            if requests.get(address, timeout=2).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")
