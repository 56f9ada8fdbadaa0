"""A room's own ring: made with its database, and never again.

A ring made anew would leave every text unreadable, and everybody on the do-not-text list textable.
"""

from typing import Any

from cryptography.exceptions import InvalidTag

from db import Database, each
from problem import N_, Problem
from trust.vault import KeyRoom, RingMissing, Vault

PURPOSE = "proof"
MISSING = N_(
    "The keys of this data are missing, or are those of other data. Put the folder {folder} back "
    "from its own backup, then start again."
)


def of_room(db: Database, keys: KeyRoom, name: str) -> Vault:
    """The ring with which this database was begun; raises Problem when it is not there.

    At the first start it is made, and the database keeps a value that no other ring opens.
    """
    try:
        return _proven(db, keys, name)
    except (RingMissing, InvalidTag, ValueError, KeyError):  # gone, another's, or half a file
        raise Problem(MISSING, folder=str(keys.folder)) from None


def _proven(db: Database, keys: KeyRoom, name: str) -> Vault:
    sealed = _sealed(db)
    ring = keys.ring(name, make=sealed is None)
    if sealed is None:
        db.write(each(_keep), ring.seal(name, PURPOSE))
        sealed = _sealed(db)  # another process may have been first
    ring.open(str(sealed), PURPOSE)
    return ring


def _sealed(db: Database) -> str | None:
    with db.read() as session:
        sealed: str | None = session.proof.sealed()
    return sealed


def _keep(tx: Any, sealed: str) -> None:
    tx.proof.keep(sealed=sealed)
