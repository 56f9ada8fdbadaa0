"""The gate hears of every launched campaign before its first message is claimed."""

from weakref import WeakKeyDictionary

from db import Database
from gate.notice import CampaignNotice
from outreach.room import Outreach

# What this process has told already. After a restart it tells again, which changes nothing.
_TOLD: "WeakKeyDictionary[Database, set[str]]" = WeakKeyDictionary()


def announce(room: Outreach, campaign: str) -> None:
    """Tell the gate of a launched campaign, with the wordings that were approved."""
    told = _TOLD.setdefault(room.db, set())
    if campaign in told:
        return
    room.gate.open_campaign(_notice(room, campaign))
    told.add(campaign)


def _notice(room: Outreach, campaign: str) -> CampaignNotice:
    with room.db.read() as session:
        row = session.campaigns.one(campaign=campaign)
        variants = session.variants.of_campaign(campaign=campaign)
    wordings = {one["letter"]: one["wording"] for one in variants}
    instant = room.settings.sandbox
    return CampaignNotice(
        campaign, row["name"], row["municipality"], row["launched"], wordings, instant
    )
