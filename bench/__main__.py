"""`make bench`: requests a second on the public port, beside a bare Flask route served alike."""

import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import flask

import house as houses
import settings as all_settings
from carrier.record import Record
from carrier.sandbox import Sandbox
from gate.notice import CampaignNotice
from webhook import server
from webhook.app import create_app

SECONDS = 5
CONNECTIONS = 32


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="uitweg-bench-") as folder:
        chosen = all_settings.check({"webhook": {"port": 0}, "house": {"example": False}})
        carrier = Sandbox(chosen, Path(folder) / "sandbox.sqlite")
        house = houses.build(chosen, Path(folder) / "data", carrier)
        print(f"{CONNECTIONS} connections, {SECONDS} s each\n")
        print(f"{'':<34}{'a second':>10}{'99 % ms':>10}{'of bare':>10}")
        bare = _measure("bare Flask route", _bare(chosen), "/", {})
        for name, path, extra in _ours(house):
            _measure(name, server.start(create_app(house), chosen), path, extra, bare)
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


def _measure(
    name: str, served: server.Server, path: str, extra: dict[str, str], bare: float = 0.0
) -> float:
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
    seen = json.loads(done.stdout)
    share = f"{seen['rate'] / bare:.2f}" if bare else "1.00"
    failed = f"   {seen['failed']} failed" if seen["failed"] else ""
    print(f"{name:<34}{seen['rate']:>10.0f}{seen['p99'] * 1000:>10.0f}{share:>10}{failed}")
    return float(seen["rate"])


if __name__ == "__main__":
    main()
