"""An organisation's own paging service, for tests: an HTTP server on this machine."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Calls:
    """What was POSTed: path, headers and body. `status`: what is answered, `to`: with which
    Location."""

    status: int = 200
    to: str = ""
    taken: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    address: str = ""


@contextlib.contextmanager
def serving() -> Iterator[Calls]:
    """Serve on a free port; yields what it takes, with its address."""
    calls = Calls()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802 - the library's own name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            calls.taken.append((self.path, dict(self.headers), body))
            self.send_response(calls.status)
            if calls.to:
                self.send_header("Location", calls.to)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    calls.address = f"http://localhost:{server.server_port}/page"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield calls
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
