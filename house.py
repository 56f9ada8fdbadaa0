"""The whole house, put together once: three databases, three key rings, one carrier."""

import os
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from carrier.base import Carrier
from db import Database, open_database
from gate import stops
from gate.room import Gate
from gate.sides import CareSide, OutreachSide
from helpdesk.room import Helpdesk
from outreach.room import Outreach
from settings import Settings, secret
from trust import rings
from trust.vault import KeyRoom


@dataclass(frozen=True)
class Pulse:
    """When the worker last did a job: the moment of a file, for it may be another process."""

    file: Path

    @property
    def beat(self) -> datetime | None:
        """Aware UTC; None when no worker has ever begun."""
        try:
            return datetime.fromtimestamp(self.file.stat().st_mtime, UTC)
        except FileNotFoundError:
            return None

    def set(self, now: datetime) -> None:
        self.file.touch(mode=0o600)
        os.utime(self.file, (now.timestamp(), now.timestamp()))


@dataclass(frozen=True)
class House:
    """Every room. Only the rim (pages, webhook, worker, command line) holds all of it."""

    settings: Settings
    data: Path
    carrier: Carrier
    outreach: Outreach
    gate: Gate
    helpdesk: Helpdesk
    pulse: Pulse

    def close(self) -> None:
        for room in (self.outreach, self.gate, self.helpdesk):
            room.db.close()


def build(settings: Settings, data: Path, carrier: Carrier) -> House:
    """Open (or make) the data folder, migrate, and join the rooms.

    Raises Locked, Unreachable (see db), Problem when the data's keys are not there, or WrongSetting
    when PostgreSQL's addresses are missing or gate.index_bits is not what the data began with.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as opened:  # closed again by whatever stops the start
        gate_db, outreach_db, care_db = (
            _open(room, settings, data, opened) for room in ("gate", "outreach", "care")
        )
        keys = KeyRoom(data / "keys")
        gate = Gate(gate_db, rings.of_room(gate_db, keys, "gate"), settings)
        stops.need_its_bits(gate)
        outreach = Outreach(
            db=outreach_db,
            keys=KeyRoom(data / "keys" / "outreach"),
            gate=OutreachSide(gate),
            carrier=carrier,
            settings=settings,
        )
        helpdesk = Helpdesk(
            db=care_db,
            vault=rings.of_room(care_db, keys, "care"),
            gate=CareSide(gate),
            carrier=carrier,
            settings=settings,
        )
        opened.pop_all()
    return House(settings, data, carrier, outreach, gate, helpdesk, Pulse(data / "worker.beat"))


def _open(room: str, settings: Settings, data: Path, opened: ExitStack) -> Database:
    on_server = settings.database.engine == "postgresql"
    dsn = secret(f"UITWEG_{room.upper()}_DSN") if on_server else ""
    database = open_database(room, data, dsn)
    opened.callback(database.close)
    return database
