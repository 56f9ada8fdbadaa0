"""Test texts: a draft's wordings on the phone of the team lead who sends them, counted apart."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from carrier.base import Accepted, Outcome, Outgoing, Refused
from db import each
from outreach import moves, text
from outreach.draft import wordings_of
from outreach.record import get
from outreach.room import Outreach
from problem import N_, Problem
from trust import audit
from trust.access import Actor, require

UNCLEAR = "unclear"
TOKEN = "test-text-000000"  # noqa: S105 - as long as a real one, and leads nowhere


def send_test(room: Outreach, actor: Actor, campaign: str, now: datetime) -> None:
    """Send every variant of a draft to the actor's own phone, with a link that leads nowhere."""
    require(actor, "campaign.write")
    if not actor.phone:
        raise Problem(N_("You have no phone here. Let a team lead who has one send the test text."))
    wordings = get(room, actor, campaign).wordings
    _need_sendable(room, wordings)
    ids = tuple("t" + secrets.token_hex(12) for _ in wordings)
    room.db.write(each(_begin_test), _Test(actor, campaign, wordings, ids, now))
    link = f"{room.settings.public_address}/c/{TOKEN}"
    outcomes = [
        room.carrier.send(Outgoing(id_, actor.phone, text.fill(wording, link)))
        for id_, wording in zip(ids, wordings.values(), strict=True)
    ]
    said = tuple(_outcome(one) for one in outcomes)
    room.db.write(each(_end_test), _Test(actor, campaign, wordings, ids, now, said))
    refused = next((one for one in said if one != "accepted"), None)
    if refused == UNCLEAR:
        raise Problem(
            N_(
                "The carrier did not say whether it took the test text. Look at your phone; if it "
                "did not come, send it again."
            )
        )
    if refused:
        raise Problem(
            N_("The carrier did not take the test text ({code}). Try again, or ask the operator."),
            code=refused,
        )


def receipt(room: Outreach, test: str, status: str) -> bool:
    """Note what the carrier reports of a test text; False when there is none with this id."""
    return bool(room.db.write(each(_report), (test, status)))


@dataclass(frozen=True)
class _Test:
    actor: Actor
    campaign: str
    wordings: dict[str, str]
    ids: tuple[str, ...]
    now: datetime
    outcomes: tuple[str, ...] = ()


def _need_sendable(room: Outreach, wordings: dict[str, str]) -> None:
    length = text.link_length(room.settings.public_address)
    for wording in wordings.values() or [""]:
        for problem in text.check(wording, length):
            raise problem


def _begin_test(tx: Any, item: _Test) -> None:
    # On record before it leaves, and only of a text that still stands.
    if tx.campaigns.status(campaign=item.campaign) != "draft":
        raise moves.refusal(tx, item.campaign)
    if wordings_of(tx, item.campaign) != item.wordings:
        raise Problem(N_("The text has just changed. Look at it again, then send the test text."))
    tx.tests.add(tests=list(item.ids), campaign=item.campaign, actor=item.actor.id, now=item.now)


def _end_test(tx: Any, item: _Test) -> None:
    for id_, outcome in zip(item.ids, item.outcomes, strict=True):
        tx.tests.ended(tests=[id_], outcome=outcome)
    unchanged = wordings_of(tx, item.campaign) == item.wordings
    if unchanged and all(one == "accepted" for one in item.outcomes):
        tx.campaigns.tested(campaign=item.campaign, now=item.now)
    audit.record(tx, item.actor, "campaign.test_sent", item.campaign, item.now)


def _report(tx: Any, item: tuple[str, str]) -> bool:
    test, status = item
    return bool(tx.tests.ended(tests=[test], outcome=status))


def _outcome(outcome: Outcome) -> str:
    if isinstance(outcome, Accepted):
        return "accepted"
    return outcome.code if isinstance(outcome, Refused) else UNCLEAR
