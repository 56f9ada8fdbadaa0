"""Whom an organisation wants to be alerted; its coordinator says so. And how it fared in crises."""

import statistics
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from db import Session, each
from helpdesk import notices, partners
from helpdesk.addresses import Duty, checked
from helpdesk.notices import Occasion
from helpdesk.partners import Partner
from helpdesk.room import Helpdesk
from problem import Problem
from trust import audit
from trust.access import Actor, require

LATELY = timedelta(days=90)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Trouble:
    """A notice that did not get through (yet). `reason`: a kind of error, or a status."""

    event: str
    channel: str
    made: datetime
    given_up: bool
    reason: str


@dataclass(frozen=True)
class Tested:
    """What came of a test notice. `outcome`: as in posting, "" while it is under way."""

    channel: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class Speed:
    """Minutes from the cry for help to the first answer by a human; 0 when there were none."""

    amount: int
    median: float
    longest: float


def of(room: Helpdesk, actor: Actor) -> tuple[Partner, Duty]:
    """The actor's organisation, and whom it wants to be alerted; coordinators only."""
    own = _own(room, actor)
    return own, Duty(**{name: getattr(own, name) for name in asdict(Duty())})


def save(room: Helpdesk, actor: Actor, duty: Duty, now: datetime) -> None:
    """Check and keep it; raises Problem that names what is wrong. Coordinators only."""
    own = _own(room, actor)
    room.db.write(each(_save), (actor, own.id, checked(duty), now))


def test(room: Helpdesk, actor: Actor, now: datetime) -> None:
    """Send a test notice to every address; once a minute, however often it is asked for."""
    own = _own(room, actor)
    if not any(getattr(own, channel) for channel in notices.CHANNELS["test"]):
        raise Problem("There is no address yet. Fill one in and save it first.")
    room.db.write(each(_test), (actor, own, now))


def tested(room: Helpdesk, actor: Actor, now: datetime) -> list[Tested]:
    """What came of the test notices of the last ten minutes, newest first."""
    require(actor, "team.read")
    since = now - timedelta(minutes=10)
    with room.db.read() as session:
        rows = session.care_notices.tested(partner=actor.organisation, since=since)
    newest = {row["channel"]: row for row in reversed(rows)}
    return [Tested(name, row["outcome"], row["trouble"]) for name, row in newest.items()]


def troubles(room: Helpdesk, actor: Actor, now: datetime) -> list[Trouble]:
    """What did not get through in the last week, newest first; coordinators only."""
    require(actor, "team.read")
    with room.db.read() as session:
        rows = session.care_notices.troubles(partner=actor.organisation, since=now - WEEK)
    return [
        Trouble(
            row["event"], row["channel"], row["made"], row["outcome"] != "", row["trouble"]
        )
        for row in rows
    ]  # fmt: skip


def speed(room: Helpdesk, actor: Actor, now: datetime) -> Speed:
    """How fast the own organisation answered crises in the last 90 days; coordinators only."""
    require(actor, "team.read")
    with room.db.read() as session:
        rows = session.duty.answer_times(partner=actor.organisation, since=now - LATELY)
    minutes = [(row["answered"] - row["begun"]).total_seconds() / 60 for row in rows]
    if not minutes:
        return Speed(0, 0.0, 0.0)
    return Speed(len(minutes), statistics.median(minutes), max(minutes))


def _own(room: Helpdesk, actor: Actor) -> Partner:
    require(actor, "team.read")
    own = [one for one in partners.all_of(room) if one.id == actor.organisation]
    if not own:
        raise Problem("You belong to no organisation. Ask the operator to add you to one.")
    return own[0]


def _save(tx: Session, item: tuple[Actor, str, Duty, datetime]) -> None:
    actor, partner, duty, now = item
    values: dict[str, Any] = asdict(duty)
    tx.partners.set_duty(id=partner, **values)
    audit.record(tx, actor, "duty.set", partner, now)


def _test(tx: Session, item: tuple[Actor, Partner, datetime]) -> None:
    actor, partner, now = item
    notices.tell(tx, [Occasion("test", partner, "", f"{now:%Y%m%d%H%M}")], now)
    audit.record(tx, actor, "duty.tested", partner.id, now)
