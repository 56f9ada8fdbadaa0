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
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

import house as houses
import settings as all_settings
from carrier.base import Inbound
from carrier.twilio import Twilio
from helpdesk import inbox, partners, replies
from running.worker import Worker
from tests.conftest import Postbox
from tests.outreach import steps
from tests.standin import ACCOUNT, TOKEN
from trust.cast import cast

FIRST = 40_000_000  # the audience's numbers begin here


def main(asked: dict[str, Any]) -> dict[str, Any]:
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
    client = Client(ACCOUNT, TOKEN, http_client=_to(asked["address"], asked["threads"]))
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


def _to(address: str, threads: int) -> TwilioHttpClient:
    """The package's own HTTP client, with a pool that is large enough, to the stand-in."""

    class ToStandin(TwilioHttpClient):
        def request(self, method: str, url: str, *rest: Any, **more: Any) -> Any:
            return super().request(method, address + urlsplit(url).path, *rest, **more)

    client = ToStandin(timeout=15.0)
    client.session.mount("http://", HTTPAdapter(pool_maxsize=threads))
    return client


def _ours(asked: dict[str, Any], chosen: all_settings.Settings, folder: Path) -> dict[str, Any]:
    _queue(folder, asked["queued"])
    house = houses.build(chosen, folder, Twilio(chosen))
    ready = _conversations(house, asked.get("answers", 0))
    worker = Worker(house)
    worker.start()
    began, used = time.time(), time.process_time()
    given = list(_answer(house, ready, began, asked["seconds"]))
    time.sleep(max(0.0, began + asked["seconds"] - time.time()))
    result = _used(began, used)
    worker.stop()
    house.close()
    return {**result, "given": given}


def _conversations(house: houses.House, amount: int) -> list[tuple[str, str]]:
    """So many people asked for help, and a care worker has claimed each: conversation, number."""
    partners.seed(house.helpdesk)
    worker, now, ready = cast()["night-1"], datetime.now(UTC), []
    for nth in range(amount):
        number = f"+31649{nth:06d}"
        text = Inbound(f"SMin{nth}", number, house.carrier.sender, "hulp")
        replies.receive(house.helpdesk, text, now)
        (waiting,) = (one for one in _waiting(house, now))
        inbox.claim(house.helpdesk, worker, waiting, now)
        ready.append((waiting, number))
    return ready


def _waiting(house: houses.House, now: datetime) -> list[str]:
    found = inbox.waiting(house.helpdesk, cast()["night-1"], now)
    return [one.id for one in found if not one.claimed_by]


def _answer(
    house: houses.House, ready: list[tuple[str, str]], began: float, seconds: float
) -> Iterator[tuple[str, float]]:
    """An answer to each, spread over the time; yields its number and when it was given."""
    for nth, (conversation, number) in enumerate(ready):
        time.sleep(max(0.0, began + 2 + nth * (seconds - 4) / len(ready) - time.time()))
        moment, now = time.time(), datetime.now(UTC)
        inbox.answer(house.helpdesk, cast()["night-1"], conversation, "Hoi", f"b{nth}", now)
        yield number, moment


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
