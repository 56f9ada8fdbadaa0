"""What a campaign brought about: reach from our own messages, the rest as the gate publishes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gate.notice import Figure
from outreach.rates import Rate, published_rate
from outreach.reach import Reach, reach, timeline_sent
from outreach.room import Outreach
from problem import N_, Problem
from trust.access import Actor, require

__all__ = [
    "Impact",
    "Reach",
    "ZWOLLE",
    "first_to_show",
    "impact",
    "launched",
    "reach",
    "timeline_sent",
]

# The way from the SMS to help. Each is a share of who got it, so the order is no promise.
FUNNEL = ("visits", "selfhelp", "care", "call", "replies", "help_requests")


@dataclass(frozen=True)
class Reference:
    """What another campaign reported, to hold one's own against. `source`: where it stands."""

    name: str
    source: str
    recipients: int
    visits: int
    selfhelp: int
    care: int
    call: int


ZWOLLE = Reference(N_("Zwolle, January 2021"), "rtvoost.nl 1998984", 750, 350, 100, 70, 8)


@dataclass(frozen=True)
class Listed:
    """A launched campaign, for the choice at the top of the impact page."""

    id: str
    name: str
    municipality: str
    status: str
    example: bool
    launched: datetime
    ended: datetime | None


@dataclass(frozen=True)
class Row:
    """A bar of the funnel. `shown` is its text ("<10"), `number` what to draw (None: withheld)."""

    name: str
    shown: str
    number: int | None


@dataclass(frozen=True)
class Variant:
    """One wording's part. `visits` and `rate` are None when they say too little or are withheld."""

    letter: str
    delivered: int
    visits: int | None
    rate: Rate | None
    published: bool  # False: too few deliveries, or no second variant, for a comparison


@dataclass(frozen=True)
class Impact:
    """All that the outreach side knows of a campaign. Money is euro."""

    campaign: Listed
    reach: Reach
    published: list[Figure]  # the newest of each figure and variant
    timeline: list[Figure]  # of the whole campaign, all that was ever published, oldest first
    rates: dict[str, Rate | None]  # figure -> share of delivered; None when withheld
    funnel: list[Row]
    variants: list[Variant]
    cost: float
    final: bool  # the last figures are out

    @property
    def example(self) -> bool:
        return self.campaign.example


def launched(room: Outreach, actor: Actor) -> list[Listed]:
    """The campaigns that have an impact to see, newest first; raises Forbidden."""
    require(actor, "impact.read")
    with room.db.read() as session:
        return [Listed(**row) for row in session.impact.launched()]


def first_to_show(room: Outreach, actor: Actor, campaigns: list[Listed]) -> Listed:
    """The newest of these campaigns that delivered a text, else the newest; raises Forbidden."""
    delivered = (one for one in campaigns if reach(room, actor, one.id).delivered)
    return next(delivered, campaigns[0])


def impact(room: Outreach, actor: Actor, campaign: str) -> Impact:
    """Everything for the impact page; raises Forbidden, Problem for an unknown campaign."""
    came = reach(room, actor, campaign)
    with room.db.read() as session:
        row = session.impact.campaign(id=campaign)
        by_variant = session.impact.by_variant(campaign=campaign)
    if row is None:
        raise Problem("There is no such campaign.")
    history = room.gate.published(campaign)
    newest = {(one.name, one.variant): one for one in history}
    whole = {name: one for (name, variant), one in newest.items() if not variant}
    return Impact(
        campaign=Listed(**row),
        reach=came,
        published=list(newest.values()),
        timeline=[one for one in history if not one.variant],
        rates={name: published_rate(one.value, came.delivered) for name, one in whole.items()},
        funnel=_funnel(came, whole),
        variants=[_variant(one, newest) for one in by_variant],
        cost=came.segments * room.settings.sending.segment_price,
        final=any(one.final for one in history),
    )


def _funnel(came: Reach, whole: dict[str, Figure]) -> list[Row]:
    own = (("recipients", came.recipients), ("sent", came.sent), ("delivered", came.delivered))
    return [
        *(Row(name, str(amount), amount) for name, amount in own),
        *(_row(name, whole.get(name)) for name in FUNNEL),
    ]


def _row(name: str, figure: Figure | None) -> Row:
    return Row(name, figure.shown, figure.value) if figure else Row(name, "<10", None)


def _variant(row: dict[str, Any], newest: dict[tuple[str, str], Figure]) -> Variant:
    figure = newest.get(("visits", row["variant"]))
    visits = figure.value if figure else None
    rate = published_rate(visits, row["delivered"])
    return Variant(row["variant"], row["delivered"], visits, rate, figure is not None)
