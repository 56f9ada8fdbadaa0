"""What the gate works with."""

from dataclasses import dataclass

from db import Database
from settings import Settings
from trust.vault import Vault


@dataclass(frozen=True)
class Gate:
    """The gate's own database and key ring. Neither side holds it: they hold a face of it."""

    db: Database
    vault: Vault
    settings: Settings
