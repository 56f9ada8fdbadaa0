"""Who asked for approval of a campaign: whoever judges it wants to know whom to ask."""

from outreach.room import Outreach
from trust.access import Actor, require


def asked_by(room: Outreach, actor: Actor, campaign: str) -> str:
    """Id of whoever asked last; '' when nobody did. Raises Forbidden."""
    require(actor, "campaign.read")
    with room.db.read() as session:
        return session.campaigns.asked_by(campaign=campaign) or ""


def names(room: Outreach, actor: Actor) -> dict[str, str]:
    """What every campaign is called, by id, for who reads the trail. Raises Forbidden."""
    require(actor, "trail.outreach")
    with room.db.read() as session:
        return {row["id"]: row["name"] for row in session.campaigns.names()}
