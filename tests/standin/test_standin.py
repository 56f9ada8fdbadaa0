"""The stand-in does what it is told, since other tests believe its ledger."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from tests.standin import ACCOUNT, TOKEN, Standin, start
from tests.standin.ledger import segments

PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"


@pytest.fixture
def standin() -> Iterator[Standin]:
    with start(step_ms=[1, 5]) as running:
        yield running


def create(standin: Standin, to: str = "+31612345678", **more: str) -> requests.Response:
    form = {"To": to, "From": "+3197000000000", "Body": "hoi", **more}
    return requests.post(f"{standin.address}{PATH}.json", form, auth=(ACCOUNT, TOKEN), timeout=10)


def ask(standin: Standin, path: str, **asked: str) -> requests.Response:
    return requests.get(standin.address + path, asked, auth=(ACCOUNT, TOKEN), timeout=10)


def test_what_it_accepts_is_on_disk_and_can_be_fetched_with_its_fate(standin: Standin) -> None:
    standin.set(fates={"+31612345678": "undelivered:30003"})
    sid = create(standin, ValidityPeriod="60").json()["sid"]
    standin.wait()
    [row] = standin.messages()
    assert (row["sid"], row["to"], row["body"], row["validity"]) == (
        sid,
        "+31612345678",
        "hoi",
        "60",
    )
    shown = ask(standin, f"{PATH}/{sid}.json").json()
    assert (shown["status"], shown["error_code"], shown["price"]) == (
        "undelivered",
        30003,
        "-0.08000",
    )
    assert ask(standin, f"{PATH}/SM0.json").status_code == 404
    assert standin.fates()[sid] == {
        "to": "+31612345678",
        "status": "undelivered",
        "code": "30003",
        "final": True,
    }


def test_a_stranger_gets_nothing(standin: Standin) -> None:
    answer = requests.post(f"{standin.address}{PATH}.json", {}, auth=("AC1", "?"), timeout=10)
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)
    assert not standin.messages()


@pytest.mark.parametrize(
    ("fault", "status", "accepted"),
    [
        ("ok", 201, 1),
        ("busy", 429, 0),
        ("refuse:21610", 400, 0),
        ("break_before", 500, 0),
        ("break_after", 500, 1),
        ("slow_before", 201, 1),
        ("slow_after", 201, 1),
        ("garbled_before", 201, 0),
        ("garbled_after", 201, 1),
        ("status:408", 408, 0),
        ("drop_before", 0, 0),
        ("drop_after", 0, 1),
    ],
)
def test_each_fault_comes_once_and_the_ledger_knows_what_was_accepted(
    standin: Standin, fault: str, status: int, accepted: int
) -> None:
    standin.set(numbers={"+31612345678": [fault]}, slow_ms=10)
    if status:
        assert create(standin).status_code == status
    else:
        with pytest.raises(requests.ConnectionError):
            create(standin)
    assert len(standin.messages()) == accepted
    assert create(standin).status_code == 201
    assert len(standin.requests("create")) == 2


def test_chances_are_drawn_alike_for_one_seed(standin: Standin) -> None:
    standin.set(chances={"busy": 0.5})
    numbers = [f"+316{n:08}" for n in range(20)]
    first = [create(standin, number).status_code for number in numbers]
    assert set(first) == {201, 429}
    with start(chances={"busy": 0.5}) as other:
        assert [create(other, number).status_code for number in numbers] == first


def test_more_segments_than_a_second_may_have_are_too_many(standin: Standin) -> None:
    standin.set(segments_per_second=3, retry_after="2")
    answers = [create(standin, Body="x" * 170) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 429]
    assert answers[1].headers["Retry-After"] == "2"


def test_the_list_filters_and_goes_on_page_by_page(standin: Standin) -> None:
    sids = [create(standin).json()["sid"] for _ in range(5)]
    create(standin, "+31698765432")
    standin.wait()
    page = ask(standin, f"{PATH}.json", To="+31612345678", PageSize="2").json()
    seen = [one["sid"] for one in page["messages"]]
    while page["next_page_uri"]:
        page = ask(standin, page["next_page_uri"]).json()
        seen += [one["sid"] for one in page["messages"]]
    assert seen == sids[::-1]
    for name, day, many in (
        ("DateSent<", "2020-01-01", 0),
        ("DateSent>", "2020-01-01", 6),
        ("DateSent", "2020-01-01", 0),
        ("DateSent>", "2020-01-01T10:00:00Z", 6),
    ):
        assert len(ask(standin, f"{PATH}.json", **{name: day}).json()["messages"]) == many


class Ear(ThreadingHTTPServer):
    """Keeps what is posted to it."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, str]] = []
        self.status = 204
        super().__init__(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, args=[0.02], daemon=True).start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = self.rfile.read(int(self.headers["Content-Length"])).decode()
                ear.heard.append((self.path, form, self.headers["X-Twilio-Signature"]))
                self.send_response(ear.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def ear() -> Iterator[Ear]:
    served = Ear()
    yield served
    served.shutdown()
    served.server_close()


CALLBACK = {"StatusCallback": "https://uitweg.example/sms/receipt/m1"}


def test_callbacks_go_to_the_webhook_once_a_status(standin: Standin, ear: Ear) -> None:
    standin.set(webhook=ear.address)
    create(standin, **CALLBACK)
    standin.wait()
    assert [path for path, _, _ in ear.heard] == ["/sms/receipt/m1"] * 2
    assert {row["status"] for row in standin.callbacks()} == {"sent", "delivered"}
    assert all(signature for _, _, signature in ear.heard)


@pytest.mark.parametrize(
    ("manner", "statuses"),
    [
        ({"doubled": 1}, ["sent", "sent", "delivered", "delivered"]),
        ({"shuffled": 1}, ["delivered", "sent"]),
        ({"never": 1}, []),
        ({"queued": 1}, ["queued", "sent", "delivered"]),
    ],
)
def test_callbacks_come_as_badly_as_asked(
    standin: Standin, ear: Ear, manner: dict[str, object], statuses: list[str]
) -> None:
    standin.set(webhook=ear.address, step_ms=[200, 200])
    standin.set(**manner)
    create(standin, **CALLBACK)
    standin.wait()
    assert [row["status"] for row in standin.callbacks()] == statuses


def test_early_callbacks_come_before_the_answer(standin: Standin, ear: Ear) -> None:
    standin.set(webhook=ear.address, early=1)
    assert create(standin, **CALLBACK).json()["status"] == "delivered"
    assert len(ear.heard) == 2


def test_a_callback_that_nobody_hears_is_tried_again_and_then_lost(standin: Standin) -> None:
    standin.set(
        webhook="http://127.0.0.1:9", retries=2, retry_ms=1, fate_shares={"failed:30007": 1}
    )
    create(standin, **CALLBACK)
    standin.wait()
    assert [row["answer"] for row in standin.callbacks()] == [0, 0, 0, -1]


def test_an_account_without_redaction_refuses_to_discard(standin: Standin) -> None:
    standin.set(redaction=False)
    assert create(standin, ContentRetention="discard").json()["code"] == 30029
    assert create(standin, AddressRetention="obfuscate").json()["code"] == 30030


def test_it_outlives_a_killed_client_and_not_its_own_test() -> None:
    standin = start()
    asks = f"import urllib.request as u\nwhile 1: u.urlopen('{standin.address}/standin/pending')"
    client = subprocess.Popen([sys.executable, "-c", asks])
    client.kill()
    client.wait()
    assert create(standin).status_code == 201
    process = standin._process
    assert process.stdin is not None
    process.stdin.close()  # as when its test is killed
    assert process.wait(10) == 0
    standin.stop()


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("a" * 152 + "€" + "a" * 10, 2),
        ("ë" * 70, 1),
        ("ë" * 71, 2),
        ("é" * 160, 1),
    ],
)
def test_segments_are_counted_by_the_standards_borders(text: str, many: int) -> None:
    assert segments(text) == many
