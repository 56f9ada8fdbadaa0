"""The gate alone: neither side is needed to test what it lets through."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import Database
from gate.room import Gate
from settings import Settings
from trust.vault import KeyRoom


@pytest.fixture
def gate(tmp_path: Path, settings: Settings) -> Iterator[Gate]:
    database = Database("gate", tmp_path / "gate.duckdb")
    yield Gate(database, KeyRoom(tmp_path / "keys").ring("gate"), settings)
    database.close()
