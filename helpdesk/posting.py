"""Notices on their way out: by e-mail and by webhook, again and again for a day."""

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import mail
from db import Session, each
from helpdesk import hooks, letters, notices, partners
from helpdesk.notices import EMAILS, KEY
from helpdesk.partners import Partner
from helpdesk.room import Helpdesk
from settings import WrongSetting

log = logging.getLogger(__name__)

SENT, NEEDLESS, GIVEN_UP, NOWHERE, AGAIN = "sent", "needless", "given up", "nowhere", ""
# Minutes between tries; the last of them until a day is over.
WAITS = (0.5, 1, 2, 5, 15, 60)
PATIENCE = timedelta(days=1)
# For so long nobody else tries one that is being sent: longer than any try takes.
HELD = timedelta(minutes=5)
AT_ONCE = 8  # side by side: an address that is dead holds up no other


@dataclass(frozen=True)
class Tried:
    """A notice, what came of it and why: a kind of error or a status, never an address."""

    notice: dict[str, Any]
    outcome: str
    trouble: str = ""


def send(room: Helpdesk, now: datetime) -> int:
    """Send what waits, each by one process at a time; return how many were sent."""
    with room.db.read() as session:
        if not session.care_notices.due(now=now):
            return 0
    known = {one.id: one for one in partners.all_of(room)}
    claimed = room.db.write(each(_claim), now)
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        tried = list(pool.map(lambda one: _try(room, one, known.get(one["partner"]), now), claimed))
    room.db.write(each(_note), ([_patient(one, now) for one in tried], now))
    return sum(one.outcome == SENT for one in tried)


def _claim(tx: Session, now: datetime) -> list[dict[str, Any]]:
    claimed: list[dict[str, Any]] = tx.care_notices.claim(now=now, until=now + HELD, limit=AT_ONCE)
    return claimed


def _try(room: Helpdesk, notice: dict[str, Any], partner: Partner | None, now: datetime) -> Tried:
    channel = notice["channel"]
    address: str = getattr(partner, channel) if partner else ""
    if partner is None or not address:
        return Tried(notice, NOWHERE)
    if notice["event"] == "crisis" and not _still_waits(room, notice):
        return Tried(notice, NEEDLESS)  # somebody has it: an alarm would only startle
    if channel in EMAILS:
        return _by_mail(room, notice, partner, address, now)
    return _by_hook(room, notice, address)


def _still_waits(room: Helpdesk, notice: dict[str, Any]) -> bool:
    names = ("conversation", "partner", "made")
    with room.db.read() as session:
        return bool(session.care_notices.still_waits(**{name: notice[name] for name in names}))


def _by_mail(
    room: Helpdesk, notice: dict[str, Any], partner: Partner, to: str, now: datetime
) -> Tried:
    if not notices.has_mail(room):
        return Tried(notice, NOWHERE)
    event, link = notice["event"], _link(room, notice)
    written = letters.letter(
        room.settings, notice["id"], event, partner, to, link, notice["made"]
    )  # fmt: skip
    try:
        mail.send(room.settings.mail, written, now)
    except mail.Refused as error:
        return Tried(notice, GIVEN_UP, str(error))
    except (mail.Delayed, WrongSetting) as error:
        return Tried(notice, AGAIN, str(error) if isinstance(error, mail.Delayed) else "password")
    except Exception as error:  # its text could hold an address
        return Tried(notice, AGAIN, type(error).__name__)
    return Tried(notice, SENT)


def _by_hook(room: Helpdesk, notice: dict[str, Any], address: str) -> Tried:
    key = os.environ.get(KEY, "")
    if not key:
        return Tried(notice, NOWHERE)
    said = {
        "event": notice["event"],
        "id": notice["id"],  # the same when it is sent again
        "made": notice["made"].isoformat(),
        "conversation": notice["conversation"],
        "link": _link(room, notice),
    }
    try:
        hooks.call(address, said, key)
    except hooks.NotTaken as error:
        return Tried(notice, AGAIN, str(error))
    except Exception as error:
        return Tried(notice, AGAIN, type(error).__name__)
    return Tried(notice, SENT)


def _link(room: Helpdesk, notice: dict[str, Any]) -> str:
    return letters.link(room.settings, notice["event"], notice["conversation"])


def _patient(one: Tried, now: datetime) -> Tried:
    kind = one.notice["event"]
    if one.outcome == AGAIN and _next(one, now) > one.notice["made"] + PATIENCE:
        one = Tried(one.notice, GIVEN_UP, one.trouble)
    if one.outcome == AGAIN:
        log.warning("a notice to a care partner (%s) has to wait: %s", kind, one.trouble)
    elif one.outcome == GIVEN_UP:
        log.error("a notice to a care partner (%s) is given up: %s", kind, one.trouble)
    return one


def _next(one: Tried, now: datetime) -> datetime:
    return now + timedelta(minutes=WAITS[min(one.notice["attempts"], len(WAITS)) - 1])


def _note(tx: Session, item: tuple[list[Tried], datetime]) -> None:
    tried, now = item
    for one in tried:
        id_ = one.notice["id"]
        if one.outcome == AGAIN:
            attempts = one.notice["attempts"]
            moment = _next(one, now)
            tx.care_notices.again(
                notice=id_, attempts=attempts, moment=moment, trouble=one.trouble
            )  # fmt: skip
        else:
            tx.care_notices.end(notice=id_, outcome=one.outcome, now=now, trouble=one.trouble)
