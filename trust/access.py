"""Roles and what each may do. Hiding a page is no permission: domain functions ask here."""

from dataclasses import dataclass

from problem import Forbidden

OUTREACH = "outreach"
CARE = "care"
NEITHER = "neither"

SIDES = {
    "team_lead": OUTREACH,
    "approver": OUTREACH,
    "observer": OUTREACH,
    "privacy_outreach": OUTREACH,
    "care_worker": CARE,
    "coordinator": CARE,
    "privacy_care": CARE,
    "operator": NEITHER,
    "machine": NEITHER,
}

ROLES: dict[str, frozenset[str]] = {
    # a campaign
    "campaign.read": frozenset({"team_lead", "approver"}),
    "campaign.write": frozenset({"team_lead"}),
    "campaign.approve": frozenset({"approver", "team_lead"}),  # never the author
    "campaign.launch": frozenset({"team_lead"}),
    "campaign.steer": frozenset({"team_lead", "approver"}),
    # numbers that must not be texted; only counts can be read
    "exclusions.read": frozenset({"team_lead", "approver"}),
    "exclusions.write": frozenset({"team_lead"}),
    "impact.read": frozenset({"team_lead", "approver", "observer"}),
    # the helpdesk
    "conversation.read": frozenset({"care_worker", "coordinator"}),
    "conversation.answer": frozenset({"care_worker", "coordinator"}),
    "team.read": frozenset({"coordinator"}),
    "text.write": frozenset({"coordinator"}),  # what the own organisation says by itself
    # each side's own proof, and the machine
    "trail.outreach": frozenset({"privacy_outreach"}),
    "trail.care": frozenset({"privacy_care"}),
    "health.read": frozenset({"operator"}),
    # the sandbox's phones show both ends of every text, so nobody has them with real people
    "phones.use": frozenset(SIDES) - {"machine"},
}


@dataclass(frozen=True)
class Actor:
    """Somebody who is signed in. `organisation` is the care partner's id, else empty."""

    id: str
    name: str
    role: str
    organisation: str = ""
    phone: str = ""  # E.164, for test texts to oneself
    email: str = ""  # to be told when a campaign of one's own stands still

    @property
    def side(self) -> str:
        return SIDES[self.role]


MACHINE = Actor(id="machine", name="Uitweg", role="machine")


def may(actor: Actor, action: str) -> bool:
    """Whether the actor's role allows the action. An unknown action is a bug: KeyError."""
    return actor.role in ROLES[action]


def require(actor: Actor, action: str) -> None:
    """Raise Forbidden unless the actor may do it."""
    if not may(actor, action):
        raise Forbidden("You may not do this. Ask a colleague whose role allows it.")
