"""The sender that a bench measures, in a process of its own: ours, or a plain loop.

`python -m bench.sender JSON` prints a line of JSON: when it began (seconds since 1970), its share
of a core, and its peak memory in MB.
"""

import itertools
import json
import os
import resource
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from twilio.rest import Client

import house as houses
import settings as all_settings
from carrier.twilio import Line, Twilio
from outreach.outbox import Running
from tests.conftest import Postbox
from tests.outreach import steps
from tests.standin import ACCOUNT, TOKEN

FIRST = 40_000_000  # the audience's numbers begin here


def main(asked: dict[str, Any]) -> dict[str, float]:
    """Send for `seconds` and say what it took."""
    os.environ |= {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}
    chosen = _settings(asked)
    with tempfile.TemporaryDirectory(prefix="uitweg-bench-") as folder:
        return _loop(asked, chosen) if "threads" in asked else _ours(asked, chosen, Path(folder))


def _settings(asked: dict[str, Any]) -> all_settings.Settings:
    share = 0.8
    limits = {
        "name": "twilio",
        "rate": asked.get("rate", 1.0) / share,
        "campaign_share": share,
        "concurrency": asked.get("concurrency", asked.get("threads", 32)),
        "twilio": {"api_base": asked["address"]},
    }
    return all_settings.Settings.model_validate({"carrier": limits})


def _loop(asked: dict[str, Any], chosen: all_settings.Settings) -> dict[str, float]:
    """What somebody would write first: `client.messages.create` for each, on threads or not."""
    client = Client(ACCOUNT, TOKEN, http_client=Line(chosen.carrier))
    numbers = itertools.count(FIRST)
    began, used = time.time(), time.process_time()

    def send(_: int) -> None:
        while time.time() < began + asked["seconds"]:
            client.messages.create(
                to=f"+316{next(numbers):08d}", from_=chosen.carrier.sender, body=steps.WORDING
            )

    with ThreadPoolExecutor(asked["threads"]) as pool:
        list(pool.map(send, range(asked["threads"])))
    return _used(began, used)


def _ours(asked: dict[str, Any], chosen: all_settings.Settings, folder: Path) -> dict[str, float]:
    _queue(folder, asked["queued"])
    house = houses.build(chosen, folder, Twilio(chosen))
    running = Running(house.outreach)
    began, used = time.time(), time.process_time()
    running.start()
    time.sleep(asked["seconds"])
    result = _used(began, used)
    running.stop()
    house.close()
    return result


def _queue(folder: Path, amount: int) -> None:
    """A launched campaign, made by a house whose carrier sends nothing."""
    house = houses.build(all_settings.check({}), folder, Postbox())  # type: ignore[arg-type]
    steps.launched(house, datetime.now(UTC), recipients=amount, first=FIRST)
    house.close()


def _used(began: float, before: float) -> dict[str, float]:
    cpu = (time.process_time() - before) / (time.time() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"began": began, "cpu": cpu, "mb": peak}


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
