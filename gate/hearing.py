"""What care says of one reply, taken in one write: a stop, and what is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gate import figures, stops
from gate.figures import Event
from gate.room import Gate


@dataclass(frozen=True)
class _Heard:
    person: int | None  # cut index of who is never to be texted again
    events: tuple[Event, ...]


def hear(
    gate: Gate, stopped: str, event: str, campaign: str, counted: Sequence[str], now: datetime
) -> None:
    """Put an E.164 number on the do-not-text list ('' for none), and count `counted` figures once.

    Repeating it changes nothing. Raises ValueError for an unknown figure.
    """
    person = stops.cut_index(gate, stopped) if stopped else None
    events = tuple(figures.event_of(event, campaign, figure, now) for figure in counted)
    if stopped or events:
        gate.db.write(_hear, _Heard(person, events))


def _hear(tx: Any, items: list[_Heard]) -> list[None]:
    stops.insert(tx, {(one.person, stops.STOP) for one in items if one.person is not None})
    figures.insert(tx, [event for one in items for event in one.events])
    return [None] * len(items)
