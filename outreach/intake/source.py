"""A file to be read, wherever its bytes are: in memory, on disk, or packed in another file."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from outreach.intake.layout import Layout

HEAD = 64 * 1024
BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """A file as it was handed over: its bytes, or where it lies. Its name is shown, never trusted.

    `layout` is a person's correction of how it was taken before.
    """

    name: str
    content: bytes = b""
    path: Path | None = None
    layout: Layout | None = None

    def open(self) -> BinaryIO:
        """A fresh stream of its bytes; raises OSError when the file can't be opened."""
        return io.BytesIO(self.content) if self.path is None else self.path.open("rb")

    @property
    def size(self) -> int:
        """In bytes; 0 when that can't be told."""
        try:
            return len(self.content) if self.path is None else self.path.stat().st_size
        except OSError:
            return 0

    def sha256(self) -> str:
        """The SHA-256 of the file as it was handed over, in hex."""
        with self.open() as stream:
            return digest(stream)


def digest(stream: BinaryIO) -> str:
    """The SHA-256 of what is left of a stream, in hex."""
    found = hashlib.sha256()
    while block := stream.read(BLOCK):
        found.update(block)
    return found.hexdigest()


@dataclass(frozen=True)
class Source:
    """One file to read: an upload, or a member of one. `size` in bytes, unpacked.

    `dated`: whether anybody wants to know when; telling takes time.
    `open` gives a fresh seekable stream each time. `path`: only where it lies on disk as it is.
    `journal`: the -wal file beside a database. `region` (ISO 3166): where numbers without a country
    code belong.
    """

    name: str
    open: Callable[[], BinaryIO]
    size: int
    path: Path | None = None
    journal: Callable[[], BinaryIO] | None = None
    layout: Layout | None = None
    dated: bool = True
    region: str = "NL"

    def head(self, length: int = HEAD) -> bytes:
        """Its first bytes."""
        with self.open() as stream:
            return stream.read(length)
