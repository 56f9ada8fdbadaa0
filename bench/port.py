"""Requests a second on the public port, beside a bare Flask route served alike."""

import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import flask

import house as houses
import settings as all_settings
from carrier.record import Record
from carrier.sandbox import Sandbox
from gate.notice import CampaignNotice
from helpdesk import partners, triage
from webhook import server
from webhook.app import create_app

SECONDS = 2
ROUNDS = 3  # bare and ours in turn; the median of each
CONNECTIONS = 32


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="uitweg-bench-") as folder:
        chosen = all_settings.check({"webhook": {"port": 0}, "house": {"example": False}})
        carrier = Sandbox(chosen, Path(folder) / "sandbox.sqlite")
        house = houses.build(chosen, Path(folder) / "data", carrier)
        partners.seed(house.helpdesk)
        triage.read("")
        print(f"{CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS} s, medians\n")
        print(f"{'':<34}{'a second':>10}{'99 % ms':>10}{'of bare':>10}{'failed':>8}")
        for name, path, extra in _ours(house):
            _compare(house, name, path, extra)
        house.close()


def _bare(chosen: all_settings.Settings) -> server.Server:
    app = flask.Flask("bare")
    app.add_url_rule("/", "bare", lambda: "ok")
    return server.start(app, chosen)


def _ours(house: houses.House) -> list[tuple[str, str, dict[str, str]]]:
    now = datetime.now(UTC)
    house.outreach.gate.open_campaign(CampaignNotice("bench", "Bench", "Zwolle", now, {"A": "x"}))
    link = house.outreach.gate.short_links("bench", "A", 1)[0]
    return [
        ("healthz", "/healthz", {}),
        ("help site, home", "/", {}),
        ("redirect of a short link, committed", "/c/" + link.rsplit("/", 1)[1], {}),
        ("reply, stored and answered", "/sms/reply", _signing(house)),
    ]


def _signing(house: houses.House) -> dict[str, str]:
    token = Record(house.data.parent / "sandbox.sqlite").secret("token")
    return {"token": token, "address": house.settings.public_address}


def _compare(house: houses.House, name: str, path: str, extra: dict[str, str]) -> None:
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(_measure(_bare(house.settings), "/", {}))
        ours.append(_measure(server.start(create_app(house), house.settings), path, extra))
    rate, plain = (median(one["rate"] for one in rounds) for rounds in (ours, bare))
    p99 = median(one["p99"] for one in ours) * 1000
    failed = sum(int(one["failed"]) for one in ours)
    print(f"{name:<34}{rate:>10.0f}{p99:>10.0f}{rate / plain:>10.2f}{failed:>8}")


def _measure(served: server.Server, path: str, extra: dict[str, str]) -> dict[str, float]:
    asked = {"port": served.port, "path": path, "seconds": SECONDS, "connections": CONNECTIONS}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.load", json.dumps({**asked, **extra})],
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        served.stop()
    return dict(json.loads(done.stdout))
