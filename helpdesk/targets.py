"""Nobody is left waiting: late crises and requests go on, idle claims go back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db import Session, each
from helpdesk import attending, dues, entries, notices, partners, routing, saying
from helpdesk.notices import Occasion
from helpdesk.partners import Partner
from helpdesk.queueing import queue_automatic
from helpdesk.room import Helpdesk
from helpdesk.routing import Request, Route
from helpdesk.state import CRISIS
from helpdesk.wording import wording
from problem import N_
from trust import audit
from trust.access import MACHINE


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

    A crisis that nobody answered in time gets one honest text and the next partner open now; who
    is on duty there is alerted, and the coordinator of who missed it is told.
    """
    look = Round(room, tuple(partners.all_of(room)), now)
    with room.db.read() as session:
        if not session.conversations.idle(before=look.idle_before) and not _late(session, look):
            return 0
    passed_on: int = room.db.write(each(_keep), look)
    return passed_on


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
    if crisis and row["partner"]:
        text = saying.one(tx, row["partner"], "follow_up", row["language"], look.now)
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
    if crisis:
        _alert(tx, look, row, chosen.partner)
    audit.record(tx, MACHINE, "conversation.passed_on", row["id"], look.now, partner=chosen.partner)


def _alert(tx: Session, look: Round, row: dict[str, Any], partner: str) -> None:
    """Whoever is next is alerted each time, and hears it; who missed it answers for it, once."""
    known = {one.id: one for one in look.partners}
    since, tried = row["waiting_since"], row["escalated"] + 1
    told = [Occasion("crisis", known[partner], row["id"], notices.mark(since, tried))]
    if missed := known.get(row["partner"]):
        event = "alone" if partner == missed.id else "missed"
        told.append(Occasion(event, missed, row["id"], notices.mark(since, 0)))
    notices.tell(tx, told, look.now)


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
