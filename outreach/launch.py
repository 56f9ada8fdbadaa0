"""What a launch needs, and the launch."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from db import each
from outreach import announcing, moves, sweeping, text
from outreach.draft import wordings_of
from outreach.moves import Move
from outreach.record import Campaign, get
from outreach.room import Outreach
from problem import N_, Problem
from trust.access import Actor, require

log = logging.getLogger(__name__)

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


def missing(room: Outreach, actor: Actor, campaign: str, now: datetime) -> list[Problem]:
    """What this campaign still lacks for a launch, in the order in which to see to it.

    A draft is not asked for its approval yet.
    """
    require(actor, "campaign.read")
    one = get(room, actor, campaign)
    return [
        *_grounds(room, one, now),
        *_audience(room, one),
        *_wordings(room, one),
        *_readiness(room, one, now),
    ]


def launch(room: Outreach, actor: Actor, campaign: str, now: datetime) -> None:
    """Start sending an approved campaign; raises the first Problem that stands in the way.

    One transaction makes the messages and moves the status. The gate hears of it next; should a
    kill come in between, then the outbox tells it before it claims anything.
    """
    require(actor, "campaign.launch")
    one = get(room, actor, campaign)
    if one.example and room.carrier.name != "sandbox":
        raise Problem(N_("Examples are for the sandbox: this carrier reaches real people."))
    for problem in missing(room, actor, campaign, now):
        raise problem
    move = Move("launch", actor, campaign, now, {"now": now})
    room.db.write(each(_launch), _Launch(move, one.wordings, _segments(room, one)))
    try:
        announcing.announce(room, campaign)
    except Exception as error:  # it is launched all the same: the outbox tells the gate
        log.warning("the gate could not be told of a launch yet: %s", type(error).__name__)


@dataclass(frozen=True)
class _Launch:
    move: Move
    wordings: dict[str, str]
    segments: list[int]  # per wording


def _launch(tx: Any, item: _Launch) -> None:
    moves.within(tx, item.move)
    if wordings_of(tx, item.move.campaign) != item.wordings:
        raise Problem(N_("The text has just changed. Look at it again before you launch."))
    letters = list(item.wordings)
    tx.messages.make(
        campaign=item.move.campaign,
        letters=letters,
        segments=item.segments,
        places=list(range(len(letters))),
    )


def _segments(room: Outreach, one: Campaign) -> list[int]:
    link = "x" * text.link_length(room.settings.public_address)
    return [text.measure(text.fill(each_, link)).segments for each_ in one.wordings.values()]


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
            yield Problem(
                N_('Export "{export}" should have been destroyed by now. Remove it.'),
                export=row["label"],
            )


def _audience(room: Outreach, one: Campaign) -> Iterator[Problem]:
    # Not those who were put on the exclusion list after the import: with few others left, the
    # figures would tell of persons.
    least = room.settings.launch.recipients
    try:
        recipients = sweeping.may_text(room, one.id, one.recipients, least)
    except Problem as problem:
        yield problem
        return
    if recipients < least:
        yield Problem(
            N_("There are {recipients} recipients. A campaign needs {least}: add exports."),
            recipients=recipients,
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
                yield Problem(N_("Variant {letter}: {sentence}"), letter=letter, sentence=problem)


def _readiness(room: Outreach, one: Campaign, now: datetime) -> Iterator[Problem]:
    if not one.tested:
        yield Problem(N_("Send the test text to your own phone, and read it there."))
    if not room.gate.care_is_ready(now):
        yield Problem(
            N_(
                "No care partner that is open day and night has answered a test alarm in the last "
                "{days} days. Ask the operator to send one."
            ),
            days=room.settings.launch.alarm_days,
        )
    if one.status not in BEFORE_REVIEW and not one.approver:
        yield Problem(N_("A colleague who did not write the campaign has to approve it."))
