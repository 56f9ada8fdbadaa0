"""Requests a second on the public port, beside a bare Flask route served alike.

Everything is committed to disk before it is answered. Each line is measured in turn with a bare
route on the same server; `of bare` is the ratio of their medians.
"""

import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import flask

import house as houses
import settings as all_settings
from bench import stored
from carrier.record import Record
from carrier.sandbox import Sandbox
from gate.notice import CampaignNotice
from helpdesk import partners, triage
from webhook import server
from webhook.app import create_app

SECONDS = 2
ROUNDS = 3  # bare and ours in turn; the median of each
CONNECTIONS = 64  # as many as the server has threads
STORED = (1_000, 100_000, 1_000_000)
MOST = 6_000  # requests of a round, more than it can take
MESSAGES = ROUNDS * MOST

Asked = Callable[[], dict[str, Any]]


def main(amounts: list[int] | None = None) -> None:
    """Print a table for each amount of stored messages."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that it queues is the point
    print(f"{CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS} s, medians")
    for amount in amounts or STORED:
        print(f"\n{amount:,} stored messages")
        print(f"{'':<36}{'a second':>10}{'99 % ms':>10}{'of bare':>10}{'failed':>8}")
        with tempfile.TemporaryDirectory(prefix="uitweg-bench-") as folder:
            house = _house(Path(folder), amount)
            for name, asked in _ours(house):
                _compare(house, name, asked)
            house.close()


def _house(folder: Path, amount: int) -> houses.House:
    chosen = all_settings.check({"webhook": {"port": 0}, "house": {"example": False}})
    carrier = Sandbox(chosen, folder / "sandbox.sqlite")
    houses.build(chosen, folder / "data", carrier).close()
    stored.fill(folder / "data", amount, MESSAGES)
    house = houses.build(chosen, folder / "data", carrier)
    partners.seed(house.helpdesk)
    triage.read("")
    return house


def _ours(house: houses.House) -> list[tuple[str, Asked]]:
    now = datetime.now(UTC)
    house.outreach.gate.open_campaign(CampaignNotice("bench", "Bench", "Zwolle", now, {"A": "x"}))
    signing = _signing(house)
    rounds = count()
    return [
        ("help site, home", lambda: {"paths": ["/"]}),
        ("redirect of short links, committed", lambda: {"paths": _links(house)}),
        (
            "replies, stored and answered",
            lambda: {**signing, "first": next(rounds) * MOST, "most": MOST},
        ),
        (
            "receipts",
            lambda: {**signing, "messages": _some(next(rounds) % ROUNDS), "most": MOST},
        ),
    ]


def _links(house: houses.House) -> list[str]:
    links = house.outreach.gate.short_links("bench", "A", MOST)
    return ["/c/" + link.rsplit("/", 1)[1] for link in links]


def _some(round_: int) -> list[str]:
    return [f"m{nth}" for nth in range(round_ * MOST, (round_ + 1) * MOST)]


def _signing(house: houses.House) -> dict[str, str]:
    token = Record(house.data.parent / "sandbox.sqlite").secret("token")
    return {"token": token, "address": house.settings.public_address}


def _bare(chosen: all_settings.Settings) -> server.Server:
    app = flask.Flask("bare")
    app.add_url_rule("/", "bare", lambda: "ok")
    return server.start(app, chosen)


def _compare(house: houses.House, name: str, asked: Asked) -> None:
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(_measure(_bare(house.settings), {"paths": ["/"]}))
        ours.append(_measure(server.start(create_app(house), house.settings), asked()))
    rate, plain = (median(one["rate"] for one in rounds) for rounds in (ours, bare))
    p99 = median(one["p99"] for one in ours) * 1000
    failed = sum(int(one["failed"]) for one in ours)
    print(f"{name:<36}{rate:>10.0f}{p99:>10.0f}{rate / plain:>10.2f}{failed:>8}", flush=True)


def _measure(served: server.Server, what: dict[str, Any]) -> dict[str, float]:
    asked = {"port": served.port, "seconds": SECONDS, "connections": CONNECTIONS, **what}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        served.stop()
    return dict(json.loads(done.stdout))
