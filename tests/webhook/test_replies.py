"""Inbound SMS: 200 only when stored, and never a 500 whatever is posted."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from carrier import twilio
from carrier.base import Inbound
from db import each
from gate import stops
from helpdesk import inbox, partners
from house import House
from trust.access import Actor
from webhook import guard
from webhook.app import create_app

from .conftest import SECRET, Post, SigningPostbox

FORM = {
    "MessageSid": "SM" + "a" * 32,
    "From": "+31612345678",
    "To": "+3197000000000",
    "Body": "ik wil hulp",
    "NumMedia": "0",
}


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> list[Inbound]:
    """What reached the helpdesk, which answers "Dank je"."""
    taken: list[Inbound] = []

    def receive(room: object, inbound: Inbound, now: object) -> str:
        taken.append(inbound)
        return "Dank je & tot zo"

    monkeypatch.setattr("helpdesk.replies.receive", receive)
    return taken


def test_a_reply_reaches_the_helpdesk_and_its_answer_the_carrier(
    post: Post, received: list[Inbound]
) -> None:
    answer = post("/sms/reply", FORM)
    assert answer.status_code == 200
    assert answer.mimetype == "text/xml"
    assert "<Message>Dank je &amp; tot zo</Message>" in answer.text
    assert received == [Inbound(FORM["MessageSid"], FORM["From"], FORM["To"], "ik wil hulp")]


def test_nothing_to_say_is_an_empty_answer(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpdesk.replies.receive", lambda *_: None)
    answer = post("/sms/reply", FORM)
    assert answer.status_code == 200
    assert "<Response" in answer.text and "Message" not in answer.text


def test_a_repeat_gets_the_same_answer_from_the_real_helpdesk(post: Post, house: House) -> None:
    partners.seed(house.helpdesk)
    first, again = post("/sms/reply", FORM), post("/sms/reply", FORM)
    assert first.status_code == again.status_code == 200
    assert "<Message>" in first.text
    assert again.text == first.text


@pytest.mark.parametrize(
    "change",
    [
        {"Body": ""},  # an empty text is a reply too
        {"Body": "  \r\n "},  # so is white space, kept for the signature
        {"Body": "\U0001f64f " * 700},
        {"NewParameter": "x"},  # they appear unannounced
        {"From": "Vodafone"},  # not E.164
        {"NumMedia": "many"},
    ],
)
def test_odd_replies_are_taken_all_the_same(
    post: Post, received: list[Inbound], change: dict[str, str]
) -> None:
    assert post("/sms/reply", FORM | change).status_code == 200
    assert len(received) == 1


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
def test_a_malformed_callback_gets_a_sentence(
    post: Post, received: list[Inbound], missing: str
) -> None:
    answer = post("/sms/reply", {name: value for name, value in FORM.items() if name != missing})
    assert answer.status_code == 400
    assert "Nothing was stored" in answer.text
    assert received == []


def test_when_the_database_cannot_take_it_the_carrier_is_to_try_again(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(room: object, inbound: Inbound, now: object) -> str:
        raise RuntimeError(f"cannot store {inbound.text} of {inbound.sender}")

    monkeypatch.setattr("helpdesk.replies.receive", full)
    answer = post("/sms/reply", FORM)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "RuntimeError" in caplog.text
    assert "hulp" not in caplog.text and "31612345678" not in caplog.text


@given(body=st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode()))
@effort(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_make_it_fail(
    client: FlaskClient, postbox: SigningPostbox, received: list[Inbound], body: bytes
) -> None:
    postbox.genuine = lambda *_: True  # type: ignore[method-assign]
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/x"):
        answer = client.post(
            "/sms/reply",
            data=b"MessageSid=SM1&From=%2B31612345678&Body=" + body,
            content_type=kind,
            headers={"X-Twilio-Signature": "x"},
        )
        assert answer.status_code in (200, 400)


# With the real helpdesk


@pytest.fixture
def desk(house: House) -> House:
    partners.seed(house.helpdesk)
    return house


def rows(house: House, query: str) -> list[tuple[object, ...]]:
    with house.helpdesk.db.read() as session:
        found: list[tuple[object, ...]] = session.connection.execute(query).fetchall()
    return found


def shown(house: House, cast: dict[str, Actor], now: datetime) -> list[str]:
    """What care workers read, of the only conversation that there is."""
    ((name, partner),) = rows(house, "select id, partner from conversations")
    talk = inbox.open(house.helpdesk, cast[f"{partner}-1"], str(name), now)
    return [entry.text for entry in talk.entries if entry.kind == "reply"]


def test_the_same_reply_twenty_times_at_once_is_one_row_and_twenty_equal_answers(
    post: Post, desk: House
) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: post("/sms/reply", FORM), range(20)))
    assert [one.status_code for one in answers] == [200] * 20
    assert len({one.text for one in answers}) == 1
    assert "<Message>" in answers[0].text
    for table in ("replies", "conversations"):
        assert rows(desk, f"select count(*) from {table}") == [(1,)]  # noqa: S608
    assert rows(desk, "select kind, count(*) from entries group by kind order by kind") == [
        ("automatic", 1),
        ("reply", 1),
    ]


@pytest.mark.parametrize("kind", ["STOP", "HELP", "START"])
def test_what_the_carrier_answered_itself_is_stored_and_not_answered_again(
    post: Post, desk: House, kind: str
) -> None:
    answer = post("/sms/reply", FORM | {"Body": kind.lower(), "OptOutType": kind})
    assert answer.status_code == 200 and "<Message>" not in answer.text
    assert rows(desk, "select count(*) from replies") == [(1,)]
    assert len(rows(desk, "select * from silenced")) == (kind == "STOP")


def test_pictures_are_noted_and_said_not_to_arrive(
    post: Post, desk: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetched(*_: object, **__: object) -> None:
        raise AssertionError("a picture was fetched")

    monkeypatch.setattr("requests.sessions.Session.request", fetched)
    picture = {"Body": "", "NumMedia": "1", "MediaUrl0": "https://api.twilio.com/2010/Media/ME1"}
    assert "Foto" in post("/sms/reply", FORM | picture).text
    assert rows(desk, "select automatic from replies") == [("media",)]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"Body": "ik wil hulp. " * 123 + "!", "NumSegments": "11"}, None),  # 1,600 characters
        ({"Body": "hulp " * 2_000}, None),  # 10,000: more than any carrier sends
        ({"Body": "\U0001f64f" * 800, "NumSegments": "24"}, None),
        ({"Body": "hulp", "Channel\ufffd": "x", "NewParameter": ""}, None),
        ({"Body": "hulp", "From": "Vodafone"}, None),
        ({"Body": "hulp", "From": "+4915112345678"}, None),
        ({"Body": "hulp", "From": "1234"}, None),
        ({"Body": "hulp\x00nu"}, "hulp\ufffdnu"),  # what no database takes is marked
    ],
)
def test_whatever_is_posted_reaches_a_person_whole(
    post: Post,
    desk: House,
    cast: dict[str, Actor],
    noon: datetime,
    change: dict[str, str],
    text: str | None,
) -> None:
    answer = post("/sms/reply", FORM | change)
    assert answer.status_code == 200
    assert shown(desk, cast, noon) == [text or change["Body"]]


def test_1600_characters_are_one_reply_however_many_parts_they_came_in(
    post: Post, desk: House
) -> None:
    body = ("ik wil hulp. " * 124)[:1600]
    assert len(body) == 1600
    assert "<Message>" in post("/sms/reply", FORM | {"Body": body, "NumSegments": "11"}).text
    assert rows(desk, "select intent from replies") == [("help",)]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"hulp %ff%fe", "hulp \ufffd\ufffd"),
        (b"%C3%28 hulp", "\ufffd( hulp"),
        (b"hulp \xff", "hulp \ufffd"),  # not even escaped
        (b"%E2%82 hulp %zz %", "\ufffd hulp %zz %"),
        (b"hulp%00", "hulp\ufffd"),
    ],
)
def test_broken_encoding_is_stored_with_marks(
    client: FlaskClient,
    desk: House,
    cast: dict[str, Actor],
    noon: datetime,
    body: bytes,
    text: str,
) -> None:
    form = FORM | {"Body": text if b"%00" not in body else "hulp\x00"}
    signature = twilio.sign(desk.settings.public_address + "/sms/reply", form, SECRET)
    answer = client.post(
        "/sms/reply",
        data=urlencode({k: v for k, v in FORM.items() if k != "Body"}).encode() + b"&Body=" + body,
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature},
    )
    assert answer.status_code == 200
    assert shown(desk, cast, noon) == [text]


def test_start_after_stop_lets_answers_through_says_so_and_lets_no_campaign_through(
    house: House, desk: House, noon: datetime
) -> None:
    at = _Clock(noon)
    client = create_app(house, clock=at).test_client(use_cookies=False)

    def write(number: int, text: str, minutes: int) -> str:
        at.moment = noon + timedelta(minutes=minutes)
        form = FORM | {"MessageSid": f"SM{number}", "Body": text}
        signature = twilio.sign(house.settings.public_address + "/sms/reply", form, SECRET)
        headers = {"X-Twilio-Signature": signature}
        return client.post("/sms/reply", data=form, headers=headers).text

    assert "Goed" in write(1, "STOP", 0)
    assert "<Message>" not in write(2, "wie zijn jullie", 120)
    assert "weer antwoord" in write(3, "START", 240)
    assert "<Message>" in write(4, "wie zijn jullie", 400)
    assert _is_stopped(house)


class _Clock:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


def _is_stopped(house: House) -> bool:
    with house.gate.db.read() as session:
        found = session.stops.of(persons=[stops.cut_index(house.gate, FORM["From"])])
    return any(row["campaign"] == stops.STOP for row in found)


# A database that is away, or too slow


def _counts(house: House) -> list[int]:
    tables = ("replies", "conversations", "entries", "answers", "silenced")
    return [int(str(rows(house, f"select count(*) from {one}")[0][0])) for one in tables]  # noqa: S608


@pytest.mark.parametrize(
    "broken", ["entries.add", "joining.join", "state.write", "withholding.hold_back"]
)
def test_a_write_that_fails_halfway_leaves_nothing_behind(
    post: Post, desk: House, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as failing:
        failing.setattr(f"helpdesk.{broken}", fail)
        answer = post("/sms/reply", FORM)
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert _counts(desk) == [0, 0, 0, 0, 0]
    assert "<Message>" in post("/sms/reply", FORM).text
    assert _counts(desk) == [1, 1, 2, 0, 0]


def test_when_the_gate_is_away_a_stop_is_not_acknowledged(
    post: Post, desk: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise RuntimeError("the gate's database is away")

    stop = FORM | {"Body": "STOP"}
    with monkeypatch.context() as failing:
        failing.setattr("gate.sides.CareSide.hear", away)
        assert post("/sms/reply", stop).status_code == 503
    assert not _is_stopped(desk)
    assert "Goed" in post("/sms/reply", stop).text
    assert _is_stopped(desk)


def test_a_database_that_is_too_slow_has_stored_all_of_it_or_nothing(
    post: Post, desk: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard.STORING, "seconds", 0.2)
    holding, let_go = threading.Event(), threading.Event()

    def hold(tx: object, item: object) -> None:
        holding.set()
        let_go.wait(20)

    busy = threading.Thread(target=desk.helpdesk.db.write, args=(each(hold), None))
    busy.start()
    assert holding.wait(5)
    try:
        assert post("/sms/reply", FORM).status_code == 503
        assert _counts(desk) == [0, 0, 0, 0, 0]
    finally:
        let_go.set()
        busy.join()
    assert _soon(lambda: _counts(desk) == [1, 1, 2, 0, 0])
    monkeypatch.setattr(guard.STORING, "seconds", 10.0)
    assert "<Message>" in post("/sms/reply", FORM).text
    assert _counts(desk) == [1, 1, 2, 0, 0]


def _soon(holds: Callable[[], bool]) -> bool:
    for _ in range(100):
        if holds():
            return True
        time.sleep(0.05)
    return False
