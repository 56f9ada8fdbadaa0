"""Files into a draft: read apart, who was chosen kept as sealed numbers, the rest forgotten."""

import contextlib
import secrets
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from db import each
from outreach import apart, brakes, exclusions, files, numbers, taking
from outreach import rule as rule_
from outreach.apart import Is, Tell
from outreach.buyers import OWNER
from outreach.excluded import UNUSABLE
from outreach.files import EXCLUDED, FileRead, Reading, nobody
from outreach.intake.source import Upload
from outreach.provenance import Provenance, check
from outreach.room import Outreach
from outreach.rule import Rule
from outreach.taking import File, Slice, Taking
from outreach.tally import Tally
from problem import N_, Problem
from trust.access import Actor, require
from trust.vault import Vault

SLICE = 5000  # numbers a write: whoever else writes waits no longer than for one of these
CHANGED = N_("The selection has just changed. Look at whom it catches now, then import.")
LEFT_BEHIND = timedelta(days=1)  # no import takes as long


def preview(
    room: Outreach,
    actor: Actor,
    campaign: str,
    uploads: Sequence[Upload],
    rule: Rule,
    now: datetime,
    tell: Tell | None = None,
) -> Reading:
    """What an import of these files under this rule would bring. Nothing of them is stored.

    When it meets numbers of the exclusion list, the trail has it: a list of numbers would tell who
    is on it.

    Raises Problem for a campaign that is no draft, and for a rule that can't be read.
    """
    require(actor, "campaign.write")
    rule_.check(rule)
    draft = _draft(room, campaign)
    found = files.read(
        uploads,
        rule,
        tell=tell,
        outside=_outside(room, draft),
        known=draft.is_recipient,
        stored=draft.stored,
    )
    met = sum(why.amount for one in found.files for why in one.rejected if why.reason == EXCLUDED)
    if met:
        exclusions.met(room, actor, campaign, met, now)
    return found


def rejected_rows(
    room: Outreach,
    actor: Actor,
    campaign: str,
    uploads: Sequence[Upload],
    rule: Rule,
    name: str,
    late: Sequence[tuple[Container[str], str]] = (),
    translate: Callable[[str], str] = str,
) -> str:
    """The rows of one file that are left out, as csv: sheet, row, number, reason.

    Numbers stand in it only where the number is what is wrong. `late`: of the reading of all the
    files. `translate`: head and reasons into the reader's language. Raises Problem.
    """
    require(actor, "campaign.write")
    draft = _draft(room, campaign)
    also = tuple((some.__contains__, reason) for some, reason in late)
    outside = (*also, *_outside(room, draft))
    return apart.rejected(uploads, rule, name, outside=outside, translate=translate)


def add(
    room: Outreach,
    actor: Actor,
    campaign: str,
    uploads: Sequence[Upload],
    provenance: Provenance,
    now: datetime,
    tell: Tell | None = None,
    reviewed: Rule | None = None,
) -> list[FileRead]:
    """Import files into a draft under its own rule; a zip of several gives several reports.

    A file that can't be read, or that is in already, gives a report with its problem, nothing of
    it is stored, and the others are taken all the same. Raises Problem for a campaign that is no
    draft, for an incomplete provenance, and when its rule is not the one that was `reviewed`.
    """
    require(actor, "campaign.write")
    check(provenance, now)
    draft = _draft(room, campaign)
    if reviewed not in (None, draft.rule):
        raise Problem(CHANGED)
    found = files.together(uploads, draft.rule, tell=tell, stored=draft.stored).found
    several = len(found) > 1
    ring = _ring(room, campaign)
    reports = []
    for one in found:
        if not isinstance(one, Tally):
            reports.append(files.failure(one))
            continue
        told = _told(provenance, one, several)
        try:
            reports.append(_take(room, actor, ring, draft, one, told, now))
        except Problem as problem:
            reports.append(FileRead(one.name, problem=problem))
    # Who was listed meanwhile. Should keys be missing, the launch says so.
    with contextlib.suppress(Problem):
        exclusions.drop_excluded(room, actor, campaign, now)
    return reports


