"""Whom a campaign texts: which rules can be used, and that a draft keeps its own."""

from datetime import date, datetime

import pytest

from house import House
from outreach import campaign, draft, rule
from outreach.rule import Rule
from outreach.selection import DEFAULT_WORDS
from problem import Forbidden, Problem
from tests.outreach import steps
from tests.outreach.steps import APPROVER, LEAD, SECOND

USUAL = Rule("buyers", DEFAULT_WORDS)
MARCH = Rule("incoming", "wit\nsos", date(2026, 3, 1), date(2026, 3, 31), 2)


@pytest.mark.parametrize(
    ("chosen", "wrong", "why"),
    [
        (USUAL, "", "what a new draft has"),
        (Rule("incoming", "wit"), "", "everybody who wrote or called"),
        (Rule("all", "wit"), "who counts", "called or kept is no reason to be texted"),
        (Rule("", "wit"), "who counts", "nothing chosen"),
        (Rule("outgoing", "wit"), "who counts", "no such choice"),
        (Rule("incoming", "wit", date(2026, 3, 1)), "", "from a day"),
        (Rule("incoming", "wit", None, date(2026, 3, 1)), "", "until a day"),
        (Rule("incoming", "wit", date(2026, 3, 1), date(2026, 3, 1)), "", "a single day"),
        (
            Rule("incoming", "wit", date(2026, 3, 2), date(2026, 3, 1)),
            "period",
            "ends before it begins",
        ),
        (Rule("incoming", "wit", least=0), "at least one", "nobody wrote less than once"),
        (Rule("incoming", "wit", least=-1), "at least one", "nobody wrote less than once"),
        (Rule("incoming", "wit", least=1000), "", "the most that can be asked"),
        (Rule("incoming", "wit", least=1001), "1000", "mistyped"),
        (Rule("buyers", ""), "wording list", "nobody would be chosen"),
        (Rule("incoming", "x"), "wording list", "kept for whoever goes back to buyers"),
    ],
)
def test_which_rules_can_be_used(chosen: Rule, wrong: str, why: str) -> None:
    if not wrong:
        rule.check(chosen)
        return
    with pytest.raises(Problem, match=wrong):
        rule.check(chosen)


def test_a_new_draft_has_the_usual_rule(house: House, noon: datetime) -> None:
    name = campaign.create(house.outreach, LEAD, "Zwolle", "Zwolle", noon)
    assert campaign.get(house.outreach, LEAD, name).rule == USUAL


def test_a_draft_keeps_the_rule_that_it_is_given(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.draft(house, noon, recipients=1)
    other = steps.draft(house, noon, recipients=1)
    draft.set_rule(room, LEAD, name, MARCH, noon)
    made = campaign.get(room, LEAD, name)
    assert (made.rule, made.words) == (MARCH, "wit\nsos")
    assert campaign.get(room, LEAD, other).rule == USUAL
    assert {one.id: one.rule for one in campaign.all_of(room, LEAD)} == {name: MARCH, other: USUAL}
    draft.set_rule(room, LEAD, name, USUAL, noon)  # the period goes again
    assert campaign.get(room, LEAD, name).rule == USUAL
    assert steps.actions(room).count(("lead-1", "campaign.rule_set")) == 2


def test_a_rule_that_cannot_be_used_changes_nothing(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.draft(house, noon, recipients=1)
    with pytest.raises(Problem, match="at least one"):
        draft.set_rule(room, LEAD, name, Rule("incoming", "wit", least=0), noon)
    assert campaign.get(room, LEAD, name).rule == USUAL


def test_only_of_a_draft_and_only_by_a_team_lead(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.draft(house, noon)
    with pytest.raises(Forbidden):
        draft.set_rule(room, APPROVER, name, MARCH, noon)
    with pytest.raises(Problem, match="There is no such campaign"):
        draft.set_rule(room, LEAD, "nowhere", MARCH, noon)
    campaign.submit(room, LEAD, name, noon)
    with pytest.raises(Problem, match="now: in review"):
        draft.set_rule(room, LEAD, name, MARCH, noon)
    assert campaign.get(room, LEAD, name).rule == USUAL
    assert ("lead-1", "campaign.rule_set") not in steps.actions(room)


def test_who_chose_the_rule_cannot_approve(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.draft(house, noon)
    draft.set_rule(room, SECOND, name, MARCH, noon)
    campaign.submit(room, LEAD, name, noon)
    with pytest.raises(Problem, match="You worked on this campaign yourself"):
        campaign.approve(room, SECOND, name, noon)
