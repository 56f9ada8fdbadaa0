"""Delivery callbacks find their message by the id in the address."""

import pytest

from carrier.base import Receipt

from .conftest import Post

FORM = {"MessageSid": "SM" + "b" * 32, "MessageStatus": "delivered", "To": "+31612345678"}
Taken = list[tuple[str, str, Receipt]]


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Taken:
    """What reached each side; ids that end in "known" are known."""
    taken: Taken = []

    def keep(side: str) -> object:
        def record(room: object, message_id: str, receipt: Receipt, now: object) -> bool:
            taken.append((side, message_id, receipt))
            return message_id.endswith("known")

        return record

    monkeypatch.setattr("outreach.receipts.record", keep("outreach"))
    monkeypatch.setattr("helpdesk.outbox.receipt", keep("care"))
    return taken


@pytest.mark.parametrize(("message_id", "side"), [("m1known", "outreach"), ("a1known", "care")])
def test_a_receipt_reaches_the_side_whose_message_it_is(
    post: Post, taken: Taken, message_id: str, side: str
) -> None:
    answer = post(f"/sms/receipt/{message_id}", FORM)
    assert (answer.status_code, answer.data) == (200, b"")
    assert taken == [(side, message_id, Receipt(FORM["MessageSid"], "delivered"))]


@pytest.mark.parametrize("message_id", ["m1nobody", "a1nobody", "x1nobody"])
def test_an_unknown_id_is_logged_without_the_id(
    post: Post, taken: Taken, message_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    answer = post(f"/sms/receipt/{message_id}", FORM)
    assert (answer.status_code, answer.data) == (200, b"")
    assert "a receipt for an id that we do not know" in caplog.text
    assert "nobody" not in caplog.text and FORM["MessageSid"] not in caplog.text


@pytest.mark.parametrize("missing", ["MessageSid", "MessageStatus"])
def test_a_malformed_receipt_gets_a_sentence(post: Post, taken: Taken, missing: str) -> None:
    form = {name: value for name, value in FORM.items() if name != missing}
    assert post("/sms/receipt/m1known", form).status_code == 400
    assert taken == []


def test_when_the_database_cannot_take_it_the_carrier_is_to_try_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bool:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("outreach.receipts.record", full)
    assert post("/sms/receipt/m1known", FORM).status_code == 503


@pytest.mark.parametrize("message_id", ["m" + "0" * 24, "a" + "0" * 24])
def test_both_real_sides_take_an_unknown_id_calmly(post: Post, message_id: str) -> None:
    assert post(f"/sms/receipt/{message_id}", FORM).status_code == 200
