"""While a database is busy: the visitor gets the page, the carrier is told to try again."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask.testing import FlaskClient

from db import Database, each
from helpdesk import partners
from house import House
from webhook import guard, visits

from .conftest import Post
from .test_links import counted

REPLY = {"MessageSid": "SM1", "From": "+31612345678", "To": "+3197000000000", "Body": "hulp"}
RECEIPT = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+31612345678"}
SHORT = 0.2  # seconds
Hold = Callable[[Database], AbstractContextManager[None]]


def _hold(tx: object, gate: tuple[threading.Event, threading.Event]) -> None:
    holding, let_go = gate
    holding.set()
    let_go.wait(20)


@pytest.fixture
def held() -> Hold:
    """`with held(db)`: its writer is busy with something else."""

    @contextmanager
    def hold(db: Database) -> Iterator[None]:
        gate = threading.Event(), threading.Event()
        busy = threading.Thread(target=db.write, args=(each(_hold), gate))
        busy.start()
        assert gate[0].wait(5)
        try:
            yield
        finally:
            gate[1].set()
            busy.join()

    return hold


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for patience in (visits.COUNTING, visits.READING, guard.STORING):
        monkeypatch.setattr(patience, "seconds", SHORT)


def test_a_visitor_gets_the_page_and_is_counted_later(
    client: FlaskClient, house: House, token: str, held: Hold
) -> None:
    with held(house.gate.db):
        start = time.monotonic()
        assert client.get(f"/c/{token}").status_code == 302
        assert "In Zwolle" in client.get(f"/care?t={token}").text
        assert time.monotonic() - start < 5
        assert counted(house) == {}
    assert _soon(lambda: counted(house) == {"visits": 1, "care": 1})


def test_a_page_without_a_token_is_there_as_well(
    client: FlaskClient, house: House, held: Hold
) -> None:
    with held(house.gate.db):
        assert client.get("/").status_code == 200


def test_a_link_that_cannot_be_read_in_time_leads_to_the_page_all_the_same(
    client: FlaskClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = threading.Event()
    monkeypatch.setattr("gate.links.read", lambda *_: let_go.wait(20) and None)
    try:
        assert client.get(f"/c/{token}").headers["Location"] == "/"
    finally:
        let_go.set()


def test_a_reply_is_sent_again_by_the_carrier_and_kept_once(
    post: Post, house: House, held: Hold
) -> None:
    partners.seed(house.helpdesk)
    with held(house.helpdesk.db):
        answer = post("/sms/reply", REPLY)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
    assert _soon(lambda: _replies(house) == 1)  # the first attempt came through after all
    again = post("/sms/reply", REPLY)
    assert again.status_code == 200
    assert "<Message>" in again.text
    assert _replies(house) == 1


@pytest.mark.parametrize("message_id", ["m" + "0" * 24, "a" + "0" * 24])
def test_a_receipt_is_sent_again_by_the_carrier(
    post: Post, message_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = threading.Event()
    side = "outreach.receipts.record" if message_id[0] == "m" else "helpdesk.outbox.receipt"
    monkeypatch.setattr(side, lambda *_: let_go.wait(20))
    try:
        assert post(f"/sms/receipt/{message_id}", RECEIPT).status_code == 503
    finally:
        let_go.set()


def _replies(house: House) -> int:
    with house.helpdesk.db.read() as session:
        found = session.connection.execute("select count(*) from entries where kind = 'reply'")
        return int(found.fetchone()[0])


def _soon(holds: Callable[[], bool]) -> bool:
    for _ in range(100):
        if holds():
            return True
        time.sleep(0.05)
    return False