@dataclass(frozen=True)
class _Draft:
    """What an import has to know of its campaign."""

    id: str
    rule: Rule
    is_owner: Is
    is_recipient: Is
    stored: dict[str, str]  # SHA-256 -> label of its exports


def _draft(room: Outreach, campaign: str) -> _Draft:
    with room.db.read() as session:
        rule = taking.refuse_unless_draft(session, campaign)
        owners = {row["person"] for row in session.recipients.owners(campaign=campaign)}
        persons = {row["person"] for row in session.recipients.persons(campaign=campaign)}
        stored = {row["sha256"]: row["label"] for row in session.exports.hashes(campaign=campaign)}
    if not stored and not persons:
        return _Draft(campaign, rule, nobody, nobody, stored)
    ring = _ring(room, campaign)
    return _Draft(
        campaign,
        rule,
        lambda number: _person(ring, number) in owners,
        lambda number: _person(ring, number) in persons,
        stored,
    )


def _outside(room: Outreach, draft: _Draft) -> tuple[tuple[Is, str], ...]:
    excluded = exclusions.checker(room, draft.id)
    return ((draft.is_owner, OWNER), (excluded, EXCLUDED))


def _ring(room: Outreach, campaign: str) -> Vault:
    # Made for the first export. Later a new one would take known buyers for others.
    with room.db.read() as session:
        first = session.exports.amount(campaign=campaign) == 0
    try:
        return room.keys.ring(f"campaign-{campaign}", make=first)
    except UNUSABLE:
        raise Problem(brakes.KEYLESS) from None


def _take(
    room: Outreach,
    actor: Actor,
    ring: Vault,
    draft: _Draft,
    tally: Tally,
    told: Provenance,
    now: datetime,
) -> FileRead:
    file = File(secrets.token_hex(8), draft.id, tally.sha256, tally.archive_sha256, now)
    kept = files.adjusted(tally, _outside(room, draft))
    counts = files.report(kept, 0)
    columns = {
        **vars(told),
        "format": kept.format,
        "sightings": kept.sightings,
        "senders": kept.senders,
        "own_numbers": len(kept.owners),
        "within_file": counts.repeats,
        "rule": rule_.to_json(draft.rule),
    }
    owners = [_person(ring, number) for number in kept.owners]
    item = Taking(file, actor, columns, owners, kept.rejected, len(kept.found))
    accepted = _keep(room, item, _slices(ring, list(kept.found), file))
    done = replace(counts, accepted=accepted, known=len(kept.found) - accepted)
    # Texts and numbers have done their work: a report outlives the files.
    return replace(done, caught=(), missed=(), words=(), layout=None)


def _keep(room: Outreach, item: Taking, slices: Iterator[Slice]) -> int:
    # First aside, slice by slice, then all at once: a kill halfway leaves no half export.
    room.db.write(each(taking.sweep), item.file.now - LEFT_BEHIND)
    try:
        for one in slices:
            room.db.write(each(taking.arrive), one)
        accepted: int = room.db.write(each(taking.take), item)
    except Exception:
        room.db.write(each(taking.forget), item.file.export)
        raise
    return accepted


def _slices(ring: Vault, found: list[str], file: File) -> Iterator[Slice]:
    for start in range(0, len(found), SLICE):
        some = found[start : start + SLICE]
        persons = [_person(ring, number) for number in some]
        sealed = [ring.seal(number, "recipient") for number in some]
        yield Slice(file, persons, sealed)


def _told(provenance: Provenance, tally: Tally, several: bool) -> Provenance:
    # A label is often the file's name, and that often the phone's number.
    named = f"{provenance.label} · {tally.name}" if several else provenance.label
    return replace(provenance, label=numbers.masked_label(named))


def _person(ring: Vault, number: str) -> str:
    return ring.index(number, "person")
