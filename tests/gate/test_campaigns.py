"""What the gate knows of a campaign, and that it forgets what it must when it closes."""

from datetime import timedelta

import pytest

from gate import campaigns, stops
from gate.notice import CampaignNotice, Delivered
from gate.room import Gate
from gate.sides import CareSide
from tests.gate.casting import NOON, SECOND, deliver, launch, tap, tokens

ANNA = "+31612345601"


def test_opening_a_campaign_twice_keeps_its_first_links(gate: Gate) -> None:
    launch(gate)
    [token] = tokens(gate, "zwolle", 1)
    launch(gate)
    assert tokens(gate, "zwolle", 1)[0][:3] == token[:3]


def test_care_learns_which_campaign_texted_a_number(gate: Gate) -> None:
    launch(gate, letters="AB")
    stops.admit(gate, "zwolle", [ANNA])
    notice = CareSide(gate).campaign_of(ANNA)
    assert notice == CampaignNotice(
        "zwolle",
        "Zwolle",
        "Zwolle",
        NOON,
        {"A": "Wording A: {link} STOP", "B": "Wording B: {link} STOP"},
        True,
    )


def test_an_unknown_sender_belongs_to_no_campaign(gate: Gate) -> None:
    launch(gate)
    assert campaigns.of_number(gate, ANNA) is None


def test_a_number_that_only_said_stop_belongs_to_no_campaign(gate: Gate) -> None:
    launch(gate)
    stops.add(gate, ANNA)
    assert campaigns.of_number(gate, ANNA) is None


def test_whoever_said_stop_still_belongs_to_the_campaign(gate: Gate) -> None:
    launch(gate)
    stops.admit(gate, "zwolle", [ANNA])
    stops.add(gate, ANNA)
    assert campaigns.of_number(gate, ANNA).id == "zwolle"


def test_the_newest_campaign_counts_where_two_numbers_share_an_index(gate: Gate) -> None:
    launch(gate, "old", opened=NOON - timedelta(days=400))
    launch(gate, "new")
    with gate.db.read() as session:
        for campaign in ("old", "new"):
            person = stops.cut_index(gate, ANNA)
            session.stops.add(persons=[person], campaigns=[campaign])
    assert campaigns.of_number(gate, ANNA).id == "new"


def test_an_unknown_campaign_has_no_notice(gate: Gate) -> None:
    assert campaigns.notice(gate, "nowhere") is None


def test_a_later_report_of_deliveries_takes_the_earlier_ones_place(gate: Gate) -> None:
    launch(gate)
    deliver(gate, "zwolle", A=100)
    deliver(gate, "zwolle", A=120)
    with gate.db.read() as session:
        rows = session.deliveries.by_variant(campaign="zwolle")
    assert rows == [{"variant": "A", "amount": 120}]


def test_the_same_report_again_writes_nothing(gate: Gate) -> None:
    launch(gate)
    report = [Delivered("A", NOON.date(), 100), Delivered("A", NOON.date() + timedelta(1), 5)]
    campaigns.report_delivered(gate, "zwolle", report)
    before = gate.db.changes
    campaigns.report_delivered(gate, "zwolle", report)
    assert gate.db.changes == before


@pytest.mark.parametrize(
    ("after", "closed"),
    [(timedelta(days=27), False), (timedelta(days=28) - SECOND, False), (timedelta(days=28), True)],
)
def test_a_campaign_closes_after_28_days(gate: Gate, after: timedelta, closed: bool) -> None:
    launch(gate)
    campaigns.close_old(gate, NOON + after)
    with gate.db.read() as session:
        assert session.gate_campaigns.get(id="zwolle")["closed"] is closed
        left = session.connection.execute("select count(key_sealed) from links").fetchone()[0]
    assert left == (0 if closed else 1)


def test_closing_leaves_no_fetch_and_no_secret_mark_behind(gate: Gate) -> None:
    launch(gate)
    tap(gate, tokens(gate, "zwolle", 3))
    campaigns.close_old(gate, NOON + timedelta(days=28))
    with gate.db.read() as session:
        for table in ("fetches", "thresholds"):
            left = session.connection.execute(f"select count(*) from {table}").fetchone()[0]  # noqa: S608
            assert left == 0, table
