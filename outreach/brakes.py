"""A campaign pauses by itself when the carrier refuses us, or when too much fails."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import each
from outreach.room import Outreach
from problem import N_
from trust import audit
from trust.access import MACHINE

REFUSED = N_(
    "The carrier refuses this campaign's texts. Ask the operator to look at its account, "
    "then resume."
)
FAILING = N_(
    "Too many of the last texts failed. Ask the operator what the carrier says of them, "
    "then resume."
)
KEYLESS = N_(
    "The keys of this campaign are missing. Ask the operator to put the folder keys back from its "
    "own backup."
)


@dataclass(frozen=True)
class Pause:
    """A campaign to be paused by the machine; `because` is a sentence, `code` for the trail."""

    campaign: str
    because: str
    now: datetime
    code: str = ""


def pause(room: Outreach, item: Pause) -> None:
    """Pause a sending campaign; nothing happens to one that does not send."""
    room.db.write(each(pause_within), item)


def pause_within(tx: Any, item: Pause) -> None:
    """The same inside a write that does more."""
    if tx.campaigns.pause(campaign=item.campaign, because=item.because):
        audit.record(tx, MACHINE, "campaign.paused", item.campaign, item.now, code=item.code)


def failing(room: Outreach, campaign: str, since: datetime) -> bool:
    """Whether too large a share of its last texts failed, since it was launched or resumed.

    Refusals and reports are looked at apart: a refusal is known at once, a delivery only later,
    so counted together a healthy campaign would seem to fail in its first seconds.
    """
    rules = room.settings.sending
    with room.db.read() as session:
        for counted in (session.messages.lately_answered, session.messages.lately_reported):
            row = counted(campaign=campaign, since=since, amount=rules.failure_window)
            enough = row["amount"] >= rules.failure_window
            if enough and row["failed"] > rules.failure_share * row["amount"]:
                return True
    return False
