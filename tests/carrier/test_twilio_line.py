"""Sends run side by side over few connections; what a private answer asks for; callbacks."""

import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from carrier.base import Accepted, Outgoing, Receipt, Refused, Unclear
from tests.carrier.conftest import MakeTwilio, Webhook
from tests.standin import Standin

TO = "+31698765432"
PRIVATE = Outgoing("a1", TO, "Kun je nu praten?", private=True)


def test_many_sends_share_few_connections_and_mix_up_no_answers(
    make_twilio: MakeTwilio, standin: Standin
) -> None:
    standin.set(latency_ms=20)
    twilio, numbers = make_twilio(concurrency=8), [f"+3168{n:07}" for n in range(1, 401)]

    def send(number: str) -> str:
        taken = twilio.send(Outgoing("m1", number, number))
        assert isinstance(taken, Accepted)
        return taken.carrier_id

    with ThreadPoolExecutor(16) as pool:  # campaign and answers, each with all it may have
        sids = list(pool.map(send, numbers))
    really = {row["to"]: row["sid"] for row in standin.messages()}
    assert dict(zip(numbers, sids, strict=True)) == really
    assert len({row["peer"] for row in standin.requests()}) <= 16


def test_answers_to_the_list_are_not_mixed_up_either(
    make_twilio: MakeTwilio, standin: Standin
) -> None:
    twilio, began = make_twilio(), datetime.now(UTC)
    numbers = [f"+3168{n:07}" for n in range(1, 101)]
    for number in numbers:
        twilio.send(Outgoing("m1", number, number))
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda number: twilio.find(number, began), numbers))
    assert [[one.text for one in each or []] for each in found] == [[one] for one in numbers]


@pytest.fixture
def impatient() -> Iterator[tuple[str, list[int]]]:
    """An address that takes one message a connection, says nothing of closing, and closes."""
    served: list[int] = []
    answer = b'{"sid": "SM%d"}'
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def serve() -> None:
            for number in range(1, 4):
                line, _ = server.accept()
                while not line.recv(65536).endswith(b"hoi"):
                    pass
                body = answer % number
                head = b"HTTP/1.1 201 CREATED\r\nContent-Length: %d\r\n\r\n" % len(body)
                served.append(number)
                line.sendall(head + body)
                line.close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", served
        thread.join()


def test_a_connection_that_the_carrier_closed_while_idle_is_not_used_again(
    make_twilio: MakeTwilio, impatient: tuple[str, list[int]]
) -> None:
    address, served = impatient
    twilio = make_twilio(address)
    for number in (1, 2, 3):
        assert twilio.send(Outgoing("m1", TO, "hoi")) == Accepted(f"SM{number}")
        pools = twilio._line.session.get_adapter(address).poolmanager.pools
        [pool] = [pools[key] for key in pools.keys()]
        idle = [one for one in list(pool.pool.queue) if one is not None and one.sock is not None]
        assert len(idle) == 1
        idle[0].sock.recv(1, socket.MSG_PEEK)  # until its end has come
    assert served == [1, 2, 3]


def test_a_kept_connection_that_breaks_under_a_send_leaves_it_unclear(
    make_twilio: MakeTwilio, standin: Standin
) -> None:
    standin.set(numbers={TO: ["ok", "drop_after", "ok", "drop_before"]})
    twilio = make_twilio()
    outcomes = [twilio.send(Outgoing("m1", TO, "hoi")) for _ in range(4)]
    assert [type(one) for one in outcomes] == [Accepted, Unclear, Accepted, Unclear]
    assert standin.texted()[TO] == 3
    peers = [row["peer"] for row in standin.requests()]
    assert peers[0] == peers[1] != peers[2] == peers[3]


def test_care_asks_that_texts_are_not_kept_and_a_campaign_does_not(
    make_twilio: MakeTwilio, standin: Standin
) -> None:
    twilio = make_twilio()
    twilio.send(PRIVATE)
    twilio.send(Outgoing("m1", TO, "hoi"))
    assert [row["content_retention"] for row in standin.messages()] == ["discard", ""]


