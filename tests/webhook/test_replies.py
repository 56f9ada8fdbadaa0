"""Inbound SMS: 200 only when stored, and never a 500 whatever is posted."""

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from carrier.base import Inbound
from helpdesk import partners
from house import House

from .conftest import Post, SigningPostbox

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
