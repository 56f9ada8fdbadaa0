"""The fallback address takes a reply down while nothing else works, and says what is so."""

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests
from flask.testing import FlaskClient

import settings as all_settings
from carrier import twilio
from carrier.record import Record
from helpdesk import fallback, notes, partners
from helpdesk.fallback import Fallback
from house import House
from webhook import guard
from webhook.app import create_fallback

from .conftest import SECRET, Post, SigningPostbox

ROOT = Path(__file__).parents[2]
FORM = {
    "MessageSid": "SM" + "b" * 32,
    "From": "+31612345678",
    "To": "+3197000000000",
    "Body": "ik wil hulp",
    "NumMedia": "0",
    "ErrorCode": "11200",
    "ErrorUrl": "https://uitweg.example/sms/reply",
}
CRISIS = FORM | {"Body": "ik wil dood", "MessageSid": "SM" + "c" * 32}
ELSEWHERE = "https://fallback.example"


def kept(house: House) -> list[notes.Note]:
    return [note for _, note in notes.waiting(notes.of(house.data, house.helpdesk.vault))]


def stored(house: House) -> list[str]:
    with house.helpdesk.db.read() as session:
        rows = session.connection.execute("select carrier_id from replies").fetchall()
    return [row[0] for row in rows]


def test_a_reply_is_taken_down_and_nothing_is_said(
    post: Post, house: House, noon: datetime
) -> None:
    answer = post("/sms/fallback", FORM)
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert "<Response" in answer.text and "Message" not in answer.text
    (note,) = kept(house)
    assert note.moment == noon and note.said == ""
    assert note.inbound.carrier_id == FORM["MessageSid"] and note.inbound.text == "ik wil hulp"
    assert stored(house) == []


def test_a_crisis_hears_at_once_whom_to_call_and_not_that_somebody_comes(
    post: Post, house: House
) -> None:
    answer = post("/sms/fallback", CRISIS)
    assert "112" in answer.text and "0800-0113" in answer.text
    assert "waarschuwen" not in answer.text
    assert kept(house)[0].said in answer.text
    assert post("/sms/fallback", CRISIS).text == answer.text
    assert len(kept(house)) == 1


