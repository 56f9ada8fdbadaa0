"""The impact page's figures: exact where they are our own, as published where they are not."""

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest

import gate.campaigns
import gate.figures
import outreach.outbox
from outreach import impact
from outreach.impact import Impact
from problem import Forbidden, Problem
from tests import world
from tests.world import NUMBERS, World
from trust.access import Actor
from trust.cast import cast

SEED = 46


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """320 texted, most delivered, 75 tapped, of whom 25 went on to self-help; 12 ask for help."""
    dice = random.Random(SEED)
    made = world.launch(tmp_path_factory.mktemp("impact") / "data")
    while len(made.tokens) < len(NUMBERS):
        made.deliver(made.send_some(), dice)
    outreach.outbox.report(made.house.outreach, made.now)
    _publish(made)
    for place, number in enumerate(NUMBERS[:75]):
        steps = ("home", "selfhelp") if place < 25 else ("home",)
        for step in steps:
            gate.visits.record(
                made.house.gate, made.tokens[number], step, world.PHONE, "GET", made.now
            )
    for n in range(5):
        made.house.helpdesk.gate.count(f"e{n}", made.campaign, "help_requests", made.now)
    _publish(made)
    yield made
    made.house.close()


def _publish(made: World) -> None:
    made.now += timedelta(seconds=2)
    gate.figures.publish(made.house.gate, made.now)


@pytest.fixture
def observer() -> Actor:
    return cast()["observer"]


@pytest.fixture
def seen(ran: World, observer: Actor) -> Impact:
    return impact.impact(ran.house.outreach, observer, ran.campaign)


def _statuses(ran: World) -> dict[str, int]:
    with ran.house.outreach.db.read() as session:
        rows = session.connection.execute(
            "select status, count(*) from messages group by status"
        ).fetchall()
    return dict(rows)


def test_reach_is_counted_from_our_own_messages(ran: World, seen: Impact) -> None:
    real = _statuses(ran)
    assert seen.reach.recipients == seen.reach.sent == len(NUMBERS)
    assert seen.reach.delivered == real["delivered"]
    assert seen.reach.undelivered == real["undelivered"]
    assert seen.reach.queued == seen.reach.held == seen.reach.failed == seen.reach.unknown == 0
    assert seen.reach.segments == len(NUMBERS)


def test_the_cost_is_segments_times_their_price(seen: Impact) -> None:
    assert seen.cost == pytest.approx(len(NUMBERS) * 0.08)


def test_everything_else_is_what_the_gate_published(ran: World, seen: Impact) -> None:
    raw = gate.figures.raw(ran.house.gate, ran.campaign)
    shown = {one.name: one for one in seen.published if not one.variant}
    assert raw["visits"] == 75 and shown["visits"].value in (50, 60, 70)
    assert raw["selfhelp"] == 25 and shown["selfhelp"].value in (10, 20)
    assert raw["help_requests"] == 5 and shown["help_requests"].shown == "<10"


def test_rates_come_from_published_values_and_deliveries(seen: Impact) -> None:
    visits = next(one for one in seen.published if one.name == "visits" and not one.variant)
    assert seen.rates["visits"].value == visits.value / seen.reach.delivered
    assert seen.rates["help_requests"] is None


def test_the_funnel_goes_from_recipients_to_help(seen: Impact) -> None:
    names = [row.name for row in seen.funnel]
    assert names[:5] == ["recipients", "sent", "delivered", "visits", "selfhelp"]
    last = seen.funnel[-1]
    assert (last.name, last.shown, last.number) == ("help_requests", "<10", None)
    assert all(row.shown == "<10" if row.number is None else row.number >= 0 for row in seen.funnel)


def test_the_timeline_is_all_that_was_published_and_nothing_between(seen: Impact) -> None:
    visits = [one.value or 0 for one in seen.timeline if one.name == "visits"]
    assert len(visits) == 2 and visits[0] == 0 < visits[1]
    assert all(not one.variant for one in seen.timeline)


def test_variants_are_compared_by_published_visits(seen: Impact) -> None:
    assert [one.letter for one in seen.variants] == ["A", "B"]
    assert sum(one.delivered for one in seen.variants) == seen.reach.delivered
    assert all(one.published for one in seen.variants)
    for one in seen.variants:
        assert (one.rate is None) == (one.visits is None)


def test_messages_over_time_add_up(ran: World, seen: Impact, observer: Actor) -> None:
    points = impact.timeline_sent(ran.house.outreach, observer, ran.campaign)
    moments = [moment for moment, _ in points]
    assert moments == sorted(moments)
    assert points[-1][1]["sent"] == len(NUMBERS)
    assert points[-1][1]["delivered"] == seen.reach.delivered
    delivered = [counts["delivered"] for _, counts in points]
    assert delivered == sorted(delivered)


def test_launched_campaigns_are_listed_for_whoever_may_see_impact(
    ran: World, observer: Actor
) -> None:
    [listed] = impact.launched(ran.house.outreach, observer)
    assert (listed.id, listed.name, listed.example) == (ran.campaign, "Zwolle", False)


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        ("lead-1", True),
        ("approver", True),
        ("observer", True),
        ("tactus-1", False),
        ("operator", False),
    ],
)
def test_who_may_see_impact(ran: World, actor: str, may: bool) -> None:
    room, person = ran.house.outreach, cast()[actor]
    for look in (impact.impact, impact.reach, impact.timeline_sent):
        if may:
            look(room, person, ran.campaign)
        else:
            with pytest.raises(Forbidden):
                look(room, person, ran.campaign)


def test_an_unknown_campaign_gets_a_sentence(ran: World, observer: Actor) -> None:
    with pytest.raises(Problem, match="no such campaign"):
        impact.impact(ran.house.outreach, observer, "nowhere")


def test_the_last_figures_are_marked_as_such(ran: World, observer: Actor) -> None:
    assert not impact.impact(ran.house.outreach, observer, ran.campaign).final
    gate.campaigns.close_old(ran.house.gate, ran.now + timedelta(days=29))
    after = impact.impact(ran.house.outreach, observer, ran.campaign)
    assert after.final
    newest = {one.name: one.value for one in after.published if not one.variant}
    assert (newest["visits"], newest["selfhelp"], newest["help_requests"]) == (70, 20, None)
