"""The records that pass through the gate: of campaigns and of figures, never of persons."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class CampaignNotice:
    """What both sides may know of a launched campaign. `wordings`: variant letter -> text."""

    id: str
    name: str
    municipality: str
    opened: datetime
    wordings: dict[str, str]
    instant: bool = False  # sandbox: publish at once


@dataclass(frozen=True)
class Figure:
    """A published figure. `value` None is "<10"; else a multiple of ten. `moment` of publishing."""

    name: (
        str  # visits, robots, press, a step (story, care, ...) or a count of care's (replies, ...)
    )
    variant: str  # '' for the whole campaign
    value: int | None
    moment: datetime
    final: bool

    @property
    def shown(self) -> str:
        return "<10" if self.value is None else str(self.value)


@dataclass(frozen=True)
class Delivered:
    """Deliveries of one variant on one day (Europe/Amsterdam), as the outreach side counts them."""

    variant: str
    day: date
    amount: int
