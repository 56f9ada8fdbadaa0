"""What became of answers, written down for all at once, and told to whoever must know."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from carrier.base import Outgoing
from db import Session
from helpdesk import dues, entries, withholding
from helpdesk.room import Helpdesk
from helpdesk.state import CRISIS, HELP, LOW
from helpdesk.wording import Wording, wording
from problem import N_

log = logging.getLogger(__name__)

OPTED_OUT = "21610"  # the carrier blocks texts to this person, at their own request
FROM_CARRIER = {
    "queued": "sent",  # its queue, so it has it
    "sent": "sent",
    "delivered": "delivered",
    "undelivered": "undelivered",
    "failed": "failed",
}
LOST = frozenset({"undelivered", "failed"})


@dataclass(frozen=True)
class Fate:
    """A text's new status, with the carrier's code and id ("" for none)."""

    id: str
    conversation: str
    number: str
    status: str
    code: str = ""
    carrier_id: str = ""
    not_before: datetime | None = None


class Maker(Protocol):
    def __call__(
        self, status: str, code: str = "", carrier_id: str = "", not_before: datetime | None = None
    ) -> Fate: ...


def maker(message: Outgoing, conversation: str) -> Maker:
    """Makes fates of one message."""

    def make(
        status: str, code: str = "", carrier_id: str = "", not_before: datetime | None = None
    ) -> Fate:
        return Fate(
            message.message_id, conversation, message.to, status, code, carrier_id, not_before
        )

    return make


def settle(room: Helpdesk, fates: Sequence[Fate], now: datetime) -> None:
    """Write down what the carrier said of these texts. An opt-out reaches the gate first.

    When it can't, that text stays unsettled, so that the carrier is asked again; the others don't.
    """
    told = tuple(fate for fate in fates if fate.code != OPTED_OUT or _stopped(room, fate.number))
    if told:
        room.db.write(_settle, (room, told, now))


def tell_losses(tx: Session, room: Helpdesk, lost: Sequence[Fate], now: datetime) -> None:
    """The care worker reads that a text did not arrive, and the person waits again."""
    if not lost:
        return
    told = [entries.new(one.conversation, "event", now, detail=_sentence(one)) for one in lost]
    entries.add(tx, room.vault, told)
    again = list({one.conversation for one in lost if one.code != OPTED_OUT})
    crisis, help_, low = (dues.due(room.settings.targets, one, now) for one in (CRISIS, HELP, LOW))
    tx.conversations.waits_again(ids=again, now=now, due_crisis=crisis, due_help=help_, due_low=low)
    silent = list({room.vault.index(one.number, "person") for one in lost if one.code == OPTED_OUT})
    if silent:
        tx.silenced.add(persons=silent)


def _stopped(room: Helpdesk, number: str) -> bool:
    try:
        room.gate.stop(number)
    except Exception as error:
        log.error("a stop did not reach the gate: %s", type(error).__name__)
        return False
    return True


def _settle(tx: Session, items: list[tuple[Helpdesk, tuple[Fate, ...], datetime]]) -> list[None]:
    room, _, now = items[-1]
    fates = [fate for _, some, _ in items for fate in some]
    tx.answers.settle(
        ids=[fate.id for fate in fates],
        statuses=[fate.status for fate in fates],
        codes=[fate.code for fate in fates],
        carrier_ids=[fate.carrier_id or None for fate in fates],
        not_befores=[fate.not_before for fate in fates],
        moments=[now] * len(fates),
    )
    back = [fate.id for fate in fates if fate.status == "queued"]
    withholding.hold_back_returned(tx, room, back, now)
    tell_losses(tx, room, [fate for fate in fates if fate.status in LOST], now)
    return [None] * len(items)


def _sentence(fate: Fate) -> Wording:
    if fate.code == OPTED_OUT:
        return wording(
            N_("The text did not arrive: this person told the carrier to stop all texts")
        )
    return wording(N_("The text did not arrive (code {code})"), code=fate.code or "-")
