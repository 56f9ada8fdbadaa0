"""Notes of replies, taken durably while no database can be asked; one sealed file each.

`<data>/notes/<index of the carrier's id>` holds, sealed with care's ring, a JSON object with the
reply, the moment (ISO 8601) and what was said to it at once. A note is whole or not there.
"""

import json
import logging
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag

from carrier.base import Inbound
from helpdesk.incoming import clean
from trust.vault import Vault

log = logging.getLogger(__name__)

FOLDER = "notes"
PURPOSE = "note"
NEW, UNREADABLE = ".new", ".unreadable"
LEFT_BEHIND = 3600.0  # seconds after which nobody is writing it any more


@dataclass(frozen=True)
class Notes:
    """The folder, and the ring that seals and names the notes in it."""

    folder: Path
    vault: Vault


@dataclass(frozen=True)
class Note:
    """A reply, when it came, and the text that it was answered with at once, "" for none."""

    inbound: Inbound
    moment: datetime
    said: str


class Unreadable(ValueError):
    """A file that is no note of ours: damaged, or sealed with another ring."""


def of(data: Path, vault: Vault) -> Notes:
    """The notes of a data folder; `vault`: care's."""
    return Notes(data / FOLDER, vault)


def files(data: Path) -> list[Path]:
    """Every whole note in a data folder, read or unreadable, as it lies there sealed."""
    folder = data / FOLDER
    return [file for file in folder.iterdir() if file.suffix != NEW] if folder.is_dir() else []


def unreadable(data: Path) -> int:
    """How many notes in a data folder could not be read: each is somebody's reply."""
    return sum(file.suffix == UNREADABLE for file in files(data))


def keep(notes: Notes, note: Note) -> Note:
    """Put a note on disk; the same reply twice is one note, and the first is returned.

    When it returns, the note outlives a power cut; raises OSError when the disk refuses.
    """
    _make(notes.folder)
    file = notes.folder / notes.vault.index(clean(note.inbound.carrier_id), PURPOSE)
    aside = notes.folder / f"{file.name}.{secrets.token_hex(4)}{NEW}"
    try:
        _write(aside, notes.vault.seal(_as_json(note), PURPOSE))
        _name(aside, file)
    finally:
        with suppress(OSError):
            aside.unlink()
    _sync(notes.folder)
    return _standing(notes, file) or note


def waiting(notes: Notes) -> list[tuple[Path, Note]]:
    """Every note with its file, the oldest first. What can't be read is put apart and logged."""
    if not notes.folder.is_dir():
        return []
    found = [(file, note) for file in _files(notes) if (note := _read_or_put_apart(notes, file))]
    return sorted(found, key=lambda one: (one[1].moment, one[0].name))


def remove(file: Path) -> None:
    """Forget a note that is in the database."""
    file.unlink(missing_ok=True)


def read(notes: Notes, file: Path) -> Note:
    """Open one note; raises Unreadable, or OSError when the disk fails."""
    sealed = file.read_bytes()
    try:
        told = json.loads(notes.vault.open(sealed.decode("ascii"), PURPOSE))
        moment = datetime.fromisoformat(told["moment"])
        return Note(Inbound(**told["inbound"]), moment, str(told["said"]))
    except (InvalidTag, ValueError, KeyError, TypeError):
        raise Unreadable(file.name) from None


def _files(notes: Notes) -> Iterator[Path]:
    for file in notes.folder.iterdir():
        if file.suffix == NEW:
            _sweep(file)
        elif file.suffix != UNREADABLE:
            yield file


def _read_or_put_apart(notes: Notes, file: Path) -> Note | None:
    try:
        return read(notes, file)
    except Unreadable:
        file.rename(file.with_name(file.name + UNREADABLE))
        log.error(
            "a note of the fallback address can't be read: somebody's reply is in it. It is kept "
            "in the folder notes as *%s; put the keys back that it was sealed with, then rename it",
            UNREADABLE,
        )
    except OSError as error:
        log.error("a note can't be read from disk now: %s", type(error).__name__)
    return None


def _standing(notes: Notes, file: Path) -> Note | None:
    try:
        return read(notes, file)
    except (OSError, Unreadable):  # read in and removed by now; the worker judges a damaged one
        return None


def _sweep(file: Path) -> None:
    """Remove what a kill left half written: its sender never heard that it was taken."""
    with suppress(OSError):
        if time.time() - file.stat().st_mtime > LEFT_BEHIND:
            file.unlink()


def _as_json(note: Note) -> str:
    return json.dumps(
        {
            "inbound": asdict(note.inbound),
            "moment": note.moment.isoformat(),
            "said": note.said,
        }
    )


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync(folder.parent)  # else a power cut takes the folder with all that is in it


def _write(file: Path, text: str) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def _name(aside: Path, file: Path) -> None:
    # Unlike a rename this never takes the place of a note that is there: the first one stands.
    with suppress(FileExistsError):
        os.link(aside, file)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
