"""What became of a batch, gathered and stored as one set."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from carrier import codes
from carrier.base import Accepted, NotTaken, Outcome, Outgoing, Refused
from outreach import brakes
from outreach.room import Outreach

log = logging.getLogger(__name__)

LONGEST_WAIT = 300.0
# A refusal with a code that we don't know may be about us or about one person: a person looks, the
# others go first, and after so many tries it is about this one.
TRIES, NEXT_TRY = 3, timedelta(hours=1)


@dataclass
class Results:
    """Message ids by what became of them."""

    now: datetime
    sent: dict[str, str] = field(default_factory=dict)  # id -> carrier id
    refused: dict[str, str] = field(default_factory=dict)  # id -> the code, as far as it is kept
    waiting: dict[str, datetime] = field(default_factory=dict)  # id -> not before
    unasked: dict[str, datetime] = field(default_factory=dict)  # the same, before the gate was
    unclear: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    as_before: list[str] = field(default_factory=list)  # what their first try came to, stands
    pauses: dict[str, brakes.Pause] = field(default_factory=dict)  # by campaign

    @property
    def anything(self) -> bool:
        """Whether there is something to store."""
        return any(value for name, value in vars(self).items() if name != "now")

    def wait(self, messages: list[str], until: datetime) -> None:
        self.waiting.update(dict.fromkeys(messages, until))

    def pause(self, campaign: str, because: str, code: str = "") -> None:
        self.pauses.setdefault(campaign, brakes.Pause(campaign, because, self.now, code))


def sort(
    room: Outreach,
    claimed: list[dict[str, Any]],
    outcomes: list[tuple[Outgoing, Outcome]],
    results: Results,
) -> None:
    """Put each message where its outcome belongs. The gate hears who opted out at the carrier."""
    rows = {row["id"]: row for row in claimed}
    for message, outcome in outcomes:
        row = rows[message.message_id]
        if isinstance(outcome, Accepted):
            results.sent[message.message_id] = outcome.carrier_id
        elif isinstance(outcome, Refused):
            _refused(room, row, message, outcome, results)
        elif isinstance(outcome, NotTaken):
            _not_taken(message, outcome, row["attempts"], results)
        else:
            results.unclear.append(message.message_id)


def settle(tx: Any, results: Results) -> None:
    """Store it: a write function for one batch."""
    now = results.now
    if results.sent:
        sent = results.sent
        tx.messages.sent(messages=list(sent), carrier_ids=list(sent.values()), now=now)
    refused = results.refused
    if refused:
        tx.messages.refused(messages=list(refused), codes=list(refused.values()), now=now)
    if results.waiting:
        waiting = results.waiting
        tx.messages.release(messages=list(waiting), moments=list(waiting.values()))
    if results.unasked:
        unasked = results.unasked
        tx.messages.put_back(messages=list(unasked), moments=list(unasked.values()))
    if results.held:
        tx.messages.hold(messages=results.held, now=now)
    if results.as_before:
        tx.messages.as_before(messages=results.as_before, now=now)
    if results.unclear:
        tx.messages.lose(messages=results.unclear, now=now)
    for pause in results.pauses.values():
        brakes.pause_within(tx, pause)


def _refused(
    room: Outreach, row: dict[str, Any], message: Outgoing, outcome: Refused, results: Results
) -> None:
    strange = not codes.is_known(outcome.code) and row["attempts"] < TRIES
    if outcome.stops_campaign or strange:  # surely not taken: this person can still be texted
        until = results.now + (NEXT_TRY if strange else timedelta(0))
        results.wait([message.message_id], until)
        results.pause(row["campaign"], brakes.REFUSED, outcome.code)
        return
    results.refused[message.message_id] = codes.kept(outcome.code)
    if outcome.code != codes.OPTED_OUT:
        return
    try:
        room.gate.refused_by_carrier(message.to)
    except Exception as error:
        # The others' results matter more, and its admission keeps later campaigns away already.
        log.error("the gate could not be told of a refusal: %s", type(error).__name__)


def _not_taken(message: Outgoing, outcome: NotTaken, attempts: int, results: Results) -> None:
    seconds = min(LONGEST_WAIT, max(1.0, outcome.retry_after, 2.0 ** min(attempts, 9) / 2))
    results.wait([message.message_id], results.now + timedelta(seconds=seconds))
