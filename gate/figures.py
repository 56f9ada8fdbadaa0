"""Raw counts in, publishable figures out. The raw ones never leave this room for outreach."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from db import each
from gate import counts, publishing, visits
from gate.notice import Figure
from gate.publishing import TENS, Count, Standing
from gate.room import Gate
from settings import Gate as Rules

WITHHELD = -1  # how "<10" is stored


@dataclass(frozen=True)
class Event:
    """Something that happened on the care side, on a day in Amsterdam."""

    id: str
    campaign: str
    figure: str
    day: date


@dataclass(frozen=True)
class _Look:
    campaign: dict[str, Any]
    rules: Rules
    now: datetime


def count(gate: Gate, event: str, campaign: str, figure: str, now: datetime) -> None:
    """Count something on the care side once: the same event id and figure change nothing.

    `campaign` '' when an unknown sender did it. Raises ValueError for an unknown figure.
    """
    gate.db.write(_count, event_of(event, campaign, figure, now))


def event_of(event: str, campaign: str, figure: str, now: datetime) -> Event:
    """What is counted; raises ValueError for an unknown figure."""
    if figure not in counts.CARE_FIGURES:
        raise ValueError(f"{figure!r} is no figure that care counts")
    return Event(event, campaign, figure, now.astimezone(counts.AMSTERDAM).date())


def insert(tx: Any, items: Sequence[Event]) -> None:
    """Within a write: count each, once for its id and figure."""
    events = sorted({(one.id, one.figure): one for one in items}.values(), key=lambda one: one.id)
    if events:
        tx.events.add(
            ids=[one.id for one in events],
            campaigns=[one.campaign for one in events],
            figures=[one.figure for one in events],
            days=[one.day for one in events],
        )


def published(gate: Gate, campaign: str) -> list[Figure]:
    """All that was ever published of a campaign, oldest first."""
    with gate.db.read() as session:
        rows = session.published.of_campaign(campaign=campaign)
    return [
        Figure(row["figure"], row["variant"], _value(row), row["moment"], row["final"])
        for row in rows
    ]


def raw(gate: Gate, campaign: str) -> dict[str, int]:
    """The exact counts of a sandbox campaign by figure; raises ValueError for a real one."""
    with gate.db.read() as session:
        row = session.gate_campaigns.get(id=campaign)
        if row and not row["instant"]:
            raise ValueError("the exact counts of a real campaign stay where they are")
        exact = counts.of(session, row, gate.settings.gate) if row else []
    return {one.figure: one.raw for one in exact if not one.variant}


def publish(gate: Gate, now: datetime) -> None:
    """Look at every open campaign's figures, and publish those that have moved far enough."""
    for campaign in _open(gate, now):
        look = _Look(campaign, gate.settings.gate, now)
        with gate.db.read() as session:
            due = _moves(session, look)
        if due:
            gate.db.write(each(_publish), look)
    visits.forget_fetches(gate, now)


def publish_last(tx: Any, campaign: dict[str, Any], rules: Rules, now: datetime) -> None:
    """Publish every figure a last time, inside the write that closes the campaign."""
    before = _standings(tx, campaign["id"])
    for one in counts.of(tx, campaign, rules):
        value = publishing.last(one, before.get((one.figure, one.variant)), rules.withhold_below)
        _add(tx, campaign["id"], one, value, now, final=True)
    tx.thresholds.forget(campaign=campaign["id"])


def _open(gate: Gate, now: datetime) -> list[dict[str, Any]]:
    with gate.db.read() as session:
        return [row for row in session.gate_campaigns.unclosed() if now < row["closes"]]


def _publish(tx: Any, look: _Look) -> None:
    # Looked at again, inside the transaction: another thread may have been first.
    name = look.campaign["id"]
    for one, before, after in _moves(tx, look):
        if before is None or before.value != after.value:
            _add(tx, name, one, after.value, look.now, final=False)
        tx.thresholds.put(
            campaign=name,
            figure=one.figure,
            variant=one.variant,
            value=WITHHELD if after.value is None else after.value,
            next_at=after.next_at,
            looked=after.looked,
        )


def _moves(session: Any, look: _Look) -> list[tuple[Count, Standing | None, Standing]]:
    standings = _standings(session, look.campaign["id"])
    moves = []
    for one in counts.of(session, look.campaign, look.rules):
        before = standings.get((one.figure, one.variant))
        after = publishing.look(one, before, look.now, look.rules.withhold_below, _draw)
        if after is not None:
            moves.append((one, before, after))
    return moves


def _draw() -> int:
    return secrets.randbelow(TENS)


def _standings(session: Any, campaign: str) -> dict[tuple[str, str], Standing]:
    return {
        (row["figure"], row["variant"]): Standing(_value(row), row["next_at"], row["looked"])
        for row in session.thresholds.of_campaign(campaign=campaign)
    }


def _value(row: dict[str, Any]) -> int | None:
    return None if row["value"] == WITHHELD else row["value"]


def _add(
    tx: Any, campaign: str, one: Count, value: int | None, now: datetime, *, final: bool
) -> None:
    tx.published.add(
        campaign=campaign,
        figure=one.figure,
        variant=one.variant,
        value=WITHHELD if value is None else value,
        moment=now,
        final=final,
    )


def _count(tx: Any, items: list[Event]) -> list[None]:
    insert(tx, items)
    return [None] * len(items)
