"""Things happen at their moment, and what fails is tried again until it works."""

import time

import pytest

from carrier.schedule import Schedule
from tests.carrier.conftest import wait_until


def test_everything_is_done_in_the_order_of_its_moment() -> None:
    done: list[str] = []
    schedule: Schedule[str] = Schedule(lambda one: done.append(one) is None, workers=1)
    now = time.time()
    for delay, name in ((0.2, "last"), (0.0, "first"), (0.1, "second")):
        schedule.put(now + delay, name)
    assert not schedule.idle()
    schedule.start()
    wait_until(schedule.idle)
    schedule.stop()
    assert done == ["first", "second", "last"]


def test_what_fails_or_breaks_is_tried_again_and_is_not_idle_meanwhile(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tries: list[str] = []

    def work(one: str) -> bool:
        tries.append(one)
        if len(tries) == 1:
            raise RuntimeError("holds +31612345678")
        return len(tries) > 2

    schedule: Schedule[str] = Schedule(work, workers=2)
    schedule.start()
    schedule.put(0, "x")
    wait_until(lambda: len(tries) == 2)
    assert not schedule.idle()
    wait_until(schedule.idle)
    schedule.stop()
    assert len(tries) == 3
    assert "RuntimeError" in caplog.text and "+316" not in caplog.text


def test_a_stop_is_quick_and_keeps_what_waits_for_the_next_start() -> None:
    done: list[str] = []
    schedule: Schedule[str] = Schedule(lambda one: done.append(one) is None, workers=4)
    schedule.start()
    schedule.put(time.time() + 3, "later")
    schedule.stop()  # before it is due
    assert not done and not schedule.idle()
    schedule.start()
    wait_until(schedule.idle)
    schedule.stop()
    assert done == ["later"]
