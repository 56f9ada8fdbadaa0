"""What a launch needs, and what is worth knowing before it."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from outreach import overlap, shares, text
from outreach.record import Campaign, get
from outreach.room import Outreach
from problem import N_, Problem
from trust.access import Actor, require

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BEFORE_REVIEW = ("draft",)

# Column of an export, and what to do when it is empty.
GROUNDS = {
    "case_reference": N_('Export "{export}": write down the case reference.'),
    "purpose": N_('Export "{export}": write down the purpose.'),
    "legal_article": N_('Export "{export}": write down the legal article.'),
    "consent_reference": N_(
        'Export "{export}": write down the reference of the prosecutor\'s consent.'
    ),
}
OVERDUE = N_('Export "{export}" should have been destroyed by now. Remove it.')
TOO_FEW = N_("There are {recipients} recipients. A campaign needs {least}: add exports.")
TEXTED_BEFORE = N_(
    "Too many of the {recipients} recipients were texted by an earlier campaign and won't be "
    "again. A campaign needs {least} others: add exports."
)
OF_VARIANT = N_("Variant {letter}: {sentence}")
ASLEEP = N_(
    "No care partner that is open day and night has answered a test alarm in the last "
    "{days} days. Ask the operator to send one."
)

# What a sentence with names or amounts in it comes down to, where only its id can be kept.
IN_GENERAL = {
    **dict.fromkeys(GROUNDS.values(), N_("Write down the grounds of every export.")),
    OVERDUE: N_("An export should have been destroyed by now. Remove it."),
    TOO_FEW: N_("There are too few recipients. Add exports."),
    TEXTED_BEFORE: N_("Too many recipients were texted by an earlier campaign. Add exports."),
    ASLEEP: N_(
        "No care partner that is open day and night has answered a test alarm lately. "
        "Ask the operator to send one."
    ),
}
SOMETHING = N_("Something is missing for a launch. Look at what it is.")


def missing(room: Outreach, actor: Actor, campaign: str, now: datetime) -> list[Problem]:
    """What this campaign still lacks for a launch, in the order in which to see to it.

    A draft is not asked for its approval yet.
    """
    require(actor, "campaign.read")
    return list(lacks(room, get(room, actor, campaign), now))


def lacks(room: Outreach, one: Campaign, now: datetime) -> Iterator[Problem]:
    """The same for the machine itself, found out one after another."""
    yield from _grounds(room, one, now)
    yield from _audience(room, one)
    yield from _wordings(room, one)
    yield from _readiness(room, one, now)


def advice(room: Outreach, actor: Actor, campaign: str) -> list[Problem]:
    """What is worth knowing before a launch, and does not stand in its way."""
    one = get(room, actor, campaign)
    return [*_texted_before(room, one), *_small_variants(room, one)]


def destroy_by(room: Outreach, campaign: str) -> list[tuple[str, date]]:
    """Label of each export, and the last day on which there may be anything of it."""
    with room.db.read() as session:
        exports = session.campaigns.provenance(campaign=campaign)
    return [(row["label"], row["destroy_by"]) for row in exports]


def in_general(problem: Problem) -> str:
    """The problem as a sentence of the catalogue that needs no values."""
    if not problem.values:
        return problem.template
    return IN_GENERAL.get(problem.template, SOMETHING)


def _grounds(room: Outreach, one: Campaign, now: datetime) -> Iterator[Problem]:
    with room.db.read() as session:
        exports = session.campaigns.provenance(campaign=one.id)
    if not exports:
        yield Problem(N_("Add the exports of the seized phones."))
    today = now.astimezone(AMSTERDAM).date()
    for row in exports:
        for column, sentence in GROUNDS.items():
            if not row[column].strip():
                yield Problem(sentence, export=row["label"])
        if row["destroy_by"] < today:
            yield Problem(OVERDUE, export=row["label"])


def _audience(room: Outreach, one: Campaign) -> Iterator[Problem]:
    # Neither those who were put on the exclusion list after the import nor those who were texted
    # before: with few others left, the figures would tell of persons.
    least = room.settings.launch.recipients
    try:
        found = overlap.audience(room, one.id, one.recipients, least)
    except Problem as problem:
        yield problem
        return
    if found.recipients < least:
        yield Problem(TOO_FEW, recipients=found.recipients, least=least)
    elif found.others < least:
        yield Problem(TEXTED_BEFORE, recipients=found.recipients, least=least)


def _texted_before(room: Outreach, one: Campaign) -> Iterator[Problem]:
    # Too many of them, or missing keys, stand in the way of the launch and are told there.
    if not any(_audience(room, one)) and overlap.any_before(room, one.id):
        yield Problem(
            N_("Some of the recipients were texted by an earlier campaign, and won't be again.")
        )


def _small_variants(room: Outreach, one: Campaign) -> Iterator[Problem]:
    least = room.settings.gate.variant_deliveries
    if len(one.wordings) < 2:
        return
    for letter, amount in shares.split(one.recipients, one.shares).items():
        if amount < least:
            yield Problem(
                N_(
                    "Variant {letter} goes to {amount} recipients. Variants can be compared only "
                    "when each of them is delivered {least} times: give it a larger share, or "
                    "write fewer."
                ),
                letter=letter,
                amount=amount,
                least=least,
            )


def _wordings(room: Outreach, one: Campaign) -> Iterator[Problem]:
    length = text.link_length(room.settings.public_address)
    if not one.wordings:
        yield Problem(N_("Write the text."))
    for letter, wording in sorted(one.wordings.items()):
        for problem in text.check(wording, length):
            if len(one.wordings) == 1:
                yield problem
            else:
                yield Problem(OF_VARIANT, letter=letter, sentence=problem)


def _readiness(room: Outreach, one: Campaign, now: datetime) -> Iterator[Problem]:
    if not one.tested:
        yield Problem(N_("Send the test text to your own phone, and read it there."))
    if not room.gate.care_is_ready(now):
        yield Problem(ASLEEP, days=room.settings.launch.alarm_days)
    if one.status not in BEFORE_REVIEW and not one.approver:
        yield Problem(N_("A colleague who did not write the campaign has to approve it."))
