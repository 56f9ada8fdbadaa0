"""What a process does until it is killed: the webhook, the worker, and now and then a person.

Its clock may be ahead of the carrier's: so the minutes pass after which a message that the carrier
doesn't show counts as absent, and the hours after which a receipt is asked for.
"""

import json
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import house as houses
import settings as all_settings
from carrier.base import Found
from carrier.twilio import Twilio
from helpdesk import inbox
from outreach import campaign, exclusions
from problem import Problem
from running.worker import Worker
from tests import engines
from trust.cast import cast
from webhook import server
from webhook.app import create_app

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
NOISY = ("apscheduler", "psycopg", "urllib3", "twilio", "waitress.queue")
MOVING = """
    select count(*) from messages as m inner join campaigns as c on c.id = m.campaign
    where m.status = 'sending' or (
        m.status = 'queued' and c.status = 'sending'
        and (m.not_before is null or m.not_before <= cast(? as timestamptz))
    )
"""
ANSWERS_MOVING = """
    select count(*) from answers
    where status = 'sending' or (
        status = 'queued' and (not_before is null or not_before <= cast(? as timestamptz))
    )
"""
LEAD, CARE = cast()["lead-1"], cast()["tactus-1"]


@dataclass(frozen=True)
class Order:
    """One life. `ahead`: minutes of its clock; `deeds`: what persons do, after how many seconds."""

    folder: str
    raw: dict[str, Any]  # settings
    ahead: float
    deeds: list[tuple[float, str, str]] = field(default_factory=list)  # seconds, name, detail


class Later(Twilio):
    """Twilio asked by a house whose clock is ahead of it."""

    def __init__(self, settings: all_settings.Settings, ahead: timedelta) -> None:
        super().__init__(settings)
        self._ahead = ahead

    def find(self, to: str, since: datetime) -> list[Found] | None:
        return super().find(to, since - self._ahead)


def settings(raw: dict[str, Any]) -> all_settings.Settings:
    """Not `check`: with a real carrier it refuses the demo's sign-in, which nobody has here."""
    return all_settings.Settings.model_validate({**engines.RAW, **raw})


def live(order: Order, tell: Callable[..., None]) -> None:
    """Serve until killed; at SIGTERM stop as `manage.py serve` does.

    Tells when it is ready, and then when nothing is left that may leave now.
    """
    folder, ahead = Path(order.folder), timedelta(minutes=order.ahead)
    _log_to(folder / "log")
    told = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    chosen = settings(order.raw)
    house = houses.build(chosen, folder / "data", Later(chosen, ahead))

    def clock() -> datetime:
        return datetime.now(UTC) + ahead

    public = server.start(create_app(house, clock), chosen)
    worker = Worker(house, clock)
    worker.start()
    tell(ready=time.time())
    for seconds, name, detail in order.deeds:
        told.wait(seconds)
        with suppress(Problem):  # the worker was first: a person would read why on the page
            DEEDS[name](house, folder, detail, clock())
    while not told.wait(0.1):
        if not _moving(house, clock()):
            tell(quiet=_standing(house))
            told.wait()
    worker.stop()
    public.stop()
    house.close()


def note(folder: Path, what: str, detail: str = "") -> None:
    """A line that is in the file whoever is killed next: `what` has begun, or is on disk."""
    line = json.dumps({"moment": time.time(), "what": what, "detail": detail}) + "\n"
    handle = os.open(folder / "acts", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, line.encode())
    os.close(handle)


def _pause(house: houses.House, folder: Path, detail: str, now: datetime) -> None:
    name, status = _campaign(house)
    if status == "sending":
        campaign.pause(house.outreach, LEAD, name, "to look at it", now)
        note(folder, "paused")


def _resume(house: houses.House, folder: Path, detail: str, now: datetime) -> None:
    name, status = _campaign(house)
    if status == "paused":
        note(folder, "resuming")
        campaign.resume(house.outreach, LEAD, name, now)


def _cancel(house: houses.House, folder: Path, detail: str, now: datetime) -> None:
    name, status = _campaign(house)
    if status in ("sending", "paused"):
        campaign.cancel(house.outreach, LEAD, name, now)
    note(folder, "cancelled")


def _exclude(house: houses.House, folder: Path, detail: str, now: datetime) -> None:
    exclusions.add(house.outreach, LEAD, [detail], "informant", None, now)
    note(folder, "excluded", detail)


def _answer(house: houses.House, folder: Path, detail: str, now: datetime) -> None:
    waiting = inbox.waiting(house.helpdesk, CARE, now)
    if waiting:
        name = waiting[int(detail) % len(waiting)].id
        inbox.claim(house.helpdesk, CARE, name, now)
        text = f"Hoi, ik lees je bericht. Kun je nu praten? ({detail})"
        inbox.answer(house.helpdesk, CARE, name, text, detail, now)
        note(folder, "answered", detail)


Deed = Callable[[houses.House, Path, str, datetime], None]
DEEDS: dict[str, Deed] = {
    "pause": _pause,
    "resume": _resume,
    "cancel": _cancel,
    "exclude": _exclude,
    "answer": _answer,
}


def _moving(house: houses.House, now: datetime) -> int:
    with house.outreach.db.read() as session:
        messages = session.connection.execute(MOVING, [now]).fetchone()[0]
    with house.helpdesk.db.read() as session:
        return int(messages + session.connection.execute(ANSWERS_MOVING, [now]).fetchone()[0])


def _standing(house: houses.House) -> dict[str, int]:
    """How many messages stand where, how many answers do, and where the campaign stands."""
    standing = {f"campaign {_campaign(house)[1]}": 1}
    tables = (("", "messages", house.outreach), ("answer ", "answers", house.helpdesk))
    for prefix, table, room in tables:
        with room.db.read() as session:
            query = f"select status, count(*) from {table} group by status"  # noqa: S608
            rows = session.connection.execute(query).fetchall()
        standing |= {prefix + status: amount for status, amount in rows}
    return standing


def _campaign(house: houses.House) -> tuple[str, str]:
    [one] = campaign.all_of(house.outreach, LEAD)
    return one.id, one.status


def _log_to(file: Path) -> None:
    logging.basicConfig(filename=file, level=logging.INFO, format=FORMAT, force=True)
    for noisy in NOISY:  # as manage.py has it
        logging.getLogger(noisy).setLevel(logging.ERROR)
