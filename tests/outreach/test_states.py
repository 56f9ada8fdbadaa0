"""Promise 1 under any order and repetition of answers, receipts, crashes, looks and deeds.

UITWEG_EXAMPLES=500 draws so many runs of the machine.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

import house as houses
import settings as all_settings
from outreach import receipts
from tests import engines
from tests.outreach.farend import FarEnd
from tests.outreach.happenings import ENDS, PERSONS
from tests.outreach.machine import FINAL, Messages

NEVER_LEFT = ("failed", "30001")


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[type[Messages]]:
    raw = {"carrier": {"name": "twilio", "rate": 1000}, "gate": {"index_bits": 30}}
    chosen = all_settings.Settings.model_validate({**engines.RAW, **raw})
    Messages.house = houses.build(chosen, tmp_path / "data", FarEnd())  # type: ignore[arg-type]
    yield Messages
    Messages.house.close()


@pytest.mark.slow
def test_whatever_happens_in_whatever_order_nobody_is_texted_twice_or_forgotten(
    machine: type[Messages],
) -> None:
    rules = hypothesis_settings(
        max_examples=int(os.environ.get("UITWEG_EXAMPLES", "50")),
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=rules)


@pytest.mark.parametrize("last", ["accepted", "accepted, unclear"])
def test_what_a_copy_before_the_last_met_says_nothing_of_the_one_under_way(
    machine: type[Messages], last: str
) -> None:
    """Two copies never left the carrier, a third did; then the first's receipt is repeated."""
    it = machine()
    it.launch(hours=0.0, mood="calm")
    for outcome in ("accepted", "accepted", last):
        it._send([outcome] * PERSONS, "go on", timedelta(0))
        if outcome == "accepted" and len(_copies(it)) < 3:
            it._tell(_copies(it)[-1], NEVER_LEFT, "once")
        it._go_on(timedelta(minutes=1))
    it._tell(_copies(it)[0], NEVER_LEFT, "once")
    it.a_message_moves_on_and_never_back()
    it._send(["accepted"] * PERSONS, "go on", timedelta(minutes=1))
    it.teardown()
    assert len(_copies(it)) == 3


@pytest.mark.parametrize("second", ["accepted", "accepted, unclear"])
def test_a_copy_that_the_list_shows_as_never_gone_is_not_taken_for_the_next(
    machine: type[Messages], second: str
) -> None:
    """Killed while it was sent; its receipt comes when the next copy is under way."""
    it = machine()
    it.launch(hours=0.0, mood="calm")
    it._send(["accepted, unclear"] * PERSONS, "go on", timedelta(0))
    it._tell(_copies(it)[0], NEVER_LEFT, "not")
    it._look("reconcile", "whole", timedelta(minutes=4))
    it._send([second] * PERSONS, "wait", timedelta(0))
    it._tell(_copies(it)[0], NEVER_LEFT, "once")
    it.outbox.settle(it.now)
    it._send(["accepted"] * PERSONS, "go on", timedelta(seconds=2))
    it.teardown()
    assert len(_copies(it)) == 2


def _copies(it: Messages) -> list[int]:
    """Places of the first person's copies in what the far end accepted, earliest first."""
    accepted = enumerate(it.far.accepted)
    return [place for place, held in accepted if held.message_id == it.ids[0]]


@pytest.mark.parametrize("start", sorted(receipts.ORDER))
def test_in_every_order_receipts_lead_to_the_first_end_that_was_told(start: str) -> None:
    for size in range(1, 6):
        for came in permutations(["queued", "sent", *ENDS], size):
            status = start
            for one in came + came:  # and all of them once more
                status = receipts.step(status, one)
            first = next((one for one in came if one in ENDS), "sent")
            assert status == (start if start in FINAL else first)
