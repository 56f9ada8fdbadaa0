"""The whole house, put together once: three databases, three key rings, one carrier."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from carrier.base import Carrier
from db import Database
from gate.room import Gate
from gate.sides import CareSide, OutreachSide
from helpdesk.room import Helpdesk
from outreach.room import Outreach
from settings import Settings
from trust.vault import KeyRoom


@dataclass
class Pulse:
    """When the worker last did a job (aware UTC); None when it has not begun."""

    beat: datetime | None = None


@dataclass(frozen=True)
class House:
    """Every room. Only the rim (pages, webhook, worker, command line) holds all of it."""

    settings: Settings
    data: Path
    carrier: Carrier
    outreach: Outreach
    gate: Gate
    helpdesk: Helpdesk
    pulse: Pulse = field(default_factory=Pulse)

    def close(self) -> None:
        for room in (self.outreach, self.gate, self.helpdesk):
            room.db.close()


def build(settings: Settings, data: Path, carrier: Carrier) -> House:
    """Open (or make) the data folder, migrate, and join the rooms."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = KeyRoom(data / "keys")
    gate = Gate(Database("gate", data / "gate.duckdb"), keys.ring("gate"), settings)
    outreach = Outreach(
        db=Database("outreach", data / "outreach.duckdb"),
        keys=KeyRoom(data / "keys" / "outreach"),
        gate=OutreachSide(gate),
        carrier=carrier,
        settings=settings,
    )
    helpdesk = Helpdesk(
        db=Database("care", data / "care.duckdb"),
        vault=keys.ring("care"),
        gate=CareSide(gate),
        carrier=carrier,
        settings=settings,
    )
    return House(settings, data, carrier, outreach, gate, helpdesk)
