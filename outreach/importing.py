"""One file into a draft: read in memory, buyers kept as sealed numbers, the rest forgotten."""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from db import each
from outreach import brakes, buyers, intake, numbers, selection, taking
from outreach.buyers import Chosen
from outreach.intake import ReadExport, Upload
from outreach.provenance import FileReport, Provenance, check
from outreach.room import Outreach
from outreach.selection import Words
from outreach.taking import File, Slice, Taking
from problem import Problem
from trust.access import Actor, require
from trust.vault import RingMissing, Vault

SLICE = 5000  # numbers a write: whoever else writes waits no longer than for one of these
LEFT_BEHIND = timedelta(days=1)  # no import takes as long
Progress = Callable[[float], None]


def add(
    room: Outreach,
    actor: Actor,
    campaign: str,
    upload: Upload,
    provenance: Provenance,
    now: datetime,
    progress: Progress | None = None,
) -> FileReport:
    """Import one file into a draft. `progress` hears shares from 0 to 1.

    An unreadable file gives a report with its problem, and nothing of it is stored. Raises Problem
    for a campaign that is no draft, an incomplete provenance, or a file that is in already.
    """
    require(actor, "campaign.write")
    check(provenance, now)
    file = File(secrets.token_hex(8), campaign, hashlib.sha256(upload.content).hexdigest(), now)
    words, seized = _what_is_known(room, file)
    name, tell = numbers.masked_label(upload.name), progress or _nobody
    try:
        export = intake.read(upload)
    except Problem as problem:
        return FileReport(name, "", 0, 0, 0, (), problem)
    tell(0.3)
    ring = _ring(room, campaign)
    chosen = buyers.choose(export, words, lambda number: _person(ring, number) in seized)
    tell(0.6)
    item = Taking(file, actor, _columns(provenance, export), _owners(ring, export), chosen.rejected)
    accepted, duplicates = _keep(room, item, _slices(ring, chosen, file), tell)
    return FileReport(
        name=name,
        format=export.format,
        sightings=_rows(export),
        accepted=accepted,
        duplicates=duplicates,
        rejected=chosen.rejected,
        problem=None,
    )


def _what_is_known(room: Outreach, file: File) -> tuple[Words, set[str]]:
    with room.db.read() as session:
        words = taking.refuse_unless_welcome(session, file)
        owners = session.recipients.owners(campaign=file.campaign)
    return selection.parse(words), {row["person"] for row in owners}


def _ring(room: Outreach, campaign: str) -> Vault:
    # Made for the first export. Later a new one would take known buyers for others.
    with room.db.read() as session:
        first = session.exports.amount(campaign=campaign) == 0
    try:
        return room.keys.ring(f"campaign-{campaign}", make=first)
    except RingMissing:
        raise Problem(brakes.KEYLESS) from None


def _keep(
    room: Outreach, item: Taking, slices: Iterator[tuple[float, Slice]], tell: Progress
) -> tuple[int, int]:
    # First aside, slice by slice, then all at once: a kill halfway leaves no half export.
    room.db.write(each(taking.sweep), item.file.now - LEFT_BEHIND)
    try:
        for share, one in slices:
            room.db.write(each(taking.arrive), one)
            tell(0.6 + 0.35 * share)
        taken: tuple[int, int] = room.db.write(each(taking.take), item)
    except Exception:
        room.db.write(each(taking.forget), item.file.export)
        raise
    tell(1.0)
    return taken


def _slices(ring: Vault, chosen: Chosen, file: File) -> Iterator[tuple[float, Slice]]:
    found = chosen.buyers
    for start in range(0, len(found), SLICE):
        some = found[start : start + SLICE]
        persons = [_person(ring, number) for number in some]
        sealed = [ring.seal(number, "recipient") for number in some]
        yield (start + len(some)) / len(found), Slice(file, persons, sealed)


def _columns(provenance: Provenance, export: ReadExport) -> dict[str, Any]:
    # A label is often the file's name, and that often the phone's number.
    told = replace(provenance, label=numbers.masked_label(provenance.label))
    return {**vars(told), "format": export.format, "sightings": _rows(export)}


def _owners(ring: Vault, export: ReadExport) -> list[str]:
    own = buyers.own_numbers(export, buyers.reader())
    return [_person(ring, number) for number in sorted(own)]


def _person(ring: Vault, number: str) -> str:
    return ring.index(number, "person")


def _rows(export: ReadExport) -> int:
    return len(export.sightings) + len(export.unreadable)


def _nobody(_share: float) -> None:
    """Nobody waits at a screen."""
