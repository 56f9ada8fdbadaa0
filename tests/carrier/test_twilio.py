"""The contract with Twilio, over real HTTP against a stand-in: which answer means what."""

import json
import logging
import socket
import threading
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import carrier
import settings as all_settings
from carrier import invented
from carrier.base import Accepted, Found, NotTaken, Outgoing, Refused, Unclear
from carrier.sandbox import Sandbox
from carrier.twilio import Twilio

ACCOUNT, TOKEN, SID = "AC" + "0" * 32, "secret-token", "SM" + "1" * 32
HELLO = Outgoing("m1", "+31698765432", "Er is een uitweg")
LISTED = {
    "sid": SID,
    "body": "Er is een uitweg",
    "status": "undelivered",
    "error_code": 30005,
    "to": HELLO.to,
    "date_created": "Tue, 03 Mar 2026 12:00:00 +0000",
    "date_sent": None,
}


class FarEnd:
    """Twilio's Messages API as far as we use it. Set `status`, `body`, `delay` to what it does."""

    def __init__(self) -> None:
        self.status, self.delay = 201, 0.0
        self.body: object = {"sid": SID, "status": "queued"}
        self.asked: list[tuple[str, str, dict[str, list[str]], str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        far_end = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._answer(parse_qs(form, keep_blank_values=True))

            def do_GET(self) -> None:
                self._answer(parse_qs(urlsplit(self.path).query))

            def _answer(self, form: dict[str, list[str]]) -> None:
                who = b64decode(self.headers["Authorization"].split()[1]).decode()
                far_end.asked.append((self.command, urlsplit(self.path).path, form, who))
                time.sleep(far_end.delay)
                body = far_end.body if isinstance(far_end.body, str) else json.dumps(far_end.body)
                try:
                    self.send_response(far_end.status)
                    self.end_headers()
                    self.wfile.write(body.encode())
                except OSError:
                    pass  # the other side has hung up

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    served = FarEnd()
    yield served
    served.stop()


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch, far_end: FarEnd) -> Iterator[Callable[..., Twilio]]:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", ACCOUNT)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    made: list[Twilio] = []

    def one(base: str = "", **more: object) -> Twilio:
        chosen = all_settings.Settings.model_validate(
            {
                "webhook": {"public_address": "https://uitweg.example"},
                "carrier": {
                    "name": "twilio",
                    "twilio": {"api_base": base or far_end.address, "timeout": 0.5, **more},
                },
            }
        )
        made.append(Twilio(chosen))
        return made[-1]

    yield one
    for twilio in made:
        twilio._client.http_client.session.close()


def test_a_message_is_taken_with_all_that_twilio_needs(
    make: Callable[..., Twilio], far_end: FarEnd
) -> None:
    assert make().send(HELLO) == Accepted(SID)
    [(method, path, form, who)] = far_end.asked
    assert (method, path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert who == f"{ACCOUNT}:{TOKEN}"
    assert form == {
        "To": [HELLO.to],
        "From": ["+3197000000000"],
        "Body": [HELLO.text],
        "StatusCallback": ["https://uitweg.example/sms/receipt/m1"],
    }


def test_a_messaging_service_stands_in_for_the_sender(
    make: Callable[..., Twilio], far_end: FarEnd
) -> None:
    make(messaging_service="MG1").send(HELLO)
    form = far_end.asked[0][2]
    assert form["MessagingServiceSid"] == ["MG1"] and "From" not in form


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (429, {"code": 20429, "message": "slow down"}, NotTaken(2.0)),
        (429, "<html>a proxy in between</html>", NotTaken(2.0)),
        (400, {"code": 21611, "message": "its queue is full"}, NotTaken(2.0)),
        (400, {"code": 21211, "message": "not a number"}, Refused("21211")),
        (400, {"code": 21610, "message": "opted out"}, Refused("21610")),
        (400, {"code": 21408, "message": "region"}, Refused("21408", stops_campaign=True)),
        (401, {"code": 20003, "message": "who?"}, Refused("20003", stops_campaign=True)),
        (400, {"code": 98765, "message": "brand new"}, Refused("98765")),
        (500, {"code": 20500, "message": "oops"}, Unclear()),
        (503, "<html>later</html>", Unclear()),
        (408, "", Unclear()),  # it gave up on us, but perhaps after reading all of it
        (302, "", Unclear()),
        (201, "<html>no json</html>", Unclear()),
        (201, "", Unclear()),
    ],
)
def test_each_answer_means_one_thing(
    make: Callable[..., Twilio], far_end: FarEnd, status: int, body: object, outcome: object
) -> None:
    far_end.status, far_end.body = status, body
    assert make().send(HELLO) == outcome
    assert len(far_end.asked) == 1  # never twice by itself: the POST is not idempotent


