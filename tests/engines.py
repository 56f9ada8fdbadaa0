"""Which engine the tests run on, and a PostgreSQL server of their own to do so.

UITWEG_TEST_POSTGRES=1 runs the whole suite on PostgreSQL, each test on a fresh database with three
schemas and three roles, made as docs/postgresql.md says.
"""

import os
import re
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from db import Database
from db import open_database as really_open
from db.postgres import Postgres

POSTGRES = os.environ.get("UITWEG_TEST_POSTGRES") == "1"
ROOT = Path(__file__).parent.parent
ROOMS = ("outreach", "gate", "care")
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
RAW: dict[str, Any] = {"database": {"engine": "postgresql"}} if POSTGRES else {}


def open_database(room: str, folder: Path) -> Database:
    """A room's database on the engine that the tests run on."""
    folder.mkdir(parents=True, exist_ok=True)
    return really_open(room, folder, os.environ[variable(room)] if POSTGRES else "")


def config(folder: Path) -> list[str]:
    """Options by which `manage.py serve` runs on the engine that the tests run on."""
    file = folder / "config.toml"
    shipped = (ROOT / "config.toml").read_text()
    engine = "postgresql" if POSTGRES else "duckdb"
    file.write_text(shipped.replace('engine = "duckdb"', f'engine = "{engine}"'))
    return ["--config", str(file)]


def variable(room: str) -> str:
    return f"UITWEG_{room.upper()}_DSN"


def programs() -> Path | None:
    """The folder with PostgreSQL's server programs; None when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    on_path = shutil.which("initdb")
    here = Path(on_path).resolve() if on_path else found[-1] if found else None
    return here.parent if here else None


class Server:
    """A server in a temporary folder, on a Unix socket only."""

    def __init__(self, bin_: Path) -> None:
        self._bin = bin_
        self._folder = Path(tempfile.mkdtemp(prefix="uitweg-pg-"))
        self._numbers = count(1)
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres")
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"-k {self._folder} -c listen_addresses='' {QUICK}"
        self._run("pg_ctl", "-w", "-l", str(self._folder / "log"), "-o", options, "start")
        self._prepare()

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self._folder)

    def restart(self) -> None:
        """As in an update of the machine: every connection is gone."""
        self._run("pg_ctl", "-w", "-m", "fast", "-l", str(self._folder / "log"), "restart")

    def fresh(self) -> str:
        """Make a database; return its name."""
        name = f"test_{next(self._numbers)}"
        self.do(f"create database {name} template uitweg")
        return name

    def drop(self, name: str) -> None:
        self.do(f"drop database {name} with (force)")

    def dsn(self, name: str, user: str) -> str:
        return f"host={self._folder} user={user} dbname={name}"

    def dsns(self, name: str) -> dict[str, str]:
        """Environment for a house on that database."""
        return {variable(room): self.dsn(name, f"uitweg_{room}") for room in ROOMS}

    def do(self, statement: str, database: str = "postgres") -> list[Any]:
        with psycopg.connect(self.dsn(database, "postgres"), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def log(self) -> str:
        return (self._folder / "log").read_text()

    def _prepare(self) -> None:
        text = (ROOT / "docs" / "postgresql.md").read_text()
        roles, schemas = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
        for block, database in ((roles, "postgres"), (schemas, "uitweg")):
            for statement in block.split(";"):
                if statement.strip():
                    self.do(statement, database)
        for room in ROOMS:  # migrated once, not for every test
            really_open(room, self._folder, self.dsns("uitweg")[variable(room)]).close()

    def _run(self, program: str, *options: str) -> None:
        command = [str(self._bin / program), "-D", str(self._folder / "data"), *options]
        if os.geteuid() == 0:  # the server refuses to run as root
            command = ["runuser", "-u", "postgres", "--", *command]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command, check=True, cwd=self._folder, **quiet)  # type: ignore[call-overload]


class Cursor(psycopg.Cursor[Any]):
    """Takes DuckDB's parameters too, so that a test's own look into a table works on both."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        if isinstance(params, list):
            query = query.replace("?", "%s")
        elif isinstance(params, dict):
            query = re.sub(r"[$](\w+)", r"%(\1)s", query)
        return super().execute(query, params, **options)


def connect(self: Postgres) -> Any:
    connection = _connect(self)
    connection.cursor_factory = Cursor
    return connection


_connect = Postgres.connect


def _version(file: Path) -> int:
    return int(file.parts[-3])
