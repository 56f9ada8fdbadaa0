"""Recipients of a campaign whom an earlier one texted: they won't be texted again.

The campaign side looks this up in its own earlier campaigns alone. The gate, which knows of all
numbers, is not asked before a launch: its count would tell of single numbers, free of charge.
"""

from dataclasses import dataclass

from outreach import sweeping
from outreach.excluded import UNUSABLE
from outreach.room import Outreach
from trust.vault import Vault


@dataclass(frozen=True)
class Audience:
    """Recipients not on the exclusion list: whom an earlier campaign texted, and the others."""

    before: int
    others: int

    @property
    def recipients(self) -> int:
        return self.before + self.others


def audience(room: Outreach, campaign: str, recipients: int, enough: int) -> Audience:
    """Count so many recipients; with `enough` others it counts no further.

    Counted by their numbers, under the ring of each campaign that was launched. Of one whose ring
    is gone nobody can be known any more: its people count as others, and the gate holds them when
    their turn comes. Raises Problem when keys are missing, the list's or this campaign's.
    """
    rings = _rings(room, campaign)
    if not rings:
        return Audience(0, sweeping.may_text(room, campaign, recipients, enough))
    before = others = 0
    for numbers in sweeping.not_excluded(room, campaign):
        found = _known(room, rings, numbers)
        before, others = before + found, others + len(numbers) - found
        if others >= enough:
            break
    return Audience(before, others)


def any_before(room: Outreach, campaign: str) -> bool:
    """Whether an earlier campaign texted any of them; raises as `audience` does."""
    rings = _rings(room, campaign)
    batches = sweeping.not_excluded(room, campaign) if rings else []
    return any(_known(room, rings, numbers) for numbers in batches)


def _rings(room: Outreach, campaign: str) -> dict[str, Vault]:
    with room.db.read() as session:
        launched = session.overlap.launched(campaign=campaign)
    rings = {}
    for row in launched:
        try:
            rings[row["id"]] = room.keys.ring(f"campaign-{row['id']}")
        except UNUSABLE:
            continue
    return rings


def _known(room: Outreach, rings: dict[str, Vault], numbers: list[str]) -> int:
    """To how many of these numbers the carrier took a text of any of these campaigns."""
    asked = {
        ring.index(number, "person"): (campaign, number)
        for campaign, ring in rings.items()
        for number in numbers
    }
    with room.db.read() as session:
        rows = session.overlap.among(
            campaigns=[campaign for campaign, _ in asked.values()], persons=list(asked)
        )
    return len({asked[row["person"]][1] for row in rows})
