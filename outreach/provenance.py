"""Where an export comes from and on what ground, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime

from outreach.intake.moments import AMSTERDAM
from outreach.rule import Rule
from outreach.tally import Rejection
from problem import N_, Problem

LACKING = {
    "label": N_("Give the export a label, such as the case and the phone."),
    "case_reference": N_("Give the case reference, such as the parketnummer or BVH number."),
    "purpose": N_("Say for what purpose the numbers are used."),
    "legal_article": N_("Name the legal article that allows it."),
    "consent_reference": N_("Give the reference of the prosecutor's consent."),
}


@dataclass(frozen=True)
class Provenance:
    """On what ground an export is used; `destroy_by`: the day by which its numbers are gone."""

    label: str
    case_reference: str
    purpose: str
    legal_article: str
    consent_reference: str
    destroy_by: date


@dataclass(frozen=True)
class ExportRow:
    """An export of a campaign. `selected`: distinct buyers; `duplicates`: known before it came.

    `senders`: distinct, chosen or not, names and short codes too. `within_file`: further
    rows of the selected. `own_numbers`: of the phone's owner. `archive_sha256`: of the zip it came
    in, '' when it came by itself. `rule`: by which it was imported.
    """

    id: str
    label: str
    case_reference: str
    purpose: str
    legal_article: str
    consent_reference: str
    destroy_by: date
    format: str
    sha256: str
    archive_sha256: str
    imported_by: str
    imported: datetime
    sightings: int
    senders: int
    selected: int
    duplicates: int
    within_file: int
    own_numbers: int
    rule: Rule | None
    rejections: tuple[Rejection, ...]


def check(provenance: Provenance, now: datetime) -> None:
    """Raise Problem for the first part that is missing or past."""
    for problem in lacking(provenance, now):
        raise problem


def lacking(provenance: Provenance, now: datetime) -> list[Problem]:
    """Every part that is missing or past, in the order of the fields."""
    found = [
        Problem(sentence)
        for name, sentence in LACKING.items()
        if not getattr(provenance, name).strip()
    ]
    if provenance.destroy_by < now.astimezone(AMSTERDAM).date():
        found.append(Problem("The destroy-by date is past. Choose a day to come."))
    return found


def already(label: str) -> Problem:
    """What to say of a file that the campaign has."""
    return Problem('This very file is in the campaign already, as "{label}".', label=label)
