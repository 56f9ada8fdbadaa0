"""What the outreach side works with."""

from dataclasses import dataclass

from carrier.base import Carrier
from db import Database
from gate.sides import OutreachSide
from settings import Settings
from trust.vault import KeyRoom


@dataclass(frozen=True)
class Outreach:
    """The campaign side's own database and keys, its face of the gate, and the carrier."""

    db: Database
    keys: KeyRoom  # a ring per campaign, named "campaign-<id>"
    gate: OutreachSide
    carrier: Carrier
    settings: Settings
