"""The exact counts behind the figures. They stay in this room: outreach never reads them."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gate.publishing import Count
from settings import Gate as Rules

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# Visits are the home page's: as a figure of its own it would say the same with other secrets.
STEP_FIGURES = ("story", "selfhelp", "care", "outward", "call", "text", "question")
CARE_FIGURES = ("replies", "help_requests", "answers", "opt_outs")


def of(session: Any, campaign: dict[str, Any], rules: Rules) -> list[Count]:
    """Every figure's exact count for a campaign (a row of the gate's), of its variants too."""
    name, instant = campaign["id"], campaign["instant"]
    hourly = timedelta() if instant else timedelta(minutes=rules.visits_every_minutes)
    daily = timedelta() if instant else timedelta(hours=rules.care_every_hours)
    deliveries = _amounts(session.deliveries.by_variant(campaign=name), "variant", "amount")
    delivered = sum(deliveries.values())
    by_variant = _amounts(session.visits.by_variant(campaign=name), "variant", "links")
    steps = _amounts(session.visits.by_step(campaign=name), "step", "links")
    events = _amounts(session.events.by_figure(campaign=name), "figure", "events")
    steps = {"visits": sum(by_variant.values()), **{one: steps.get(one, 0) for one in STEP_FIGURES}}
    steps["robots"] = session.visits.robots(campaign=name)
    return [
        *(Count(figure, "", amount, delivered, hourly) for figure, amount in steps.items()),
        Count("press", "", _press(session, campaign), None, hourly),
        *(Count(figure, "", events.get(figure, 0), delivered, daily) for figure in CARE_FIGURES),
        *(
            Count("visits", letter, by_variant.get(letter, 0), deliveries[letter], hourly)
            for letter in _comparable(session, name, deliveries, rules)
        ),
    ]


def _comparable(session: Any, campaign: str, deliveries: dict[str, int], rules: Rules) -> list[str]:
    # All of them or none: the total minus the others would give away a small one.
    letters = [row["variant"] for row in session.links.of_campaign(campaign=campaign)]
    few = 2 <= len(letters) <= rules.variants
    enough = all(deliveries.get(one, 0) >= rules.variant_deliveries for one in letters)
    return letters if few and enough else []


def _press(session: Any, campaign: dict[str, Any]) -> int:
    first, final = (campaign[end].astimezone(AMSTERDAM).date() for end in ("opened", "closes"))
    return int(session.visits.without_link(first=first, last=final))


def _amounts(rows: list[dict[str, Any]], key: str, amount: str) -> dict[str, int]:
    return {row[key]: row[amount] for row in rows}
