"""No launch without somebody there, day and night."""

from datetime import timedelta

import pytest

from gate import alarms
from gate.room import Gate
from tests.gate.casting import NOON, SECOND


def test_nobody_ever_answered(gate: Gate) -> None:
    assert alarms.answered_lately(gate, NOON) is False


@pytest.mark.parametrize(
    ("ago", "lately"),
    [
        (timedelta(), True),
        (timedelta(days=7), True),
        (timedelta(days=7) + SECOND, False),
    ],
)
def test_an_answer_counts_for_seven_days(gate: Gate, ago: timedelta, lately: bool) -> None:
    alarms.answered(gate, "night", NOON - ago)
    assert alarms.answered_lately(gate, NOON) is lately


def test_one_partner_that_answered_is_enough(gate: Gate) -> None:
    alarms.answered(gate, "night", NOON - timedelta(days=30))
    alarms.answered(gate, "other", NOON)
    assert alarms.answered_lately(gate, NOON) is True


def test_an_answer_that_comes_in_late_does_not_undo_a_later_one(gate: Gate) -> None:
    alarms.answered(gate, "night", NOON)
    alarms.answered(gate, "night", NOON - timedelta(days=30))
    assert alarms.answered_lately(gate, NOON) is True
