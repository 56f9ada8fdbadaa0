"""The weekly test alarm of whoever is open day and night: a launch needs its answer.

It is answered on a page, or by SMS from the duty phone (helpdesk.ringing).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from db import Session, each
from helpdesk import partners, ringing
from helpdesk.ringing import WEEK
from helpdesk.room import Helpdesk
from problem import Problem
from trust import audit
from trust.access import MACHINE, Actor, may, require

YES = frozenset(
    "ok oke okay okee ja jaa jep yes yep y j 1 evet tak oui si da na3am نعم ontvangen received"
    " present aanwezig 👍 👌 ✅".split()
)
MARKS = re.compile(r"[\s.,!?;:'\"()*\-\u200d\ufe0f\U0001f3fb-\U0001f3ff]+")


def tick(room: Helpdesk, now: datetime) -> None:
    """Begin alarms whose hour has come, send what is due, tell the gate who answered.

    In the sandbox the partners that are open day and night answer theirs by themselves.
    """
    known = partners.all_of(room)
    for partner in known:
        if partner.round_clock and room.settings.sandbox:
            room.gate.answered_alarm(partner.id, now)
    _tell_gate(room)
    ringing.tick(room, known, now)


def answer(room: Helpdesk, actor: Actor, now: datetime) -> None:
    """Somebody of a round-the-clock partner shows on a page that its alarm is heard."""
    require(actor, "conversation.answer")
    own = [one for one in partners.all_of(room) if one.id == actor.organisation]
    if not own or not own[0].round_clock:
        raise Problem("Only an organisation that is open day and night has an alarm to answer.")
    room.gate.answered_alarm(own[0].id, now)
    room.db.write(each(_answered), (actor, own[0].id, now))


def due(room: Helpdesk, actor: Actor, now: datetime) -> bool:
    """Whether the actor's organisation should answer its test alarm now, or no launch will go.

    Half a day before the last answer grows too old. Never in the sandbox (`tick`).
    """
    round_clock = {one.id for one in partners.all_of(room) if one.round_clock}
    if room.settings.sandbox or not may(actor, "conversation.answer"):
        return False
    if actor.organisation not in round_clock:
        return False
    since = now - timedelta(days=room.settings.launch.alarm_days) + timedelta(hours=12)
    with room.db.read() as session:
        return not session.conversations.alarm_answered(partner=actor.organisation, since=since)


def answered_by(tx: Session, texts: Mapping[str, tuple[str, str]], now: datetime) -> dict[str, str]:
    """Which of these replies answer an alarm: key -> the alarm's partner.

    `texts`: key -> sender (E.164) and text. Anything but a short yes is a reply like everybody's.
    """
    yes = {key: sender for key, (sender, text) in texts.items() if is_yes(text)}
    if not yes:
        return {}
    rows = tx.duty.open_of_phones(phones=sorted(set(yes.values())), since=now - WEEK)
    partner_of = {row["phone"]: row["partner"] for row in rows}
    found = {key: partner_of[sender] for key, sender in yes.items() if sender in partner_of}
    heard = {yes[key] for key in found}
    answered = [row for row in rows if row["phone"] in heard]
    if answered:
        tx.duty.answer_alarms(ids=[row["id"] for row in answered], now=now)
    for partner in sorted({row["partner"] for row in answered}):
        audit.record(tx, MACHINE, "alarm.heard", partner, now)
    return found


def is_yes(text: str) -> bool:
    """Whether it is nothing but a short yes: "OK", "Ja!", "1"."""
    words = [word for word in MARKS.split(text.casefold()) if word]
    return 0 < len(words) <= 2 and all(word.replace("é", "e") in YES for word in words)


def _tell_gate(room: Helpdesk) -> None:
    with room.db.read() as session:
        rows = session.duty.untold()
    for row in rows:
        room.gate.answered_alarm(row["partner"], row["answered"])
    if rows:
        room.db.write(each(_told), tuple(row["id"] for row in rows))


def _answered(tx: Session, item: tuple[Actor, str, datetime]) -> None:
    actor, partner, now = item
    tx.duty.answer_of_partner(partner=partner, now=now)
    audit.record(tx, actor, "alarm.answered", partner, now)


def _told(tx: Session, ids: Sequence[str]) -> None:
    tx.duty.told(ids=list(ids))
