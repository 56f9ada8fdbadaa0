"""Sending through the Twilio carrier to a stand-in of its API, beside plain loops over its client.

The stand-in takes 200 ms to answer. Its own ledger says when each text arrived.
"""

import json
import subprocess
import sys
from bisect import bisect_left
from typing import Any

from tests.standin import Standin, start

LATENCY = 200  # ms
SECONDS = 20
RATE = 100  # segments a second that campaigns may use
QUEUED = (1_000, 10_000, 100_000)


def main() -> None:
    """Print the tables."""
    print(f"The carrier answers after {LATENCY} ms; {SECONDS} s each\n")
    print(f"{'':<44}{'a second':>9}{'of setting':>12}{'most in 1 s':>12}{'twice':>7}")
    loop = _line("plain loop, one at a time", threads=1)
    pool = _line("plain loop on 32 threads", threads=32)
    ours = _line(f"Uitweg at {RATE} a second, 10,000 queued", rate=RATE)
    print(f"Uitweg beside the plain loops: {ours / loop:.1f} and {ours / pool:.2f}\n")
    wide = _line("plain loop on 128 threads", threads=128)
    free = _line("Uitweg without a limit, 128 at once", rate=8_000, concurrency=128)
    print(f"Uitweg beside the plain loop: {free / wide:.2f}\n")
    _answers()
    print(f"{f'Uitweg at {RATE} a second':<26}{'a second':>9}{'CPU of a core':>15}{'peak MB':>9}")
    for queued in QUEUED:
        got = _run(rate=RATE, queued=queued, seconds=min(SECONDS, queued / RATE - 1))
        print(f"{queued:>18,} queued{got['rate']:>10.1f}{got['cpu']:>15.0%}{got['mb']:>9.0f}")


def _answers() -> None:
    """How long a care worker's answer takes to the carrier, amid 6,000 messages of a campaign."""
    got = _run(rate=RATE, queued=6_000, answers=12)
    took = sorted(got["arrived"][number] - given for number, given in got["given"])
    print(f"Answers amid 6,000 messages, seconds: {took[len(took) // 2]:.2f} median, ", end="")
    print(f"{took[-1]:.2f} at most, of {len(took)}\n")


def _line(name: str, **how: Any) -> float:
    got = _run(**how)
    share = f"{got['rate'] / RATE:.1%}" if how.get("rate") == RATE else ""
    print(f"{name:<44}{got['rate']:>9.1f}{share:>12}{got['most']:>12}{got['twice']:>7}")
    return float(got["rate"])


def _run(**how: Any) -> dict[str, Any]:
    with start(latency_ms=LATENCY, never=1.0) as standin:
        asked = {"address": standin.address, "seconds": SECONDS, "queued": 10_000, **how}
        done = subprocess.run(
            [sys.executable, "-m", "bench.sender", json.dumps(asked)],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        used = json.loads(done.stdout.splitlines()[-1])
        return {**used, **_judged(standin, used["began"])}


def _judged(standin: Standin, began: float) -> dict[str, Any]:
    """What the ledger says, without the first two seconds, in which things get going."""
    moments = sorted(one["moment"] for one in standin.messages())
    steady = moments[bisect_left(moments, began + 2) :]
    seconds = [bisect_left(moments, one + 1) - at for at, one in enumerate(moments)]
    twice = sum(amount > 1 for amount in standin.texted().values())
    span = steady[-1] - steady[0]
    arrived = {one["to"]: one["moment"] for one in standin.messages()}
    rate = (len(steady) - 1) / span
    return {"rate": rate, "most": max(seconds), "twice": twice, "arrived": arrived}
