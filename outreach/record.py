"""A campaign as it stands in the database, read by those who may."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from outreach.room import Outreach
from outreach.rule import Rule
from outreach.window import Window
from problem import N_, Problem
from trust.access import Actor, require

# Columns that stand together in a campaign's rule or window.
PARTS = frozenset(
    {"window_start", "window_end", "weekdays", "holidays"}
    | {"words", "rule_mode", "rule_since", "rule_until", "rule_least"}
)


@dataclass(frozen=True)
class Campaign:
    """A campaign. Moments are aware UTC, None until they come; `wordings`: letter -> text.

    `status`: draft, in_review, approved, sending, paused, finished, cancelled. `tested`: when the
    test text of this very wording left. `shares`: letter -> whole number, against the others'.

    `starts`: when it is to launch by itself, as `scheduled_by` planned it. `lapsed`: why a planned
    start did not come about, a sentence of the catalogue. `pause_code`: the carrier's error for
    which it paused by itself, else '' or None.

    `cost`: what the carrier charged for all of it, in whole units of `cost_currency` (ISO 4217).
    A currency without a cost names the several ("EUR, USD") that can't be added up.
    """

    id: str
    name: str
    municipality: str
    status: str
    example: bool
    author: str
    approver: str | None
    sent_back_because: str | None
    pause_reason: str | None
    rule: Rule
    window: Window
    wordings: dict[str, str]
    shares: dict[str, int]
    tested: datetime | None
    created: datetime
    submitted: datetime | None
    approved: datetime | None
    launched: datetime | None
    ended: datetime | None
    recipients: int
    starts: datetime | None
    scheduled_by: str | None
    lapsed: str | None
    pause_code: str | None
    cost: float | None
    cost_currency: str | None

    @property
    def words(self) -> str:
        """The wording list, one entry a line."""
        return self.rule.words


def get(room: Outreach, actor: Actor, campaign: str) -> Campaign:
    """One campaign; raises Problem when there is none with this id."""
    require(actor, "campaign.read")
    return read(room, campaign)


def read(room: Outreach, campaign: str) -> Campaign:
    """The same for the machine itself, which asks nobody."""
    with room.db.read() as session:
        row = session.campaigns.one(campaign=campaign)
        if row is None:
            raise unknown()
        variants = session.variants.of_campaign(campaign=campaign)
    return _campaign(row, variants)


def all_of(room: Outreach, actor: Actor) -> list[Campaign]:
    """Every campaign, newest first."""
    require(actor, "campaign.read")
    variants: dict[str, list[dict[str, Any]]] = {}
    with room.db.read() as session:
        rows = session.campaigns.newest()
        for one in session.variants.all_wordings():
            variants.setdefault(one["campaign"], []).append(one)
    return [_campaign(row, variants.get(row["id"], [])) for row in rows]


def unknown() -> Problem:
    return Problem(N_("There is no such campaign. Go back to the list and choose one."))


def window_of(row: dict[str, Any]) -> Window:
    """The window in a row with window_start, window_end, weekdays and holidays."""
    return Window(
        time.fromisoformat(row["window_start"]),
        time.fromisoformat(row["window_end"]),
        frozenset(int(day) for day in row["weekdays"]),
        row["holidays"],
    )


def rule_of(row: dict[str, Any]) -> Rule:
    """The rule in a row with words, rule_mode, rule_since, rule_until and rule_least."""
    return Rule(
        row["rule_mode"], row["words"], row["rule_since"], row["rule_until"], row["rule_least"]
    )


def window_columns(window: Window) -> dict[str, Any]:
    """The same the other way round."""
    return {
        "window_start": f"{window.start:%H:%M}",
        "window_end": f"{window.end:%H:%M}",
        "weekdays": "".join(str(day) for day in sorted(window.weekdays)),
        "holidays": window.holidays,
    }


def _campaign(row: dict[str, Any], variants: list[dict[str, Any]]) -> Campaign:
    plain = {name: value for name, value in row.items() if name not in PARTS}
    return Campaign(
        **plain,
        rule=rule_of(row),
        window=window_of(row),
        wordings={one["letter"]: one["wording"] for one in variants},
        shares={one["letter"]: one["share"] for one in variants},
    )
