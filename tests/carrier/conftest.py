"""A stand-in for our webhook and help site: it keeps what it was sent, over real HTTP."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

import settings as all_settings
from carrier.sandbox import Sandbox
from carrier.twilio import Twilio
from tests.standin import ACCOUNT, TOKEN, Standin, start

MakeTwilio = Callable[..., Twilio]
PUBLIC = "https://uitweg.example"
SITE = """<html><body>
<a href="/care?t={t}&amp;lang=nl">care</a> <a href="/selfhelp?t={t}">self-help</a>
<a href="https://elsewhere.example/story">not ours</a> <a href="http://[broken">broken</a>
<a href="/call/tactus?t={t}">call</a> <a href="/go/tactus">out</a></body></html>"""


@dataclass
class Seen:
    """Everything that came in. `posts`: (path, form, signature fits)."""

    posts: list[tuple[str, dict[str, str], bool]] = field(default_factory=list)
    fetches: list[tuple[str, str, str]] = field(default_factory=list)  # method, path, agent
    peers: set[str] = field(default_factory=set)
    status: int = 0  # answer this to every post instead, when set
    answer: str = "<Response><Message>Dank je &amp; tot zo</Message></Response>"

    def receipts(self) -> list[dict[str, str]]:
        return [form for path, form, _ in list(self.posts) if path.startswith("/sms/receipt/")]

    def replies(self) -> list[dict[str, str]]:
        return [form for path, form, _ in list(self.posts) if path == "/sms/reply"]


def _whole(request: BaseHTTPRequestHandler) -> str:
    length = int(request.headers["Content-Length"])
    body = request.rfile.read(length)
    if len(body) < length:
        raise ConnectionAbortedError("its sender was killed: no webhook takes half a request")
    return body.decode()


class Webhook:
    """Serves on loopback; `genuine` is set by whoever knows the token."""

    def __init__(self) -> None:
        self.seen = Seen()
        self.genuine: Callable[[str, dict[str, str], str], bool] = lambda *_: False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_address[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        webhook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = _whole(self)
                form = dict(parse_qsl(body, keep_blank_values=True))
                signature = self.headers.get("X-Twilio-Signature", "")
                seen, fits = webhook.seen, webhook.genuine(PUBLIC + self.path, form, signature)
                seen.peers.add(self.client_address[0])
                seen.posts.append((self.path, form, fits))
                answer = seen.answer if self.path == "/sms/reply" else ""
                self._say(seen.status or (200 if answer else 204), answer, "text/xml")

            def do_GET(self) -> None:
                seen = webhook.seen
                seen.peers.add(self.client_address[0])
                seen.fetches.append((self.command, self.path, self.headers["User-Agent"]))
                address = urlsplit(self.path)
                if address.path.startswith("/c/"):
                    self._say(302, "", "text/html", f"/?t={address.path[3:]}")
                elif address.path.startswith("/go/"):
                    self._say(302, "", "text/html", "https://elsewhere.example/")
                else:
                    token = parse_qs(address.query).get("t", [""])[0]
                    self._say(200, SITE.format(t=token), "text/html; charset=utf-8")

            do_HEAD = do_GET

            def _say(self, status: int, text: str, kind: str, onward: str = "") -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                if onward:
                    self.send_header("Location", onward)
                if status != 204:
                    self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    served = Webhook()
    yield served
    served.stop()


@pytest.fixture
def make_sandbox(tmp_path: Path, webhook: Webhook) -> Iterator[Callable[..., Sandbox]]:
    """Makes sandboxes that share one record, call the stand-in, and are stopped in the end."""
    made: list[Sandbox] = []

    def make(address: str = "", **manner: object) -> Sandbox:
        chosen = all_settings.check(
            {
                "webhook": {"public_address": PUBLIC},
                "carrier": {"sandbox": {"spread": 1.0, **manner}},
            }
        )
        sandbox = Sandbox(chosen, tmp_path / "sandbox.sqlite", address or webhook.address)
        webhook.genuine = sandbox.genuine
        made.append(sandbox)
        return sandbox

    yield make
    for sandbox in made:
        sandbox.stop()


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.02)


@pytest.fixture
def standin() -> Iterator[Standin]:
    """Twilio's far end: a process of its own, whose ledger is the judge."""
    with start(step_ms=[1, 5], retry_ms=1) as running:
        yield running


@pytest.fixture
def make_twilio(monkeypatch: pytest.MonkeyPatch, standin: Standin) -> Iterator[MakeTwilio]:
    """Makes carriers that talk to the stand-in, or to another address."""
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", ACCOUNT)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.delenv("TWILIO_AUTH_TOKEN_SECONDARY", raising=False)
    made: list[Twilio] = []

    def one(base: str = "", concurrency: int = 32, **more: object) -> Twilio:
        chosen = all_settings.Settings.model_validate(
            {
                "webhook": {"public_address": PUBLIC},
                "carrier": {
                    "name": "twilio",
                    "concurrency": concurrency,
                    "twilio": {"api_base": base or standin.address, "timeout": 5, **more},
                },
            }
        )
        made.append(Twilio(chosen))
        return made[-1]

    yield one
    for twilio in made:
        twilio._line.session.close()
