"""A change to a campaign, made only while its status allows: double clicks act once."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db import each
from outreach.record import unknown
from outreach.room import Outreach
from problem import N_, Problem
from trust import audit
from trust.access import Actor

DONE = {
    "rename": "renamed",
    "set_window": "window_set",
    "submit": "submitted",
    "approve": "approved",
    "send_back": "sent_back",
    "take_back": "taken_back",
    "schedule": "scheduled",
    "unschedule": "unscheduled",
    "launch": "launched",
    "launch_planned": "launched",
    "lapse": "lapsed",
    "pause": "paused",
    "resume": "resumed",
    "cancel": "cancelled",
}


@dataclass(frozen=True)
class Move:
    """A query of campaigns.sql that changes one campaign if its status allows, and its values.

    `detail`: what more the trail tells of it.
    """

    name: str
    actor: Actor
    campaign: str
    now: datetime
    values: dict[str, Any] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)


def make(room: Outreach, move: Move) -> None:
    """Make the move and put it in the trail; raises Problem when it was too late for it."""
    room.db.write(each(within), move)


def within(tx: Any, move: Move) -> None:
    """The same inside a write that does more."""
    changed = getattr(tx.campaigns, move.name)(campaign=move.campaign, **move.values)
    if not changed:
        raise refusal(tx, move.campaign)
    action = f"campaign.{DONE[move.name]}"
    audit.record(tx, move.actor, action, move.campaign, move.now, **move.detail)


def refusal(tx: Any, campaign: str) -> Problem:
    """Why a campaign can't be changed so now, in a sentence that says what to do."""
    status = tx.campaigns.status(campaign=campaign)
    if status is None:
        return unknown()
    return Problem(
        N_("This campaign is now: {status}. Look at it again before you go on."),
        status=status.replace("_", " "),
    )
