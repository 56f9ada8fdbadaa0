"""One process: the dashboard on the internal port, the webhook on the public one, the worker."""

import contextlib
import logging
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import carrier
import house as houses
from carrier.sandbox import Sandbox
from db import Locked
from running import example
from running.control import Control
from running.worker import Worker
from settings import Settings

log = logging.getLogger(__name__)


class CannotServe(Exception):
    """What stops the start, as a sentence that says what to do."""


def serve(settings: Settings, data: Path) -> None:
    """Serve everything until the process is told to stop (SIGINT, SIGTERM)."""
    from dashboard import server  # Streamlit takes a second to import; other commands don't wait

    _need_free(settings.dashboard.host, settings.dashboard.port, "dashboard")
    _need_free(settings.webhook.host, settings.webhook.port, "webhook")

    house = _open(settings, data)

    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        with _all_but_the_dashboard(house):
            _start_example(house)
            _say_where(settings)
            yield

    server.run(house, settings.dashboard.port, lifespan)


@contextmanager
def without_a_screen(settings: Settings, data: Path) -> Iterator[houses.House]:
    """The same house without a dashboard: carrier, webhook, worker and control socket."""
    house = _open(settings, data)
    with _all_but_the_dashboard(house):
        yield house


@contextmanager
def _all_but_the_dashboard(house: houses.House) -> Iterator[None]:
    from webhook import server
    from webhook.app import create_app

    # Closed in the opposite order: whoever could still write goes before the databases do.
    with contextlib.ExitStack() as stack:
        stack.callback(house.close)
        public = server.start(create_app(house), house.settings)
        stack.callback(public.stop)
        if isinstance(house.carrier, Sandbox):
            house.carrier.start()
            stack.callback(house.carrier.stop)
        worker = Worker(house)
        worker.start()
        stack.callback(worker.stop)
        control = Control(house)
        stack.callback(control.stop)
        yield


def _open(settings: Settings, data: Path) -> houses.House:
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        return houses.build(settings, data, carrier.make(settings, data))
    except Locked:
        raise CannotServe(
            f"Another process uses {data}. Stop that one, or name another folder with --data."
        ) from None


def _need_free(host: str, port: int, part: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise CannotServe(
                f"Port {port} is taken. Stop what uses it, or choose another with --{part}-port."
            ) from None


def _start_example(house: houses.House) -> None:
    if not (house.settings.house.example and house.settings.sandbox):
        return
    threading.Thread(target=example.run, args=[house], name="example", daemon=True).start()


def _say_where(settings: Settings) -> None:
    lines = (
        "",
        f"  Dashboard            http://localhost:{settings.dashboard.port}",
        f"  Webhook, help site   {settings.public_address}",
        "",
        "  Sign in: open the dashboard and pick a role. Everybody in it is an example.",
        "  Carrier: " + ("sandbox, no SMS leaves this machine." if settings.sandbox else "real."),
        "  Stop: Ctrl+C",
        "",
    )
    for line in lines:
        print(line, flush=True)  # noqa: T201 - said to whoever started the program
