"""A campaign while it is written: name, text, whom it texts, window."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db import each
from outreach import moves, rule, selection
from outreach import shares as shares_
from outreach.moves import Move
from outreach.record import window_columns
from outreach.room import Outreach
from outreach.rule import Rule
from outreach.window import Window
from problem import N_, Problem
from settings import Sending
from trust import audit
from trust.access import Actor, require

LETTERS = "ABCD"


def create(
    room: Outreach, actor: Actor, name: str, municipality: str, now: datetime, example: bool = False
) -> str:
    """Begin a draft and return its id. Raises Problem when name or municipality is empty."""
    require(actor, "campaign.write")
    item = {
        "campaign": secrets.token_hex(8),
        **_named(name, municipality),
        "example": example,
        "words": selection.DEFAULT_WORDS,
        **window_columns(usual_window(room.settings.sending)),
        "now": now,
    }
    made: str = room.db.write(each(_create), (actor, item))
    return made


def rename(
    room: Outreach, actor: Actor, campaign: str, name: str, municipality: str, now: datetime
) -> None:
    """Call a draft otherwise, or move it to another municipality."""
    require(actor, "campaign.write")
    moves.make(room, Move("rename", actor, campaign, now, _named(name, municipality)))


def write_text(
    room: Outreach,
    actor: Actor,
    campaign: str,
    wordings: dict[str, str],
    now: datetime,
    shares: dict[str, int] | None = None,
) -> None:
    """Set the wordings of a draft, {"A": ...} or {"A": ..., "B": ...}, and their shares.

    It may be unfinished; `missing` says what it lacks. A changed wording asks for a new test text.
    Shares are whole numbers, {"A": 70, "B": 30}; without them all are equal. Raises Problem.
    """
    require(actor, "campaign.write")
    most = room.settings.gate.variants
    if sorted(wordings) != list(LETTERS[: len(wordings)]) or not 1 <= len(wordings) <= most:
        raise Problem(N_("A campaign has at least one and at most {most} variants."), most=most)
    shares = shares_.equal(wordings) if shares is None else shares
    shares_.check(shares, wordings)
    room.db.write(each(_write_text), _Text(actor, campaign, wordings, shares, now))


def set_rule(room: Outreach, actor: Actor, campaign: str, chosen: Rule, now: datetime) -> None:
    """Set whom a draft texts; raises Problem for a rule that can't be used."""
    require(actor, "campaign.write")
    rule.check(chosen)
    room.db.write(each(_set_rule), _Ruling(actor, campaign, chosen, now))


def set_window(room: Outreach, actor: Actor, campaign: str, window: Window, now: datetime) -> None:
    """Set when a draft's texts will leave; raises Problem for a window that never opens."""
    require(actor, "campaign.write")
    if not window.weekdays:
        raise Problem(N_("Choose at least one day on which texts may leave."))
    if never_opens(window):
        raise Problem(N_("The window ends before it starts. Make the end later than the start."))
    moves.make(room, Move("set_window", actor, campaign, now, window_columns(window)))


def usual_window(sending: Sending) -> Window:
    """The window that a new draft starts with."""
    days = frozenset(range(1, 8 if sending.sundays else 7))
    return Window(sending.window_start, sending.window_end, days, sending.holidays)


def never_opens(window: Window) -> bool:
    """Whether the window ends at or before its start; an end of 00:00 is the end of the day."""
    return bool(window.end.hour or window.end.minute) and window.end <= window.start


def wordings_of(tx: Any, campaign: str) -> dict[str, str]:
    """Letter -> text, inside a write."""
    return {row["letter"]: row["wording"] for row in tx.variants.of_campaign(campaign=campaign)}


def shares_of(tx: Any, campaign: str) -> dict[str, int]:
    """Letter -> share, inside a write."""
    return {row["letter"]: row["share"] for row in tx.variants.of_campaign(campaign=campaign)}


@dataclass(frozen=True)
class _Text:
    actor: Actor
    campaign: str
    wordings: dict[str, str]
    shares: dict[str, int]
    now: datetime


@dataclass(frozen=True)
class _Ruling:
    actor: Actor
    campaign: str
    rule: Rule
    now: datetime


def _named(name: str, municipality: str) -> dict[str, str]:
    if not name.strip():
        raise Problem(N_("Give the campaign a name."))
    if not municipality.strip():
        raise Problem(N_("Name the municipality: replies go to the care partners there."))
    return {"name": name.strip(), "municipality": municipality.strip()}


def _create(tx: Any, item: tuple[Actor, dict[str, Any]]) -> str:
    actor, columns = item
    tx.campaigns.add(author=actor.id, **columns)
    audit.record(tx, actor, "campaign.created", columns["campaign"], columns["now"])
    return str(columns["campaign"])


def _set_rule(tx: Any, item: _Ruling) -> None:
    if not tx.campaigns.set_rule(campaign=item.campaign, **vars(item.rule)):
        raise moves.refusal(tx, item.campaign)
    audit.record(tx, item.actor, "campaign.rule_set", item.campaign, item.now)


def _write_text(tx: Any, item: _Text) -> None:
    same_words = wordings_of(tx, item.campaign) == item.wordings
    if same_words and shares_of(tx, item.campaign) == item.shares:
        return
    if tx.campaigns.status(campaign=item.campaign) != "draft":
        raise moves.refusal(tx, item.campaign)
    if not same_words:
        tx.campaigns.untest(campaign=item.campaign)
    letters, texts = list(item.wordings), list(item.wordings.values())
    shares = [item.shares[letter] for letter in letters]
    tx.variants.drop_others(campaign=item.campaign, letters=letters)
    tx.variants.put(campaign=item.campaign, letters=letters, wordings=texts, shares=shares)
    audit.record(tx, item.actor, "campaign.text_written", item.campaign, item.now)
