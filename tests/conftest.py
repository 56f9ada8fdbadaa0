"""A real house in a temporary folder, a clock, and the standing cast."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest

import house as houses
import settings as all_settings
from carrier.base import Charge, Found, Outcome, Outgoing
from db.postgres import Postgres
from tests import engines
from trust.access import Actor
from trust.cast import cast as demo_cast

# Machines that run tests are shared: how long an example takes says nothing about the code.
hypothesis.settings.register_profile("shared machine", deadline=None)
hypothesis.settings.load_profile("shared machine")

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)  # a Tuesday, 13:00 in Zwolle


class Postbox:
    """A carrier that takes everything and keeps it; tests set `outcomes` to make it misbehave."""

    name = "sandbox"
    sender = "+3197000000000"

    def __init__(self) -> None:
        self.taken: list[Outgoing] = []
        self.outcomes: list[Outcome] = []
        self.list: dict[str, list[Found]] = {}
        self.charged: list[Charge] = []

    def send(self, message: Outgoing) -> Outcome:
        from carrier.base import Accepted

        outcome = self.outcomes.pop(0) if self.outcomes else Accepted(f"SM{len(self.taken):032x}")
        if isinstance(outcome, Accepted):
            self.taken.append(message)
        return outcome

    def find(self, to: str, since: datetime) -> list[Found] | None:
        return self.list.get(to, [])

    def fetch(self, carrier_id: str) -> Found | None:
        listed = [one for found in self.list.values() for one in found]
        return next((one for one in listed if one.carrier_id == carrier_id), None)

    def charges(self, since: datetime, until: datetime) -> Iterator[Charge] | None:
        return iter(self.charged)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if engines.POSTGRES:
        skip = pytest.mark.skip(reason="is about DuckDB")
        for item in items:
            if item.get_closest_marker("duckdb"):
                item.add_marker(skip)


@pytest.fixture(scope="session")
def server() -> Iterator[engines.Server]:
    """A PostgreSQL server of the tests' own."""
    programs = engines.programs()
    if programs is None:
        pytest.skip("PostgreSQL's server is not installed (apt-get install postgresql)")
    started = engines.Server(programs)
    yield started
    started.stop()


@pytest.fixture
def on_postgres(server: engines.Server) -> Iterator[str]:
    """The environment of a house on a fresh PostgreSQL database; its name."""
    yield from _fresh(server)


@pytest.fixture(scope="module", autouse=True)
def engine_of_module(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a module's tests share is on PostgreSQL when UITWEG_TEST_POSTGRES says so."""
    yield from _chosen(request)


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """And so is every test, each on a fresh database."""
    yield from _chosen(request)


def _chosen(request: pytest.FixtureRequest) -> Iterator[None]:
    if engines.POSTGRES:
        yield from _fresh(request.getfixturevalue("server"))  # type: ignore[misc]
    else:
        yield


def _fresh(server: engines.Server) -> Iterator[str]:
    name = server.fresh()
    with pytest.MonkeyPatch.context() as patch:
        for variable, dsn in server.dsns(name).items():
            patch.setenv(variable, dsn)
        patch.setattr(Postgres, "connect", engines.connect)
        yield name
    server.drop(name)


@pytest.fixture
def settings() -> all_settings.Settings:
    return all_settings.check(engines.RAW)


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def house(
    tmp_path: Path, settings: all_settings.Settings, postbox: Postbox
) -> Iterator[houses.House]:
    """All rooms, on real databases, with a postbox for a carrier."""
    built = houses.build(settings, tmp_path / "data", postbox)  # type: ignore[arg-type]
    yield built
    built.close()


@pytest.fixture
def cast() -> dict[str, Actor]:
    """The demo cast by id; "observer" has no access to anything but the impact page."""
    return demo_cast()


@pytest.fixture
def noon() -> datetime:
    return NOON
