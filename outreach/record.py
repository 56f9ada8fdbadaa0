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
    test text of this very wording left.
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
    tested: datetime | None
    created: datetime
    submitted: datetime | None
    approved: datetime | None
    launched: datetime | None
    ended: datetime | None
    recipients: int

    @property
    def words(self) -> str:
        """The wording list, one entry a line."""
        return self.rule.words


def get(room: Outreach, actor: Actor, campaign: str) -> Campaign:
    """One campaign; raises Problem when there is none with this id."""
    require(actor, "campaign.read")
    with room.db.read() as session:
        row = session.campaigns.one(campaign=campaign)
        if row is None:
            raise unknown()
        variants = session.variants.of_campaign(campaign=campaign)
    return _campaign(row, {one["letter"]: one["wording"] for one in variants})


def all_of(room: Outreach, actor: Actor) -> list[Campaign]:
    """Every campaign, newest first."""
    require(actor, "campaign.read")
    wordings: dict[str, dict[str, str]] = {}
    with room.db.read() as session:
        rows = session.campaigns.newest()
        for one in session.variants.all_wordings():
            wordings.setdefault(one["campaign"], {})[one["letter"]] = one["wording"]
    return [_campaign(row, wordings.get(row["id"], {})) for row in rows]


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


def _campaign(row: dict[str, Any], wordings: dict[str, str]) -> Campaign:
    plain = {name: value for name, value in row.items() if name not in PARTS}
    return Campaign(**plain, rule=rule_of(row), window=window_of(row), wordings=wordings)
