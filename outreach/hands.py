"""Who worked on a campaign: whoever judges it wants to know whose work it is."""

from dataclasses import dataclass
from datetime import datetime

from outreach.room import Outreach
from trust.access import Actor, require


@dataclass(frozen=True)
class Deed:
    """What somebody did to a draft, as the trail calls it, and when they did it last (UTC)."""

    actor: str
    action: str
    moment: datetime


def of_campaign(room: Outreach, actor: Actor, campaign: str) -> list[Deed]:
    """What everybody did to the draft, a deed of a kind once, oldest first. Raises Forbidden."""
    require(actor, "campaign.read")
    with room.db.read() as session:
        return [Deed(**row) for row in session.hands.of_campaign(campaign=campaign)]
