"""The public port: waitress in a thread of our process."""

import logging
import resource
import socket
import threading
from dataclasses import dataclass
from typing import Any

import waitress
from flask import Flask

from settings import Settings

log = logging.getLogger(__name__)

THREADS = 64
# A thousand silent strangers leave room for two hundred who need the page.
CONNECTIONS = 1200
SPARE_FILES = 300  # databases, the dashboard, the carrier
BODY = 65_536  # bytes; an SMS callback has under 5,000
STOP_SECONDS = 3


@dataclass(frozen=True)
class Server:
    """A running server. `port` is the real one, also when the settings say 0."""

    port: int
    _waitress: Any
    _thread: threading.Thread

    def stop(self) -> None:
        """Take no more, finish what is under way (3 s at most), let go of the port."""
        self._waitress.trigger.pull_trigger(self._refuse_new)
        self._waitress.task_dispatcher.shutdown(timeout=STOP_SECONDS)
        self._waitress.trigger.pull_trigger(self._hang_up)
        self._thread.join(timeout=STOP_SECONDS)
        if not self._waitress.task_dispatcher.threads:
            # A view that outlived its time would write to the trigger's file number, which
            # somebody else's file may have by then: so with one left it stays open.
            self._waitress.trigger.close()

    # Both run in the server's own thread: its sockets are not to be touched from another.
    def _refuse_new(self) -> None:
        self._waitress.accepting = False
        self._waitress.socket.close()
        self._waitress.del_channel()

    def _hang_up(self) -> None:
        for channel in list(self._waitress.active_channels.values()):
            channel.close_when_flushed = True
        self._waitress.trigger.del_channel()


def start(app: Flask, settings: Settings, port: int | None = None) -> Server:
    """Serve `app` on webhook.host and `port`, None for webhook.port.

    Raises OSError when the port is taken.
    """
    served = waitress.create_server(
        app,
        listen=_listen(settings.webhook.host, settings.webhook.port if port is None else port),
        threads=THREADS,
        connection_limit=_connections(),
        asyncore_use_poll=True,
        channel_timeout=15,
        cleanup_interval=5,
        max_request_body_size=BODY,
        ident=None,
    )
    thread = threading.Thread(target=served.run, name="webhook", daemon=True)
    thread.start()
    return Server(served.effective_port, served, thread)


def _listen(host: str, port: int) -> str:
    # "localhost" may be two addresses; one server is one socket.
    family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return f"[{where[0]}]:{port}" if family == socket.AF_INET6 else f"{where[0]}:{port}"


def _connections() -> int:
    """As many connections as we want, or as the machine allows files for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + SPARE_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    if soft != resource.RLIM_INFINITY and soft < wanted:
        log.warning("only %d open files allowed: fewer connections at once", soft)
        return max(100, soft - SPARE_FILES)
    return CONNECTIONS
