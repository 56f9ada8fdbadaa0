"""A campaign pauses by itself when the carrier refuses us, or when too much fails."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import each
from outreach import notices
from outreach.room import Outreach
from problem import N_
from trust import audit
from trust.access import MACHINE, Actor, require

REFUSED = N_(
    "The carrier refuses this campaign's texts. Ask the operator to look at its account, "
    "then resume."
)
FAILING = N_(
    "Too many of the last texts failed. Ask the operator what the carrier says of them, "
    "then resume."
)
COUNTED = N_("{failed} of the last {amount} texts failed.")
KEYLESS = N_(
    "The keys of this campaign are missing. Ask the operator to put the folder keys back from its "
    "own backup."
)


@dataclass(frozen=True)
class Lately:
    """How many of a campaign's last texts failed."""

    failed: int
    amount: int

    @property
    def share(self) -> float:
        return self.failed / self.amount


@dataclass(frozen=True)
class Pause:
    """A campaign to be paused by the machine; `because` is a sentence, `code` the carrier's.

    `lately`: the counts that it is paused for, for the trail.
    """

    campaign: str
    because: str
    now: datetime
    code: str = ""
    lately: Lately | None = None


def pause(room: Outreach, item: Pause) -> None:
    """Pause a sending campaign; nothing happens to one that does not send."""
    room.db.write(each(pause_within), item)


def pause_within(tx: Any, item: Pause) -> None:
    """The same inside a write that does more. Its team leads are to be told, once a pause."""
    campaign, because, code = item.campaign, item.because, item.code
    if tx.campaigns.pause_for(campaign=campaign, because=because, code=code):
        one = item.lately
        counts = {"failed": one.failed, "of_last": one.amount} if one else {}
        audit.record(tx, MACHINE, "campaign.paused", campaign, item.now, code=code, **counts)
        notices.tell_within(tx, campaign, because, code, item.now)


def failing(room: Outreach, campaign: str, since: datetime) -> Lately | None:
    """The last texts when too large a share of them failed, since it was launched or resumed.

    Refusals and reports are looked at apart: a refusal is known at once, a delivery only later,
    so counted together a healthy campaign would seem to fail in its first seconds. A text that a
    stop held back between two tries counts as refused, as it must look like any refusal.
    """
    rules = room.settings.sending
    with room.db.read() as session:
        for counted in (session.messages.lately_answered, session.messages.lately_reported):
            row = counted(campaign=campaign, since=since, amount=rules.failure_window)
            one = Lately(row["failed"], row["amount"])
            if one.amount >= rules.failure_window and one.share > rules.failure_share:
                return one
    return None


def counted(room: Outreach, actor: Actor, campaign: str) -> Lately | None:
    """For which counts it paused the last time; None when it paused for something else."""
    require(actor, "campaign.read")
    with room.db.read() as session:
        detail = json.loads(session.brakes.last_pause(campaign=campaign) or "{}")
    return Lately(detail["failed"], detail["of_last"]) if "failed" in detail else None