def test_no_database_is_touched(post: Post, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise AssertionError("a database was asked")

    for db in (house.helpdesk.db, house.gate.db, house.outreach.db):
        for deed in ("read", "write"):
            monkeypatch.setattr(type(db), deed, gone)
    assert post("/sms/fallback", FORM).status_code == 200
    assert "112" in post("/sms/fallback", CRISIS).text
    assert post("/sms/reply", FORM).status_code == 503


def test_notes_are_taken_while_every_thread_waits_for_a_database(
    post: Post, house: House, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = threading.Event()
    monkeypatch.setattr("helpdesk.replies.receive", lambda *_: let_go.wait(20) and None)
    monkeypatch.setattr(guard.STORING, "seconds", 0.2)
    try:
        with ThreadPoolExecutor(80) as pool:
            answers = list(pool.map(lambda _: post("/sms/reply", FORM).status_code, range(80)))
        assert set(answers) == {503}
        assert post("/sms/fallback", FORM).status_code == 200
    finally:
        let_go.set()


def test_a_disk_that_refuses_makes_the_carrier_try_again(
    post: Post, house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        answer = post("/sms/fallback", CRISIS)
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert kept(house) == []
    assert "dood" not in caplog.text and FORM["From"][1:] not in caplog.text
    assert "112" in post("/sms/fallback", CRISIS).text  # the text that never arrived


@pytest.mark.parametrize(
    "change",
    [
        {"Body": ""},
        {"Body": "x" * 10_000},
        {"Body": "\ufffd\U0001f64f\x00"},
        {"From": "Vodafone"},
        {"NumMedia": "3", "MediaUrl0": "https://api.twilio.com/x"},
        {"NumMedia": "many"},
        {"OptOutType": "STOP"},
        {"NewParameter": "x"},
    ],
)
def test_odd_replies_are_taken_and_read_in(
    post: Post, house: House, noon: datetime, change: dict[str, str]
) -> None:
    partners.seed(house.helpdesk)
    assert post("/sms/fallback", FORM | change).status_code == 200
    folder = notes.of(house.data, house.helpdesk.vault)
    assert fallback.read_in(house.helpdesk, folder, noon) == 1
    assert stored(house) == [FORM["MessageSid"]]


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
def test_a_malformed_callback_is_no_note(post: Post, house: House, missing: str) -> None:
    form = {name: value for name, value in FORM.items() if name != missing}
    assert post("/sms/fallback", form).status_code == 400
    assert kept(house) == []


def test_the_same_reply_at_both_addresses_is_one_reply(
    post: Post, house: House, noon: datetime
) -> None:
    partners.seed(house.helpdesk)
    assert post("/sms/reply", FORM).status_code == 200
    assert post("/sms/fallback", FORM).status_code == 200
    folder = notes.of(house.data, house.helpdesk.vault)
    assert fallback.read_in(house.helpdesk, folder, noon + timedelta(minutes=1)) == 1
    assert stored(house) == [FORM["MessageSid"]]


# A process of its own


@pytest.fixture
def alone(house: House, noon: datetime) -> FlaskClient:
    raw = {"webhook": {"fallback_address": ELSEWHERE, "public_address": "https://uitweg.example"}}
    taking = Fallback(notes.of(house.data, house.helpdesk.vault), all_settings.check(raw))
    return create_fallback(SigningPostbox(), taking, lambda: noon).test_client()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("base", "status"),
    [
        (ELSEWHERE, 200),
        ("https://uitweg.example", 200),  # a proxy passes it on while the other is down
        ("https://elsewhere.example", 403),
    ],
)
def test_signatures_are_made_for_the_address_that_was_called(
    alone: FlaskClient, base: str, status: int
) -> None:
    signature = twilio.sign(base + "/sms/fallback", FORM, SECRET)
    answer = alone.post("/sms/fallback", data=FORM, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == status


def test_alone_it_serves_notes_and_health_and_nothing_else(alone: FlaskClient) -> None:
    rules = {rule.rule for rule in alone.application.url_map.iter_rules()}
    assert rules == {"/sms/fallback", "/healthz"}
    assert alone.get("/healthz").text == "ok\n"
    assert alone.get("/").status_code == 404
    assert "default-src 'self'" in alone.get("/").headers["Content-Security-Policy"]


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(data: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "manage.py", "serve", "--data", str(data), "--part", "fallback"]
    return subprocess.Popen(
        [*command, *options], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


@pytest.fixture
def separate(house: House) -> Iterator[Callable[[dict[str, str]], requests.Response]]:
    """`post(form)` to a fallback process, which runs while the house holds its databases."""
    Record(house.data / "sandbox.sqlite").close()
    port = _port()
    process = _serve(house.data, "--fallback-port", str(port))
    token = Record(house.data / "sandbox.sqlite").secret("token")

    def post(form: dict[str, str]) -> requests.Response:
        signature = twilio.sign("http://localhost:8080/sms/fallback", form, token)
        address = f"http://127.0.0.1:{port}/sms/fallback"
        headers = {"X-Twilio-Signature": signature}
        return requests.post(address, data=form, headers=headers, timeout=10)

    try:
        _wait_until_alive(port)
        yield post
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        assert process.stdout
        said = process.stdout.read()
        assert "/sms/fallback" in said and FORM["From"][1:] not in said
    finally:
        process.kill()
        process.communicate()


def _wait_until_alive(port: int) -> None:
    for _ in range(300):
        try:
            if requests.get(f"http://127.0.0.1:{port}/healthz", timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise AssertionError("not there after 30 seconds")


def test_a_process_of_its_own_takes_notes_while_another_holds_the_databases(
    house: House, separate: Callable[[dict[str, str]], requests.Response], noon: datetime
) -> None:
    partners.seed(house.helpdesk)
    assert "Message" not in separate(FORM).text
    assert "112" in separate(CRISIS).text
    folder = notes.of(house.data, house.helpdesk.vault)
    assert fallback.read_in(house.helpdesk, folder, datetime.now(noon.tzinfo)) == 2
    assert sorted(stored(house)) == [FORM["MessageSid"], CRISIS["MessageSid"]]


def test_without_keys_it_says_what_to_do(tmp_path: Path) -> None:
    process = _serve(tmp_path / "data", "--fallback-port", str(_port()))
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "no keys to seal notes" in said and "Start Uitweg once" in said
    assert not (tmp_path / "data" / "keys" / "care.json").exists()
