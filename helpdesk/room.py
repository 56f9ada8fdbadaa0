"""What the care side works with."""

from dataclasses import dataclass

from carrier.base import Carrier
from db import Database
from gate.sides import CareSide
from settings import Settings
from trust.vault import Vault


@dataclass(frozen=True)
class Helpdesk:
    """Care's own database and key ring, its face of the gate, and the carrier."""

    db: Database
    vault: Vault
    gate: CareSide
    carrier: Carrier
    settings: Settings
