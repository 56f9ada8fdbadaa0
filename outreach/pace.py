"""How much a campaign will cost, how fast it goes, and when it will be done. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach import shares as shares_
from outreach import text, window
from outreach.window import Window
from settings import Settings

STEP = timedelta(minutes=1)
FURTHEST = timedelta(days=14)


@dataclass(frozen=True)
class Estimate:
    """Of a whole campaign: SMS segments, euro, and seconds of open window that sending takes."""

    segments: int
    euro: float
    seconds: float


def sample_link(settings: Settings) -> str:
    """A link as long as the real ones, for counting and for the preview."""
    return f"{settings.public_address}/c/{'x' * text.TOKEN_LENGTH}"


def estimate(
    wordings: Mapping[str, str],
    recipients: int,
    settings: Settings,
    shares: Mapping[str, int] | None = None,
) -> Estimate:
    """What sending these wordings to so many recipients will take.

    `shares`: letter -> whole number; without them they are shared out evenly.
    """
    link = sample_link(settings)
    sizes = {
        letter: text.measure(text.fill(one, link)).segments for letter, one in wordings.items()
    }
    amounts = shares_.split(recipients, shares or shares_.equal(wordings)) if wordings else {}
    segments = sum(sizes[letter] * amount for letter, amount in amounts.items())
    rate = settings.carrier.rate * settings.carrier.campaign_share
    return Estimate(segments, segments * settings.sending.segment_price, segments / rate)


def planned(
    wordings: Mapping[str, str], settings: Settings, shares: Mapping[str, int] | None = None
) -> float:
    """Messages a minute that the settings allow for these wordings; 0 without any."""
    one = estimate(wordings, 1000, settings, shares)
    return 1000 / one.seconds * 60 if one.seconds else 0.0


def ends(left: int, per_minute: float, hours: Window, now: datetime) -> datetime | None:
    """When so many messages will have left at this pace, counting open hours only.

    None when nothing moves, or when it would take more than two weeks.
    """
    if per_minute <= 0 or not hours.weekdays:
        return None
    moment, minutes = now, left / per_minute
    while moment - now < FURTHEST:
        if not window.is_open(hours, moment):
            moment = window.next_opening(hours, moment)
        elif minutes <= 1:
            return moment + minutes * STEP
        else:
            moment, minutes = moment + STEP, minutes - 1
    return None
