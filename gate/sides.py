"""The two faces of the gate: all that each side may say to it and hear from it.

Outreach tells what it sends and hears published figures. Care tells stops and counts and hears
to which campaign a number belongs. Neither can ask for anything else: promise 3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gate import alarms, campaigns, figures, hearing, links, stops
from gate.notice import CampaignNotice, Delivered, Figure
from gate.room import Gate


@dataclass(frozen=True)
class OutreachSide:
    """What the campaign side may say and hear."""

    _gate: Gate

    def open_campaign(self, notice: CampaignNotice) -> None:
        """Announce a launch; repeating it changes nothing."""
        campaigns.open_campaign(self._gate, notice)

    def admit(self, campaign: str, numbers: Sequence[str]) -> list[bool]:
        """Per E.164 number: may this campaign text it? Admitting puts it on the list for ever."""
        return stops.admit(self._gate, campaign, numbers)

    def refused_by_carrier(self, number: str) -> None:
        """The carrier says that this person opted out there (21610): put it on the list."""
        stops.add(self._gate, number)

    def short_links(self, campaign: str, variant: str, amount: int) -> list[str]:
        """Fresh links, each for one recipient, that nothing ties to anybody. Stores nothing."""
        return links.mint(self._gate, campaign, variant, amount)

    def campaign_of_link(self, token: str) -> str | None:
        """For which campaign a short link was made; None for a wrong one, or once its key is gone.

        It tells nothing of the person who got it.
        """
        made = links.read(self._gate, token)
        return made[0] if made else None

    def report_delivered(self, campaign: str, delivered: Sequence[Delivered]) -> None:
        """Tell the gate how many were delivered in all; later reports replace earlier ones."""
        campaigns.report_delivered(self._gate, campaign, delivered)

    def published(self, campaign: str) -> list[Figure]:
        """All that was ever published of a campaign, oldest first."""
        return figures.published(self._gate, campaign)

    def care_is_ready(self, now: datetime) -> bool:
        """Whether a round-the-clock partner answered a test alarm lately enough for a launch."""
        return alarms.answered_lately(self._gate, now)


@dataclass(frozen=True)
class CareSide:
    """What the helpdesk may say and hear."""

    _gate: Gate

    def campaign_of(self, number: str) -> CampaignNotice | None:
        """The campaign that texted this number; None for an unknown sender."""
        return campaigns.of_number(self._gate, number)

    def stop(self, number: str) -> None:
        """Never text this number again; repeating it changes nothing."""
        stops.add(self._gate, number)

    def hear(
        self, stopped: str, event: str, campaign: str, counted: Sequence[str], now: datetime
    ) -> None:
        """All that a reply means here, at once: never text `stopped` again ('' for nobody), and
        count each figure once. Repeating it changes nothing."""
        hearing.hear(self._gate, stopped, event, campaign, counted, now)

    def count(self, event: str, campaign: str, figure: str, now: datetime) -> None:
        """Count something once: a repeat of the same event and figure changes nothing."""
        figures.count(self._gate, event, campaign, figure, now)

    def answered_alarm(self, partner: str, now: datetime) -> None:
        """A round-the-clock partner answered its test alarm."""
        alarms.answered(self._gate, partner, now)
