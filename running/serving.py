"""The dashboard on the internal port, the webhook on the public one, the worker: one process, or a
process each on PostgreSQL. And a process that only takes notes, also with DuckDB.
"""

import contextlib
import fcntl
import logging
import signal
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO, Literal

import carrier
import house as houses
from carrier.sandbox import Sandbox
from db import Locked, Unreachable
from helpdesk import notes, triage
from helpdesk.fallback import Fallback
from running import example
from running.control import Control
from running.worker import Worker
from settings import Settings, secret
from trust.vault import KeyRoom, RingMissing, Vault

log = logging.getLogger(__name__)

Part = Literal["all", "dashboard", "webhook", "worker", "fallback"]


class CannotServe(Exception):
    """What stops the start, as a sentence that says what to do."""


def serve(settings: Settings, data: Path, part: Part = "all") -> None:
    """Serve a part, or all of them, until the process is told to stop (SIGINT, SIGTERM)."""
    if part == "fallback":  # it opens no database, so that it lives when those don't
        _serve_notes(settings, data)
        return
    _refuse_parts_of_a_file(settings, part)
    if part in ("all", "dashboard"):
        _need_free(settings.dashboard.host, settings.dashboard.port, "dashboard")
    if part in ("all", "webhook"):
        _need_free(settings.webhook.host, settings.webhook.port, "webhook")
    if settings.mail.host and settings.mail.user:
        secret("UITWEG_MAIL_PASSWORD")  # missing, it stops the start and not the first e-mail
    house = _open(settings, data)
    with _only_worker(data) if part in ("all", "worker") else contextlib.nullcontext():
        if part in ("all", "dashboard"):
            _serve_pages(house, part)
        else:
            _serve_until_told(house, part)


@contextmanager
def without_a_screen(settings: Settings, data: Path) -> Iterator[houses.House]:
    """The same house without a dashboard: carrier, webhook, worker and control socket."""
    house = _open(settings, data)
    with _all_but_the_dashboard(house, "all"):
        yield house


def _serve_pages(house: houses.House, part: Part) -> None:
    from dashboard import server  # Streamlit takes a second to import; other commands don't wait

    @asynccontextmanager
    async def lifespan(_app: object) -> AsyncIterator[None]:
        with _all_but_the_dashboard(house, part):
            _begin(house, part)
            yield

    server.run(house, house.settings.dashboard.port, lifespan)


def _serve_until_told(house: houses.House, part: Part) -> None:
    told = _told()
    with _all_but_the_dashboard(house, part):
        _begin(house, part)
        told.wait()


def _serve_notes(settings: Settings, data: Path) -> None:
    from webhook import server
    from webhook.app import create_fallback

    _need_free(settings.webhook.host, settings.webhook.fallback_port, "fallback")
    taking = Fallback(notes.of(data, _care_ring(data)), settings)
    told = _told()
    triage.read("")
    port = settings.webhook.fallback_port
    public = server.start(create_fallback(carrier.make(settings, data), taking), settings, port)
    _say(_where(settings, "fallback"))
    try:
        told.wait()
    finally:
        public.stop()


def _care_ring(data: Path) -> Vault:
    keys = data / "keys"
    try:
        return KeyRoom(keys).ring("care")
    except (RingMissing, OSError, ValueError, KeyError):
        raise CannotServe(
            f"There are no keys to seal notes with in {keys}. Start Uitweg once with this data "
            "folder, name another with --data, or put the keys back from their own backup."
        ) from None


def _told() -> threading.Event:
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    return told


@contextmanager
def _all_but_the_dashboard(house: houses.House, part: Part) -> Iterator[None]:
    # Closed in the opposite order: whoever could still write goes before the databases do.
    with contextlib.ExitStack() as stack:
        stack.callback(house.close)
        if part in ("all", "webhook"):
            _start_webhook(house, stack)
        if part in ("all", "worker"):
            _start_worker(house, stack)
        yield


def _start_webhook(house: houses.House, stack: contextlib.ExitStack) -> None:
    from webhook import server
    from webhook.app import create_app

    # Read once before the port opens: the first replies after a restart come many at a time.
    triage.read("")
    public = server.start(create_app(house), house.settings)
    stack.callback(public.stop)


def _start_worker(house: houses.House, stack: contextlib.ExitStack) -> None:
    if isinstance(house.carrier, Sandbox):
        house.carrier.start()
        stack.callback(house.carrier.stop)
    worker = Worker(house)
    worker.start()
    stack.callback(worker.stop)
    control = Control(house)
    stack.callback(control.stop)


def _only_worker(data: Path) -> IO[str]:
    """A second worker would take what the first has under way for lost."""
    file = (data / "worker.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise CannotServe(
            f"Another worker uses {data}. One is enough; stop that one first."
        ) from None
    return file


def _open(settings: Settings, data: Path) -> houses.House:
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise CannotServe(
            f"The data folder {data} can't be made ({error.strerror}). Name another with --data."
        ) from None
    try:
        return houses.build(settings, data, carrier.make(settings, data))
    except Locked:
        raise CannotServe(
            f"Another process uses {data}. Stop that one, or name another folder with --data."
        ) from None
    except Unreachable as error:
        raise CannotServe(str(error)) from None


def _refuse_parts_of_a_file(settings: Settings, part: Part) -> None:
    if part != "all" and settings.database.engine == "duckdb":
        raise CannotServe(
            "DuckDB lets one process open a file, so one process serves all parts. Leave out "
            "--part, use --part all, or set database.engine = 'postgresql' (docs/postgresql.md)."
        )


def _need_free(host: str, port: int, part: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise CannotServe(
                f"Port {port} is taken. Stop what uses it, or choose another with --{part}-port."
            ) from None


def _begin(house: houses.House, part: Part) -> None:
    settings = house.settings
    if part in ("all", "worker") and settings.house.example and settings.sandbox:
        threading.Thread(target=example.run, args=[house], name="example", daemon=True).start()
    _say(_where(settings, part))


def _say(lines: list[str]) -> None:
    for line in lines:
        print(line, flush=True)  # noqa: T201 - said to whoever started the program


def _where(settings: Settings, part: Part) -> list[str]:
    pages = [
        f"  Dashboard            http://localhost:{settings.dashboard.port}",
        "  Sign in: open the dashboard and pick a role. Everybody in it is an example.",
    ]
    public = [f"  Webhook, help site   {settings.public_address}"]
    sends = "sandbox, no SMS leaves this machine." if settings.sandbox else "real."
    worker = [f"  Carrier: {sends}"]
    said = {"all": [pages[0], *public, "", pages[1], *worker]}
    said |= {"dashboard": pages, "webhook": public, "worker": worker}
    said |= {"fallback": [f"  Notes of replies     {settings.fallback_address}/sms/fallback"]}
    return ["", *said[part], "  Stop: Ctrl+C", ""]
