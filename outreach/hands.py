"""Who worked on a campaign: whoever judges it wants to know whose work it is."""

from dataclasses import dataclass
from datetime import datetime

from outreach.room import Outreach
from trust.access import Actor, require


@dataclass(frozen=True)
class Deed:
    """What somebody did to a campaign, as the trail calls it, and when they did it last (UTC)."""

    actor: str
    action: str
    moment: datetime


def of_campaign(room: Outreach, actor: Actor, campaign: str) -> list[Deed]:
    """What everybody did to the draft, a deed of a kind once, oldest first. Raises Forbidden."""
    require(actor, "campaign.read")
    with room.db.read() as session:
        return [Deed(**row) for row in session.hands.of_campaign(campaign=campaign)]


def last(room: Outreach, actor: Actor, campaign: str, action: str) -> Deed | None:
    """Who did this last, such as "campaign.paused", and when; None if nobody. Raises Forbidden."""
    require(actor, "campaign.read")
    with room.db.read() as session:
        row = session.hands.last(campaign=campaign, action=action)
    return Deed(**row) if row else None
