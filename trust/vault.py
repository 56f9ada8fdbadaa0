"""Sealing, and blind indexes by which a sealed value is found again. One key ring per room.

A sealed value is text: base64 of a 12-byte nonce and AES-256-GCM's output (NIST SP 800-38D). An
index is HMAC-SHA-256 in hex. Rings are files with mode 0600, one folder, kept out of backups.
"""

import hashlib
import hmac
import json
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


@dataclass(frozen=True)
class Vault:
    """A ring of two keys of 32 bytes: one seals, one makes indexes."""

    sealing: bytes = field(repr=False)  # a key in a traceback would be a key in a log
    indexing: bytes = field(repr=False)

    def seal(self, text: str, purpose: str) -> str:
        """Encrypt. Opening needs the same `purpose`, so a value can't pose as another kind."""
        nonce = secrets.token_bytes(12)
        box = AESGCM(self.sealing).encrypt(nonce, text.encode(), purpose.encode())
        return b64encode(nonce + box).decode()

    def open(self, sealed: str, purpose: str) -> str:
        """Decrypt; raises cryptography's InvalidTag when key, purpose or value is another."""
        raw = b64decode(sealed)
        return AESGCM(self.sealing).decrypt(raw[:12], raw[12:], purpose.encode()).decode()

    def index(self, value: str, purpose: str) -> str:
        """64 hex digits, the same for the same value and purpose under this ring."""
        return hmac.new(self.indexing, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


class RingMissing(LookupError):
    """There is no ring of that name: what it sealed opens no more."""


class KeyRoom:
    """The folder of key rings: one per room with data, one per campaign."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def ring(self, name: str, *, make: bool = False) -> Vault:
        """The ring of that name; raises RingMissing, but with `make` makes it when it isn't there.

        Only who begins new data makes one: with another ring, older data would seem to be gone.
        """
        file = self._file(name)
        if make and not file.exists():
            _write_private(
                file, json.dumps({k: secrets.token_hex(32) for k in ("sealing", "indexing")})
            )
        try:
            keys = json.loads(file.read_text())
        except FileNotFoundError:
            raise RingMissing(name) from None
        return Vault(bytes.fromhex(keys["sealing"]), bytes.fromhex(keys["indexing"]))

    def has(self, name: str) -> bool:
        return self._file(name).exists()

    def destroy(self, name: str) -> None:
        """Forget a ring: what it sealed is gone, from old backups too."""
        self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.json"


def _write_private(file: Path, text: str) -> None:
    # Written aside and renamed, so that a kill never leaves half a key behind.
    aside = file.with_suffix(f".{secrets.token_hex(4)}.new")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(aside, file)  # fails when another thread was first: its ring stands
    except FileExistsError:
        pass
    finally:
        aside.unlink()
