"""The contract with Twilio, over real HTTP against a stand-in: which answer means what."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

import carrier
import settings as all_settings
from carrier import invented
from carrier.base import Accepted, NotTaken, Outcome, Outgoing, Refused, Unclear
from carrier.line import Body, wait
from carrier.sandbox import Sandbox
from carrier.twilio import Twilio
from tests.carrier.conftest import PUBLIC, MakeTwilio
from tests.standin import Standin

TO = "+31698765432"
HELLO = Outgoing("m1", TO, "Er is een uitweg")


def test_a_message_is_taken_with_all_that_twilio_needs(
    make_twilio: MakeTwilio, standin: Standin
) -> None:
    outcome = make_twilio().send(HELLO)
    [taken] = standin.messages()
    assert outcome == Accepted(taken["sid"])
    assert (taken["to"], taken["sender"], taken["body"]) == (TO, "+3197000000000", HELLO.text)
    assert taken["callback"].partition("#")[0] == f"{PUBLIC}/sms/receipt/m1"
    assert taken["callback"].partition("#")[2] == "rc=5&rp=ct,rt,5xx"
    assert not taken["validity"] and not taken["content_retention"]
    assert not taken["address_retention"] and not taken["service"]


def test_a_messaging_service_stands_in_for_the_sender(
    make_twilio: MakeTwilio, standin: Standin
) -> None:
    make_twilio(messaging_service="MG1").send(HELLO)
    [taken] = standin.messages()
    assert (taken["service"], taken["sender"]) == ("MG1", "")


@pytest.mark.parametrize(
    ("asked", "told"),
    [(None, ""), (60, "60"), (0, "1"), (-5, "1"), (36_001, "36000"), (59.9, "59")],
)
def test_a_message_is_given_up_in_time_within_twilios_bounds(
    make_twilio: MakeTwilio, standin: Standin, asked: int | None, told: str
) -> None:
    make_twilio().send(Outgoing("m1", TO, "hoi", valid_for=asked))
    assert standin.messages()[0]["validity"] == told


STOPS = {"stops_campaign": True}


@pytest.mark.parametrize(
    ("fault", "outcome", "accepted"),
    [
        ("busy", NotTaken(2.0), 0),
        ("status:429", NotTaken(2.0), 0),  # a proxy in between
        ("refuse:21611", NotTaken(2.0), 0),  # the sender's queue is full
        ("refuse:21730", NotTaken(2.0), 0),  # maintenance
        ("refuse:21211", Refused("21211"), 0),
        ("refuse:21610", Refused("21610"), 0),
        ("refuse:21614", Refused("21614"), 0),
        ("refuse:21408", Refused("21408", **STOPS), 0),
        ("refuse:21606", Refused("21606", **STOPS), 0),
        ("refuse:21612", Refused("21612", **STOPS), 0),
        ("refuse:21617", Refused("21617", **STOPS), 0),
        ("refuse:21659", Refused("21659", **STOPS), 0),
        ("refuse:21701", Refused("21701", **STOPS), 0),
        ("refuse:20003", Refused("20003", **STOPS), 0),
        ("refuse:20404", Refused("20404", **STOPS), 0),
        ("refuse:30002", Refused("30002", **STOPS), 0),
        ("refuse:30029", Refused("30029", **STOPS), 0),
        ("refuse:98765", Refused("98765"), 0),  # brand new
        ("status:400", Refused("400", **STOPS), 0),  # not Twilio's own: something in between
        ("status:403", Refused("403", **STOPS), 0),
        ("status:407", Refused("407", **STOPS), 0),
        ("status:408", Unclear(), 0),  # it gave up on us, but perhaps after reading all of it
        ("status:302", Unclear(), 0),  # not followed
        ("status:500", Unclear(), 0),
        ("status:503", Unclear(), 0),
        ("status:200", Unclear(), 0),
        ("break_before", Unclear(), 0),
        ("break_after", Unclear(), 1),
        ("slow_before", Unclear(), 0),
        ("slow_after", Unclear(), 1),
        ("drop_before", Unclear(), 0),
        ("drop_after", Unclear(), 1),
        ("garbled_before", Unclear(), 0),
        ("garbled_after", Unclear(), 1),
    ],
)
def test_each_answer_means_one_thing_and_is_asked_for_once(
    make_twilio: MakeTwilio, standin: Standin, fault: str, outcome: Outcome, accepted: int
) -> None:
    standin.set(numbers={TO: [fault]}, slow_ms=3000)
    assert make_twilio(timeout=0.5).send(HELLO) == outcome
    assert len(standin.messages()) == accepted
    assert len(standin.requests()) == 1  # never twice by itself: the POST is not idempotent


def test_a_slow_carrier_may_take_a_message_that_we_gave_up_on(
    make_twilio: MakeTwilio, standin: Standin
) -> None:
    standin.set(numbers={TO: ["slow_before"]}, slow_ms=600)
    twilio = make_twilio(timeout=0.3)
    began = datetime.now(UTC)
    assert twilio.send(HELLO) == Unclear()
    while not twilio.find(TO, began):
        pass
    assert standin.texted()[TO] == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("", 2.0),
        ("7", 7.0),
        ("0", 2.0),  # never at once
        ("86400", 60.0),  # a campaign looks again within a minute
        ("Wed, 21 Oct 2015 07:28:00 GMT", 2.0),  # long ago
        ("Wed, 21 Oct 2915 07:28:00 GMT", 60.0),
        ("soon", 2.0),
        ("²", 2.0),
        ("-3", 2.0),
    ],
)
def test_the_carrier_may_say_how_long_to_wait_within_bounds(header: str, seconds: float) -> None:
    assert wait(header) == seconds


def test_how_long_to_wait_is_read_from_its_answer(
    make_twilio: MakeTwilio, standin: Standin
) -> None:
    standin.set(numbers={TO: ["busy"]}, retry_after="7")
    assert make_twilio().send(HELLO) == NotTaken(7.0)


@contextmanager
def far_end(meets: str) -> Iterator[str]:
    """An address where the first caller meets this: closed, hang up, reset, no TLS, headers."""
    with socket.create_server(("127.0.0.1", 0)) as rude:
        port = rude.getsockname()[1]
        if meets == "closed":
            rude.close()
            yield f"http://127.0.0.1:{port}"
            return

        def greet() -> None:
            line, _ = rude.accept()
            if meets != "no TLS":
                while b"\r\n\r\nTo=" not in line.recv(65536, socket.MSG_PEEK):
                    pass
                line.recv(65536)
            if meets == "reset":
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            if meets == "half an answer":
                line.sendall(b"HTTP/1.1 201 CREATED\r\nContent-Length: 500\r\n\r\n{")
            if meets == "half a chunk":
                line.sendall(b"HTTP/1.1 201 CREATED\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{")
            if meets == "no HTTP":
                line.sendall(b"hello\r\n\r\n")
            line.close()

        thread = threading.Thread(target=greet)
        thread.start()
        yield f"{'https' if meets == 'no TLS' else 'http'}://127.0.0.1:{port}"
        thread.join()


@pytest.mark.parametrize(
    ("meets", "outcome"),
    [
        ("closed", NotTaken(2.0)),
        ("no TLS", NotTaken(2.0)),  # the handshake failed, so nothing was said
        ("hang up", Unclear()),
        ("reset", Unclear()),
        ("half an answer", Unclear()),
        ("half a chunk", Unclear()),
        ("no HTTP", Unclear()),
    ],
)
def test_what_can_have_been_read_may_have_been_taken_and_nothing_else(
    make_twilio: MakeTwilio, meets: str, outcome: Outcome
) -> None:
    with far_end(meets) as address:
        assert make_twilio(address).send(HELLO) == outcome


@pytest.mark.parametrize(
    "address", ["http://no-such-host.invalid", "https://?", "http://127.0.0.1:99999", "http://[::"]
)
def test_an_address_that_leads_nowhere_takes_nothing(make_twilio: MakeTwilio, address: str) -> None:
    assert make_twilio(address).send(HELLO) == NotTaken(2.0)


def test_a_proxy_that_is_not_there_takes_nothing(
    make_twilio: MakeTwilio, monkeypatch: pytest.MonkeyPatch, standin: Standin
) -> None:
    with far_end("closed") as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        monkeypatch.setenv("no_proxy", "")
        assert make_twilio("http://api.invalid").send(HELLO) == NotTaken(2.0)
        monkeypatch.setenv("https_proxy", proxy)
        assert make_twilio("https://api.invalid").send(HELLO) == NotTaken(2.0)


def test_a_connection_that_never_comes_about_takes_nothing(make_twilio: MakeTwilio) -> None:
    with socket.socket() as deaf:  # one caller waits in its queue already, and nobody is let in
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        callers = [socket.socket() for _ in range(3)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(deaf.getsockname())
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        assert make_twilio(address, timeout=0.3).send(HELLO) == NotTaken(2.0)
        for caller in callers:
            caller.close()


def test_a_body_knows_whether_any_of_it_was_asked_for() -> None:
    body = Body(b"To=1")
    assert (body.begun, body.tell(), len(body.getvalue())) == (False, 0, 4)
    assert body.read() == b"To=1" and body.begun


def test_an_unknown_code_is_logged_loudly_and_logs_hold_no_person(
    make_twilio: MakeTwilio, standin: Standin, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    twilio = make_twilio(timeout=0.5)
    faults = ["ok", "refuse:98765", "break_after", "drop_after", "garbled_after", "busy"]
    standin.set(numbers={TO: list(faults)}, asking=["ok", "break", "garbled", "drop"])
    outcomes = [twilio.send(HELLO) for _ in faults]
    assert isinstance(outcomes[0], Accepted)
    for _ in faults:
        twilio.find(TO, datetime.now(UTC))
        twilio.fetch(outcomes[0].carrier_id)
    assert "98765" in caplog.text
    ours = [line for line in caplog.messages if "/Messages" not in line]  # urllib3's debug
    private = (TO, TO[1:], HELLO.text, outcomes[0].carrier_id, "secret-token")
    assert not any(part in line for line in ours for part in private)


def test_the_examples_people_get_no_real_sms(
    make_twilio: MakeTwilio,
    standin: Standin,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "recipients.txt"
    file.write_text("+31611111111\n+31622222222\n")
    monkeypatch.setattr(invented, "RECIPIENTS", file)
    invented._recipients.cache_clear()
    try:
        for number in ("+31622222222", "+31600000001"):
            assert make_twilio().send(Outgoing("m1", number, "hoi")) == Refused("example")
    finally:
        invented._recipients.cache_clear()
    assert not standin.requests()


def test_the_settings_choose_the_carrier(
    make_twilio: MakeTwilio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(carrier.make(all_settings.check({}), tmp_path / "data"), Sandbox)
    assert (tmp_path / "data" / "sandbox.sqlite").exists()
    real = all_settings.Settings.model_validate({"carrier": {"name": "twilio"}})
    assert isinstance(carrier.make(real, tmp_path), Twilio)
    monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    with pytest.raises(all_settings.WrongSetting, match="TWILIO_AUTH_TOKEN"):
        carrier.make(real, tmp_path)
