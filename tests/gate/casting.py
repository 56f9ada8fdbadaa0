"""A gate of its own, campaigns in it, and people who tap: what the tests of this room share."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from gate import campaigns, links, visits
from gate.notice import CampaignNotice, Delivered
from gate.room import Gate

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)  # 13:00 in Zwolle
SECOND = timedelta(seconds=1)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1"
OTHER_PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/120.0 Mobile Safari/537.36"


def launch(
    gate: Gate,
    campaign: str = "zwolle",
    letters: str = "A",
    opened: datetime = NOON,
    *,
    instant: bool = True,
) -> str:
    wordings = {letter: f"Wording {letter}: {{link}} STOP" for letter in letters}
    campaigns.open_campaign(
        gate, CampaignNotice(campaign, campaign.title(), "Zwolle", opened, wordings, instant)
    )
    return campaign


def deliver(gate: Gate, campaign: str, **amounts: int) -> None:
    day = NOON.date()
    campaigns.report_delivered(gate, campaign, [Delivered(v, day, n) for v, n in amounts.items()])


def tokens(gate: Gate, campaign: str, amount: int, variant: str = "A") -> list[str]:
    return [link.rsplit("/", 1)[1] for link in links.mint(gate, campaign, variant, amount)]


def tap(gate: Gate, of: Sequence[str], now: datetime = NOON, step: str = "home") -> None:
    for token in of:
        visits.record(gate, token, step, PHONE, "GET", now)
