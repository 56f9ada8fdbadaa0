"""A served Uitweg of its own, and a real browser."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parent.parent.parent
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]

expect.set_options(timeout=20_000)  # a shared machine may be slow

CONFIG = """
[sending]
window_start = "00:00"
window_end = "00:00"
sundays = true
holidays = true

[carrier.sandbox]
spread = 5.0
"""


@dataclass(frozen=True)
class Served:
    dashboard: str
    webhook: str
    data: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`manage.py serve` without the example, its window always open."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "config.toml").write_text(CONFIG)
    dashboard, webhook = free_port(), free_port()
    command = [sys.executable, "manage.py", "serve", "--no-example"]
    command += ["--config", str(folder / "config.toml"), "--data", str(folder / "data")]
    command += ["--dashboard-port", str(dashboard), "--webhook-port", str(webhook)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{webhook}/readyz", folder / "log")
        _wait(f"http://127.0.0.1:{dashboard}/", folder / "log")
        yield Served(
            f"http://localhost:{dashboard}", f"http://localhost:{webhook}", folder / "data"
        )
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(address: str, log: Path) -> None:
    for _ in range(300):
        try:
            if requests.get(address, timeout=2).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.1)
    raise AssertionError(f"not served after 30 seconds:\n{log.read_text()}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next((found for name in CHROMIUMS if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def sign_in(served: Served, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """A window of its own for each member of the cast."""
    contexts = []

    def as_(actor: str) -> Page:
        context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.goto(served.dashboard)
        page.locator(f".st-key-signin-{actor} button").first.click()
        page.get_by_text("Signed in as").wait_for()
        return page

    yield as_
    for number, context in enumerate(contexts):
        for page in context.pages:
            page.screenshot(path=served.data.parent / f"last-{number}.png", full_page=True)
    for context in contexts:
        context.close()
