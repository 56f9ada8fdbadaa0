"""The weekly test alarm by SMS, to the duty phone of whoever is open day and night.

Its texts have a way out of their own: the gate and its figures know nothing of them. Whoever said
stop gets none, as if the carrier had refused.
"""

import logging
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from carrier import codes, pacing
from carrier.base import NotTaken, Outgoing, Refused, Unclear
from carrier.segments import measure
from db import Session, each
from helpdesk import letters, notices
from helpdesk.notices import Occasion
from helpdesk.partners import Partner
from helpdesk.room import Helpdesk
from helpdesk.workdays import AMSTERDAM
from settings import Launch
from trust import audit
from trust.access import MACHINE

log = logging.getLogger(__name__)

TEXTS = 2  # the alarm and one repeat
WEEK = timedelta(days=7)
# A start in the middle of the week must not wake anybody for what was due on Monday.
STILL_TIMELY = timedelta(hours=4)


def tick(room: Helpdesk, known: Sequence[Partner], now: datetime) -> None:
    """Begin the alarms whose hour has come, and send what is due of those under way.

    A text, one repeat, then word to the coordinator. Each text is sent at most once.
    """
    for partner in known:
        if partner.round_clock and partner.duty_phone and _is_time(room, partner, now):
            room.db.write(each(_begin), (room, partner, now))
    _send(room, {one.id: one for one in known}, now)


def hour(settings: Launch, now: datetime) -> datetime:
    """The last moment, in UTC, at which the weekly alarm was due."""
    local = now.astimezone(AMSTERDAM)
    day = local.date() - timedelta(days=(local.isoweekday() - settings.alarm_weekday) % 7)
    at = datetime.combine(day, settings.alarm_time, AMSTERDAM)
    if at > local:
        at = datetime.combine(day - WEEK, settings.alarm_time, AMSTERDAM)
    return at.astimezone(UTC)


def _is_time(room: Helpdesk, partner: Partner, now: datetime) -> bool:
    begins = hour(room.settings.launch, now)
    if now - begins > STILL_TIMELY:
        return False
    with room.db.read() as session:
        last = session.duty.newest(partner=partner.id)
    return last is None or bool(last["begun"] < begins)


def _begin(tx: Session, item: tuple[Helpdesk, Partner, datetime]) -> None:
    room, partner, now = item
    last = tx.duty.newest(partner=partner.id)
    if last is None or last["begun"] < hour(room.settings.launch, now):  # nobody was first
        tx.duty.begin_alarm(
            id=f"d{secrets.token_hex(12)}", partner=partner.id, phone=partner.duty_phone, now=now
        )
        audit.record(tx, MACHINE, "alarm.sent", partner.id, now)


def _send(room: Helpdesk, known: Mapping[str, Partner], now: datetime) -> None:
    with room.db.read() as session:
        rows = session.duty.alarms_due(now=now)
    for row in rows:
        if row["texts"] < TEXTS:
            _text(room, row, now)
        else:
            room.db.write(each(_unanswered), (row, known.get(row["partner"]), now))


def _text(room: Helpdesk, row: dict[str, Any], now: datetime) -> None:
    if _said_stop(room, row["phone"]):  # a mistyped number is somebody's own
        room.db.write(each(_refused), (row["id"], codes.OPTED_OUT, now))
        return
    limits, text = room.settings.carrier, letters.sms(room.settings)
    pace = pacing.of(room.carrier, limits)
    if not pace.take(measure(text).segments, now, answer=True):
        return  # those who wait for help go first; the next look tries again
    later = now + timedelta(hours=room.settings.launch.alarm_repeat_hours)
    # On disk before the carrier is called: a kill in between costs a text, and sends none twice.
    if room.db.write(each(_take_turn), (row["id"], row["texts"], later)) is None:
        return
    number = row["texts"] + 1
    try:
        outcome = room.carrier.send(Outgoing(f"{row['id']}{number}", row["phone"], text))
    except Exception as error:
        log.error("the carrier's code failed: %s", type(error).__name__)
        outcome = Unclear()
    pace.hear(outcome, now)
    if isinstance(outcome, NotTaken):
        again = now + timedelta(seconds=max(outcome.retry_after, 60))
        room.db.write(each(_give_turn_back), (row["id"], number, again))
    elif isinstance(outcome, Refused):
        room.db.write(each(_refused), (row["id"], outcome.code, now))


def _said_stop(room: Helpdesk, phone: str) -> bool:
    with room.db.read() as session:
        return bool(session.silenced.among(persons=[room.vault.index(phone, "person")]))


def _take_turn(tx: Session, item: tuple[str, int, datetime]) -> Any:
    id_, texts, later = item
    return tx.duty.take_turn(id=id_, texts=texts, next=later)


def _give_turn_back(tx: Session, item: tuple[str, int, datetime]) -> None:
    id_, texts, later = item
    tx.duty.give_turn_back(id=id_, texts=texts, next=later)


def _refused(tx: Session, item: tuple[str, str, datetime]) -> None:
    id_, code, now = item
    tx.duty.refused(id=id_, code=code, now=now)


def _unanswered(tx: Session, item: tuple[dict[str, Any], Partner | None, datetime]) -> None:
    row, partner, now = item
    tx.duty.rest(id=row["id"])
    if partner:
        notices.tell(tx, [Occasion("alarm", partner, "", row["id"])], now)
    audit.record(tx, MACHINE, "alarm.unanswered", row["partner"], now)
