"""Promise 1 with the real carrier's code: killed hundreds of times, nobody is texted twice, nobody
is forgotten, and every message ends as it ended at the carrier.

UITWEG_KILLS=400 kills so often (in all), UITWEG_SEED draws other moments. The figures are logged:
--log-cli-level=INFO shows them.
"""

import logging
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crashing.evidence import Evidence, gather
from tests.crashing.judge import judge
from tests.crashing.run import Run
from tests.standin import ACCOUNT, TOKEN, Standin, start

log = logging.getLogger(__name__)

KILLS = int(os.environ.get("UITWEG_KILLS", "45"))
SEED = int(os.environ.get("UITWEG_SEED", "20260303"))
FAULTS: dict[str, Any] = {
    "latency_ms": 40,
    "slow_ms": 400,
    "chances": {
        "busy": 0.01,
        "refuse:21614": 0.01,
        "refuse:21610": 0.005,
        "refuse:20003": 0.002,  # about us: the campaign pauses
        **dict.fromkeys(("break_before", "break_after"), 0.02),
        **dict.fromkeys(("drop_before", "drop_after"), 0.02),
        **dict.fromkeys(("slow_before", "slow_after"), 0.02),
        **dict.fromkeys(("garbled_before", "garbled_after"), 0.01),
    },
    "fate_shares": {
        "delivered": 0.74,
        "failed:30001": 0.03,
        "undelivered:30036": 0.03,
        "undelivered:30003": 0.08,
        "undelivered:30005": 0.05,
        "failed:30008": 0.05,
        "sent": 0.02,
    },
    "step_ms": (5, 300),
    "late": 0.2,
    "late_ms": 900,
    "doubled": 0.2,
    "shuffled": 0.2,
    "early": 0.1,
    "never": 0.02,
    "queued": 0.2,
    "retry_ms": 400,
}


@pytest.fixture
def standin(monkeypatch: pytest.MonkeyPatch) -> Iterator[Standin]:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", ACCOUNT)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    with start(seed=SEED, **FAULTS) as started:
        yield started


@pytest.mark.slow
@pytest.mark.parametrize(
    ("share", "more"),
    [
        pytest.param(0.6, {}, id="sent to the end"),
        pytest.param(0.2, {"sending": {"retry_unreachable_hours": 0.5}}, id="with second tries"),
        pytest.param(0.2, {"cancel": True}, id="cancelled halfway"),
    ],
)
def test_killed_at_random_moments_it_texts_each_person_once_and_knows_what_became_of_it(
    tmp_path: Path, standin: Standin, share: float, more: dict[str, Any]
) -> None:
    kills = int(KILLS * share)
    cancel_at = kills // 2 if more.get("cancel") else None
    sending = more.get("sending", {})
    run = Run(tmp_path, standin, SEED, kills, sending=sending, cancel_at=cancel_at)
    try:
        run.launch()
        run.kill_often()
        run.end()
    finally:
        run.nursery.close()
    found = gather(run)
    complaints = judge(run, found)
    log.info("%s", figures(run, found, complaints))
    assert {name: told[:5] for name, told in complaints.items() if told} == {}
    assert at_work(run, found) >= kills // 3


def at_work(run: Run, found: Evidence) -> int:
    """How many of the killed lives had handed something over, or taken a receipt."""
    moments = sorted(row["moment"] for row in [*found.creates, *found.callbacks])
    killed = run.lives[: run.kills]
    return sum(any(one.born <= at <= one.ended for at in moments) for one in killed)


def figures(run: Run, found: Evidence, complaints: dict[str, list[str]]) -> dict[str, Any]:
    """What the run was, for whoever reads the log."""
    answers = Counter(row["answer"] for row in found.callbacks)
    return {
        "kills": run.kills,
        "at work": at_work(run, found),
        "lives": len(run.lives),
        "seconds": [round(one.born - run.lives[0].born) for one in run.lives[:: run.kills]],
        "recipients": len(run.numbers),
        "accepted": sum(len(got) for got in found.carrier.values()),
        "care's answers": sum(len(got) for got in found.answers.values()),
        "replies": len(run.people.taken),
        "faults met": dict(Counter(row["fault"] for row in found.creates)),
        "callbacks": {"taken": answers[200], "unheard": answers[0], "lost": answers[-1]},
        "standing": dict(Counter(row["status"] for row in found.messages)),
        "acts": dict(Counter(one["what"] for one in found.acts)),
        "complaints": {name: len(told) for name, told in complaints.items()},
    }
