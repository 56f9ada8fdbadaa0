"""Every page: its address, its name, and what an actor must be allowed to do to see it."""

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.views import (
    campaign,
    campaigns,
    health,
    impact,
    inbox,
    new_campaign,
    phones,
    team,
    texts,
    trail,
)
from problem import N_
from trust.access import Actor, may


@dataclass(frozen=True)
class Route:
    """A page at `/path`. `actions`: one of them is enough.

    `sandbox`: never with real people. `listed`: in the menu, or reached from another page only.
    """

    path: str
    title: str
    icon: str
    actions: tuple[str, ...]
    view: Callable[[], None]
    sandbox: bool = False
    listed: bool = True


# In the order of the work.
ROUTES = (
    Route("campaigns", N_("Campaigns"), "campaign", ("campaign.read",), campaigns.page),
    Route("campaign", N_("Campaign"), "campaign", ("campaign.read",), campaign.page, listed=False),
    Route("new-campaign", N_("New campaign"), "add_circle", ("campaign.write",), new_campaign.page),
    Route("impact", N_("Impact"), "monitoring", ("impact.read",), impact.page),
    Route("inbox", N_("Inbox"), "inbox", ("conversation.read",), inbox.page),
    Route("team", N_("Team"), "groups", ("team.read",), team.page),
    Route("texts", N_("Automatic texts"), "sms", ("text.write",), texts.page),
    Route("trail", N_("Trail"), "history", ("trail.outreach", "trail.care"), trail.page),
    Route("health", N_("Health"), "monitor_heart", ("health.read",), health.page),
    Route("phones", N_("Phones"), "smartphone", ("phones.use",), phones.page, sandbox=True),
)


def usable(actor: Actor, sandbox: bool) -> list[Route]:
    """The pages that this actor may use, in order."""
    return [
        route
        for route in ROUTES
        if (sandbox or not route.sandbox) and any(may(actor, action) for action in route.actions)
    ]