def test_an_answer_is_sent_even_where_the_account_cannot_discard_it(
    make_twilio: MakeTwilio, standin: Standin, caplog: pytest.LogCaptureFixture
) -> None:
    standin.set(redaction=False)
    twilio = make_twilio(address_retention="obfuscate")
    assert isinstance(twilio.send(PRIVATE), Accepted)
    assert standin.texted()[TO] == 1
    tried = [row["fault"] for row in standin.requests()]
    assert tried == ["30029", "30030", "ok"]
    assert isinstance(twilio.send(PRIVATE), Accepted)  # at once: it knows by now
    assert len(standin.requests()) == 4
    loud = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert len([one for one in loud if "may not ask for" in one.getMessage()]) == 2
    last = standin.messages()[-1]
    assert (last["content_retention"], last["address_retention"]) == ("", "")


def test_a_campaign_that_should_discard_pauses_where_the_account_cannot(
    make_twilio: MakeTwilio, standin: Standin
) -> None:
    standin.set(redaction=False)
    twilio = make_twilio(content_retention="discard")
    for _ in range(2):
        refused = twilio.send(Outgoing("m1", TO, "hoi"))
        assert refused == Refused("30029", stops_campaign=True)
    twilio.send(PRIVATE)
    # What care's answers do without, a campaign does not: its setting was chosen for it.
    assert twilio.send(Outgoing("m1", TO, "hoi")) == Refused("30029", stops_campaign=True)


def test_an_answer_that_is_refused_for_another_reason_is_not_sent_again(
    make_twilio: MakeTwilio, standin: Standin
) -> None:
    standin.set(numbers={TO: ["refuse:21610"]})
    assert make_twilio().send(PRIVATE) == Refused("21610")
    assert len(standin.requests()) == 1


def test_answers_may_be_kept_when_the_setting_says_so(
    make_twilio: MakeTwilio, standin: Standin
) -> None:
    make_twilio(answers_content_retention="retain").send(PRIVATE)
    assert standin.messages()[0]["content_retention"] == ""


def test_callbacks_are_genuine_and_read(
    make_twilio: MakeTwilio, standin: Standin, webhook: Webhook
) -> None:
    twilio = make_twilio()
    webhook.genuine = twilio.genuine
    standin.set(webhook=webhook.address, fates={TO: "undelivered:30007"})
    taken = twilio.send(Outgoing("m1", TO, "hoi"))
    standin.wait()
    assert isinstance(taken, Accepted)
    assert [fits for _, _, fits in webhook.seen.posts] == [True, True]
    assert {path for path, _, _ in webhook.seen.posts} == {"/sms/receipt/m1"}
    assert {twilio.read_receipt(form) for form in webhook.seen.receipts()} == {
        Receipt(taken.carrier_id, "sent"),
        Receipt(taken.carrier_id, "undelivered", "30007", stops_campaign=True),
    }


def test_a_receipt_that_could_not_be_stored_comes_again(
    make_twilio: MakeTwilio, standin: Standin, webhook: Webhook
) -> None:
    webhook.seen.status = 503
    standin.set(webhook=webhook.address, retries=2, retry_ms=1, fate_shares={"failed:30005": 1})
    make_twilio().send(Outgoing("m1", TO, "hoi"))
    standin.wait()
    assert [row["answer"] for row in standin.callbacks()] == [503, 503, 503, -1]


@pytest.mark.parametrize(
    ("token", "fits"), [("secret-token", True), ("second-token", True), ("guess", False)]
)
def test_both_tokens_sign_callbacks_while_one_takes_the_others_place(
    make_twilio: MakeTwilio,
    standin: Standin,
    webhook: Webhook,
    monkeypatch: pytest.MonkeyPatch,
    token: str,
    fits: bool,
) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN_SECONDARY", "second-token")
    twilio = make_twilio()
    webhook.genuine = twilio.genuine
    standin.set(webhook=webhook.address, signed_by=token, fates={TO: "failed:30005"})
    twilio.send(Outgoing("m1", TO, "hoi"))
    standin.wait()
    assert [one for _, _, one in webhook.seen.posts] == [fits]