def test_a_refused_connection_was_surely_not_taken(make: Callable[..., Twilio]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert make(f"http://127.0.0.1:{port}").send(HELLO) == NotTaken(2.0)


def test_a_slow_answer_may_have_been_taken(make: Callable[..., Twilio], far_end: FarEnd) -> None:
    far_end.delay = 5.0
    began = time.monotonic()
    assert make().send(HELLO) == Unclear()
    assert time.monotonic() - began < 4  # it did not wait for the answer
    assert len(far_end.asked) == 1


def test_a_line_that_breaks_after_sending_may_have_been_taken(make: Callable[..., Twilio]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as rude:

        def hang_up() -> None:
            line, _ = rude.accept()
            line.recv(100)
            line.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        outcome = make(f"http://127.0.0.1:{rude.getsockname()[1]}").send(HELLO)
        thread.join()
    assert outcome == Unclear()


def test_an_unknown_code_is_logged_loudly_and_logs_hold_no_person(
    make: Callable[..., Twilio], far_end: FarEnd, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    twilio = make()
    twilio.send(HELLO)
    far_end.status, far_end.body = 400, {"code": 98765, "message": f"no {HELLO.to}"}
    twilio.send(HELLO)
    twilio.find(HELLO.to, datetime.now(UTC))
    assert "98765" in caplog.text
    ours = [line for line in caplog.messages if "/Messages.json" not in line]  # urllib3's debug
    assert not any(part in line for line in ours for part in (HELLO.to, HELLO.text, SID))


def test_the_list_is_asked_by_number_and_compared_by_moment_of_acceptance(
    make: Callable[..., Twilio], far_end: FarEnd
) -> None:
    far_end.status, far_end.body = 200, {"messages": [LISTED], "next_page_uri": None}
    twilio = make()
    found = [Found(SID, "Er is een uitweg", "undelivered", "30005")]
    assert twilio.find(HELLO.to, datetime(2026, 3, 3, 12, 0, 0, 900_000, UTC)) == found
    assert twilio.find(HELLO.to, datetime(2026, 3, 3, 12, 5, tzinfo=UTC)) == []
    assert far_end.asked[0][2]["To"] == [HELLO.to]


@pytest.mark.parametrize(("status", "body"), [(503, ""), (429, ""), (200, "<html>"), (401, "{}")])
def test_a_list_that_cannot_be_had_is_not_an_empty_one(
    make: Callable[..., Twilio], far_end: FarEnd, status: int, body: str
) -> None:
    far_end.status, far_end.body = status, body
    assert make().find(HELLO.to, datetime.now(UTC)) is None


def test_the_examples_people_get_no_real_sms(
    make: Callable[..., Twilio],
    far_end: FarEnd,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "recipients.txt"
    file.write_text("+31611111111\n+31622222222\n")
    monkeypatch.setattr(invented, "RECIPIENTS", file)
    invented._recipients.cache_clear()
    try:
        for number in ("+31622222222", "+31600000001"):
            assert make().send(Outgoing("m1", number, "hoi")) == Refused("example")
    finally:
        invented._recipients.cache_clear()
    assert not far_end.asked


def test_it_trusts_whoever_has_the_accounts_token(make: Callable[..., Twilio]) -> None:
    from carrier.twilio import sign

    twilio, url = make(), "https://uitweg.example/sms/reply"
    assert twilio.genuine(url, {"Body": ""}, sign(url, {"Body": ""}, TOKEN))
    assert not twilio.genuine(url, {"Body": ""}, sign(url, {"Body": ""}, "guess"))


def test_the_settings_choose_the_carrier(
    make: Callable[..., Twilio], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(carrier.make(all_settings.check({}), tmp_path / "data"), Sandbox)
    assert (tmp_path / "data" / "sandbox.sqlite").exists()
    real = all_settings.Settings.model_validate({"carrier": {"name": "twilio"}})
    assert isinstance(carrier.make(real, tmp_path), Twilio)
    monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    with pytest.raises(all_settings.WrongSetting, match="TWILIO_AUTH_TOKEN"):
        carrier.make(real, tmp_path)
