"""A campaign's life: draft -> in review -> approved -> sending <-> paused -> finished | cancelled.

The whole of a campaign is reached from here: it is written in `draft`, tried out in `tests`,
checked in `conditions`, launched in `launch`, later by itself as `planning` says.
"""

from datetime import datetime
from typing import Any

from db import each
from outreach import moves
from outreach.draft import create, rename, set_rule, set_window, write_text
from outreach.launch import advice, launch, missing
from outreach.moves import Move
from outreach.planning import schedule, unschedule
from outreach.record import Campaign, all_of, get
from outreach.room import Outreach
from outreach.tests import send_test
from problem import N_, Problem
from trust.access import Actor, require

__all__ = [
    "Campaign",
    "advice",
    "all_of",
    "approve",
    "cancel",
    "create",
    "get",
    "launch",
    "missing",
    "pause",
    "rename",
    "resume",
    "schedule",
    "send_back",
    "send_test",
    "set_rule",
    "set_window",
    "submit",
    "take_back",
    "unschedule",
    "write_text",
]


def submit(room: Outreach, actor: Actor, campaign: str, now: datetime) -> None:
    """Ask for approval of a draft; raises the first Problem that stands in the way."""
    require(actor, "campaign.write")
    for problem in missing(room, actor, campaign, now):
        raise problem
    moves.make(room, Move("submit", actor, campaign, now, {"now": now}))


def approve(
    room: Outreach, actor: Actor, campaign: str, now: datetime, seen: datetime | None = None
) -> None:
    """Approve a campaign in review. Raises Problem for its author and for whoever worked on it.

    `seen`: the `submitted` of the campaign that the approver has read. Taken back, changed and
    submitted again since, it is another one.
    """
    require(actor, "campaign.approve")
    values = {"approver": actor.id, "seen": seen, "now": now}
    room.db.write(each(_approve), Move("approve", actor, campaign, now, values))


def send_back(room: Outreach, actor: Actor, campaign: str, because: str, now: datetime) -> None:
    """Return a campaign in review to its author, with what should change."""
    require(actor, "campaign.approve")
    if not because.strip():
        raise Problem(N_("Say what should change, so that the author knows."))
    moves.make(room, Move("send_back", actor, campaign, now, {"because": because.strip()}))


def take_back(room: Outreach, actor: Actor, campaign: str, now: datetime) -> None:
    """Make a campaign a draft again before it is launched; approval and planned start are gone."""
    require(actor, "campaign.write")
    moves.make(room, Move("take_back", actor, campaign, now))


def pause(room: Outreach, actor: Actor, campaign: str, because: str, now: datetime) -> None:
    """Stop claiming messages; those under way to the carrier (one batch) still leave."""
    require(actor, "campaign.steer")
    moves.make(room, Move("pause", actor, campaign, now, {"because": because.strip()}))


def resume(room: Outreach, actor: Actor, campaign: str, now: datetime) -> None:
    """Go on with a paused campaign."""
    require(actor, "campaign.steer")
    moves.make(room, Move("resume", actor, campaign, now, {"now": now}))


def cancel(room: Outreach, actor: Actor, campaign: str, now: datetime) -> None:
    """End a campaign for good. Whoever has not been texted yet never will be by it."""
    require(actor, "campaign.steer")
    moves.make(room, Move("cancel", actor, campaign, now, {"now": now}))


def _approve(tx: Any, move: Move) -> None:
    if move.actor.id in {deed["actor"] for deed in tx.hands.of_campaign(campaign=move.campaign)}:
        raise Problem(N_("You worked on this campaign yourself. Ask a colleague to approve it."))
    moves.within(tx, move)
