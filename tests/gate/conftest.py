"""The gate alone: neither side is needed to test what it lets through."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gate.room import Gate
from settings import Settings
from tests.engines import open_database
from trust.vault import KeyRoom


@pytest.fixture
def gate(tmp_path: Path, settings: Settings) -> Iterator[Gate]:
    database = open_database("gate", tmp_path)
    yield Gate(database, KeyRoom(tmp_path / "keys").ring("gate", make=True), settings)
    database.close()
