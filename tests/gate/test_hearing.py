"""What care says of a reply reaches the gate whole, and once however often it is said."""

from datetime import UTC, datetime

import pytest

from gate import hearing, stops
from gate.room import Gate

ANNA = "+31612345601"
NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


def _stored(gate: Gate) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    with gate.db.read() as session:
        stopped = session.connection.execute("select person, campaign from stops").fetchall()
        counted = session.connection.execute(
            "select id, campaign, figure from events order by figure"
        ).fetchall()
    return stopped, counted


def test_a_stop_and_its_figures_are_kept_once(gate: Gate) -> None:
    for _ in range(3):
        hearing.hear(gate, ANNA, "e1", "c1", ["replies", "opt_outs"], NOW)
    stopped, counted = _stored(gate)
    assert stopped == [(stops.cut_index(gate, ANNA), "")]
    assert counted == [("e1", "c1", "opt_outs"), ("e1", "c1", "replies")]


def test_who_said_no_stop_is_not_on_the_list(gate: Gate) -> None:
    hearing.hear(gate, "", "e1", "c1", ["replies"], NOW)
    assert _stored(gate) == ([], [("e1", "c1", "replies")])


def test_a_stop_of_an_unknown_sender_counts_for_no_campaign(gate: Gate) -> None:
    hearing.hear(gate, ANNA, "e1", "", [], NOW)
    assert _stored(gate) == ([(stops.cut_index(gate, ANNA), "")], [])


def test_an_unknown_figure_stores_nothing(gate: Gate) -> None:
    with pytest.raises(ValueError):
        hearing.hear(gate, ANNA, "e1", "c1", ["replies", "tears"], NOW)
    assert _stored(gate) == ([], [])
