"""Roles, sides, and what each may do."""

import pytest

from problem import Forbidden
from trust.access import CARE, MACHINE, OUTREACH, ROLES, SIDES, Actor, may, require


def test_no_action_on_persons_is_open_to_both_sides() -> None:
    shared = {"phones.use"}  # the sandbox only: no real people there
    for action, roles in ROLES.items():
        sides = {SIDES[role] for role in roles} - {"neither"}
        assert action in shared or len(sides) <= 1, action


@pytest.mark.parametrize("role", [role for role, side in SIDES.items() if side == OUTREACH])
def test_the_campaign_side_reads_no_conversation(role: str) -> None:
    for action in ("conversation.read", "conversation.answer", "team.read", "trail.care"):
        assert not may(Actor("x", "X", role), action)


@pytest.mark.parametrize("role", [role for role, side in SIDES.items() if side == CARE])
def test_the_care_side_touches_no_campaign(role: str) -> None:
    for action in ("campaign.read", "campaign.write", "campaign.launch", "trail.outreach"):
        assert not may(Actor("x", "X", role), action)


def test_the_observer_sees_the_impact_page_and_nothing_else(cast: dict[str, Actor]) -> None:
    allowed = {action for action in ROLES if may(cast["observer"], action)}
    assert allowed == {"impact.read", "phones.use"}


def test_refusal_is_a_sentence(cast: dict[str, Actor]) -> None:
    with pytest.raises(Forbidden, match="Ask a colleague"):
        require(cast["observer"], "campaign.launch")


def test_an_unknown_action_is_a_bug_not_a_permission() -> None:
    with pytest.raises(KeyError):
        may(MACHINE, "campaign.lunch")


def test_every_demo_actor_has_a_known_role_and_care_has_an_organisation(
    cast: dict[str, Actor],
) -> None:
    for actor in cast.values():
        assert actor.role in SIDES
        needs = actor.role in {"care_worker", "coordinator"}
        assert bool(actor.organisation) == needs, actor.id
