"""A start that is planned for later: `launch.due` lets it come about."""

from datetime import UTC, datetime, timedelta

from outreach import conditions, moves
from outreach.moves import Move
from outreach.room import Outreach
from problem import N_, Problem
from trust.access import Actor, require

FURTHEST = timedelta(days=60)


def schedule(room: Outreach, actor: Actor, campaign: str, starts: datetime, now: datetime) -> None:
    """Let an approved campaign launch by itself at a moment (aware), instead of any planned before.

    What a launch needs is asked for again at that moment. Raises Problem for a campaign that isn't
    approved, and for a moment that can't be: past, too far off, or when exports are to be gone.
    """
    require(actor, "campaign.launch")
    starts = starts.astimezone(UTC)
    _refuse(room, campaign, starts, now)
    values = {"starts": starts, "actor": actor.id}
    detail = {"starts": starts.isoformat()}
    moves.make(room, Move("schedule", actor, campaign, now, values, detail))


def unschedule(room: Outreach, actor: Actor, campaign: str, now: datetime) -> None:
    """Take the planned start away; the approval stands. Raises Problem when there is none."""
    require(actor, "campaign.launch")
    moves.make(room, Move("unschedule", actor, campaign, now))


def _refuse(room: Outreach, campaign: str, starts: datetime, now: datetime) -> None:
    if starts <= now:
        raise Problem(N_("That moment has gone by. Choose a later one, or launch now."))
    if starts > now + FURTHEST:
        raise Problem(
            N_("Plan the start at most {days} days ahead. Choose an earlier moment."),
            days=FURTHEST.days,
        )
    day = starts.astimezone(conditions.AMSTERDAM).date()
    for label, last in conditions.destroy_by(room, campaign):
        if last < day:
            raise Problem(
                N_('Export "{export}" has to be destroyed before then. Choose an earlier moment.'),
                export=label,
            )
