"""Nobody is left waiting: late crises and requests go on, idle claims go back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db import Session, each
from helpdesk import attending, dues, entries, partners, routing, texts
from helpdesk.partners import Partner
from helpdesk.queueing import queue_automatic
from helpdesk.room import Helpdesk
from helpdesk.routing import Request, Route
from helpdesk.state import CRISIS
from helpdesk.wording import wording
from problem import N_, Problem
from trust import audit
from trust.access import MACHINE, Actor, may, require


@dataclass(frozen=True)
class Round:
    """One look at all that is late."""

    room: Helpdesk
    partners: tuple[Partner, ...]
    now: datetime

    @property
    def idle_before(self) -> datetime:
        return self.now - timedelta(minutes=self.room.settings.targets.claim_idle_minutes)


def tick(room: Helpdesk, now: datetime) -> int:
    """Give idle claims back and pass on what waits too long; returns how many that were.

    A crisis that nobody answered in time gets one honest text, and the next partner open now.
    """
    look = Round(room, tuple(partners.all_of(room)), now)
    with room.db.read() as session:
        if not session.conversations.idle(before=look.idle_before) and not _late(session, look):
            return 0
    passed_on: int = room.db.write(each(_keep), look)
    return passed_on


def test_alarm(room: Helpdesk, now: datetime) -> None:
    """In the sandbox the partners that are open day and night answer their alarm by themselves."""
    if room.settings.sandbox:
        for partner in partners.all_of(room):
            if partner.round_clock:
                room.gate.answered_alarm(partner.id, now)


def answer_alarm(room: Helpdesk, actor: Actor, now: datetime) -> None:
    """Somebody of a round-the-clock partner shows that its alarm is heard; a launch needs it."""
    require(actor, "conversation.answer")
    own = [one for one in partners.all_of(room) if one.id == actor.organisation]
    if not own or not own[0].round_clock:
        raise Problem("Only an organisation that is open day and night has an alarm to answer.")
    room.gate.answered_alarm(own[0].id, now)
    room.db.write(each(_heard), (actor, own[0].id, now))


def alarm_due(room: Helpdesk, actor: Actor, now: datetime) -> bool:
    """Whether the actor's organisation should answer its test alarm now, or no launch will go.

    Half a day before the last answer grows too old. Never in the sandbox (`test_alarm`).
    """
    round_clock = {one.id for one in partners.all_of(room) if one.round_clock}
    if room.settings.sandbox or not may(actor, "conversation.answer"):
        return False
    if actor.organisation not in round_clock:
        return False
    since = now - timedelta(days=room.settings.launch.alarm_days) + timedelta(hours=12)
    with room.db.read() as session:
        return not session.conversations.alarm_answered(partner=actor.organisation, since=since)


def _heard(tx: Session, item: tuple[Actor, str, datetime]) -> None:
    actor, partner, now = item
    audit.record(tx, actor, "alarm.answered", partner, now)


def _keep(tx: Session, look: Round) -> int:
    late, idle = _late(tx, look), tx.conversations.idle(before=look.idle_before)
    passed_on = {row["id"] for row in late}
    for row in late:
        _pass_on(tx, look, row)
    for row in idle:
        if row["id"] not in passed_on:
            _give_back(tx, look, row)
    return len(late) + len(idle)


def _late(session: Session, look: Round) -> list[dict[str, Any]]:
    rows = session.conversations.late(now=look.now, idle_before=look.idle_before)
    known = {one.id for one in look.partners}
    return [
        {**row, "partner": row["partner"] if row["partner"] in known else ""}
        for row in rows
        if known
    ]


def _pass_on(tx: Session, look: Round, row: dict[str, Any]) -> None:
    chosen = _next(look, row)
    crisis = row["urgency"] == CRISIS
    if crisis and row["partner"] and not row["escalated"]:
        text = texts.fill("follow_up", row["language"])
        once = f"follow-up-{row['id']}-{row['waiting_since'].isoformat()}"
        queue_automatic(tx, look.room, row["id"], text, once, look.now)
    tx.conversations.move(
        id=row["id"],
        partner=chosen.partner,
        because=chosen.reason.as_json(),
        due=_next_due(look, row, crisis),
        escalated=row["escalated"] + bool(row["partner"]),
    )
    entries.event(tx, look.room.vault, row["id"], look.now, chosen.reason)
    audit.record(tx, MACHINE, "conversation.passed_on", row["id"], look.now, partner=chosen.partner)


def _next(look: Round, row: dict[str, Any]) -> Route:
    intent = "crisis" if row["urgency"] == CRISIS else row["intent"]
    request = Request(intent, row["municipality"], row["language"])
    if not row["partner"]:
        return routing.route(request, look.partners, {}, look.now)
    return routing.next_route(request, look.partners, row["partner"], look.now)


def _next_due(look: Round, row: dict[str, Any], crisis: bool) -> datetime | None:
    if not row["partner"] and not crisis:
        due: datetime | None = row["due"]
        return due
    return dues.due(look.room.settings.targets, row["urgency"], look.now)


def _give_back(tx: Session, look: Round, row: dict[str, Any]) -> None:
    due = attending.due_unclaimed(look.room, row, look.now)
    tx.conversations.release(id=row["id"], due=due)
    said = wording(N_("{name} had it for long without an answer; it is free again"),
                   name=row["claimed_name"])  # fmt: skip
    entries.event(tx, look.room.vault, row["id"], look.now, said)
    audit.record(
        tx, MACHINE, "conversation.released", row["id"], look.now, worker=row["claimed_by"]
    )
