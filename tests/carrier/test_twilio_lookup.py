"""What Twilio is asked about its messages, and when its answer must not be believed."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from twilio.base.exceptions import TwilioException

from carrier import lookup
from carrier.base import Accepted, Charge, Found, Outgoing
from carrier.twilio import Twilio
from tests.carrier.conftest import MakeTwilio
from tests.standin import Standin

TO, OTHER = "+31698765432", "+31612345678"
PAST = timedelta(hours=1)


def send(twilio: Twilio, to: str = TO, text: str = "hoi") -> str:
    taken = twilio.send(Outgoing("m1", to, text))
    assert isinstance(taken, Accepted)
    return taken.carrier_id


def test_the_list_shows_what_this_number_was_sent_with_its_fate(
    make_twilio: MakeTwilio, standin: Standin
) -> None:
    twilio, began = make_twilio(), datetime.now(UTC)
    standin.set(fates={TO: "undelivered:30005"})
    sid = send(twilio)
    send(twilio, OTHER)
    standin.wait()
    assert twilio.find(TO, began) == [Found(sid, "hoi", "undelivered", "30005")]
    assert twilio.find("+31600000099", began) == []


def test_a_message_that_waits_at_the_carrier_is_not_absent(
    make_twilio: MakeTwilio, standin: Standin
) -> None:
    standin.set(step_ms=[60_000, 60_000])  # not sent yet, so by the carrier's date it is nowhere
    twilio, began = make_twilio(), datetime.now(UTC)
    sid = send(twilio)
    assert twilio.find(TO, began) == [Found(sid, "hoi", "queued")]


def test_what_was_accepted_earlier_is_another_message(
    make_twilio: MakeTwilio, standin: Standin
) -> None:
    twilio = make_twilio()
    send(twilio)
    assert len(twilio.find(TO, datetime.now(UTC) - timedelta(minutes=1)) or []) == 1
    assert twilio.find(TO, datetime.now(UTC) + timedelta(minutes=1)) == []


def test_a_long_list_is_read_to_its_end(
    make_twilio: MakeTwilio, standin: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "PAGE", 2)
    twilio, began = make_twilio(), datetime.now(UTC)
    sids = {send(twilio) for _ in range(5)}
    assert {one.carrier_id for one in twilio.find(TO, began) or []} == sids
    assert [row["to"] for row in standin.requests("list")].count(TO) == 3
    monkeypatch.setattr(lookup, "MOST", 4)
    assert twilio.find(TO, began) is None  # more than can be: not to be believed


@pytest.mark.parametrize("fault", ["break", "busy", "garbled", "drop", "slow", "refuse:20003"])
def test_a_carrier_that_cannot_be_asked_does_not_say_absent(
    make_twilio: MakeTwilio, standin: Standin, fault: str
) -> None:
    twilio, began = make_twilio(timeout=0.4), datetime.now(UTC)
    sid = send(twilio)
    standin.set(asking=[fault] * 3, slow_ms=2000)
    assert twilio.find(TO, began) is None
    assert twilio.fetch(sid) is None
    assert twilio.charges(began - PAST, began + PAST) is None
    assert len(twilio.find(TO, began) or []) == 1  # and later it can


def test_a_list_that_breaks_off_halfway_does_not_say_absent(
    make_twilio: MakeTwilio, standin: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "PAGE", 2)
    twilio, began = make_twilio(), datetime.now(UTC)
    for _ in range(3):
        send(twilio)
    standin.set(asking=["ok", "break"])
    assert twilio.find(TO, began) is None


def test_with_hidden_numbers_nobody_is_absent(make_twilio: MakeTwilio, standin: Standin) -> None:
    twilio, began = make_twilio(address_retention="obfuscate"), datetime.now(UTC)
    send(twilio)
    assert standin.messages()[0]["address_retention"] == "obfuscate"
    assert twilio.find(TO, began) is None
    assert not standin.requests("list")


def test_an_account_that_hides_numbers_by_itself_is_found_out(
    make_twilio: MakeTwilio, standin: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "IN_TRANSIT", timedelta(0))
    standin.set(redacts=True)
    twilio, began = make_twilio(), datetime.now(UTC)
    assert twilio.find(TO, began) == []  # nothing was ever sent
    send(twilio)
    standin.wait()
    standin.set(redacts=False)
    send(twilio)  # an answer that can be found does not prove that the other would be
    assert twilio.find(TO, began) is None
    asked = len(standin.requests("list"))
    assert twilio.find(TO, began) is None  # known for the life of the process
    assert len(standin.requests("list")) == asked


def test_an_account_that_shows_numbers_is_not_looked_at_each_time(
    make_twilio: MakeTwilio, standin: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "IN_TRANSIT", timedelta(0))
    twilio, began = make_twilio(), datetime.now(UTC)
    send(twilio)
    standin.wait()
    for _ in range(5):
        assert len(twilio.find(TO, began) or []) == 1
    assert len(standin.requests("list")) == 6


def test_a_discarded_text_is_shown_as_none(make_twilio: MakeTwilio, standin: Standin) -> None:
    twilio, began = make_twilio(content_retention="discard"), datetime.now(UTC)
    sid = send(twilio)
    assert standin.messages()[0]["body"] == "hoi"
    [found] = twilio.find(TO, began) or []
    assert (found.carrier_id, found.text) == (sid, "")


def test_one_message_is_fetched_by_its_id(make_twilio: MakeTwilio, standin: Standin) -> None:
    twilio = make_twilio()
    standin.set(fates={TO: "failed:30007"})
    sid = send(twilio)
    standin.wait()
    assert twilio.fetch(sid) == Found(sid, "hoi", "failed", "30007")
    assert twilio.fetch("SM" + "0" * 32) is None


def test_what_was_charged_is_added_up_page_by_page(
    make_twilio: MakeTwilio, standin: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "PAGE", 2)
    twilio, began = make_twilio(), datetime.now(UTC).replace(microsecond=0)
    standin.set(fates={OTHER: "failed:30005"}, price="0.0812", currency="eur")
    sids = [send(twilio, text="x" * 161), send(twilio), send(twilio), send(twilio)]
    send(twilio, OTHER)  # never left: no price
    standin.wait()
    charged = list(twilio.charges(began, began + PAST) or [])
    assert {one.carrier_id for one in charged} == set(sids)
    assert Charge(sids[0], Decimal("0.16240"), "EUR") in charged
    assert sum(one.amount for one in charged) == Decimal("0.40600")
    assert len(standin.requests("list")) == 2
    assert list(twilio.charges(began - PAST, began) or []) == []


def test_prices_that_break_off_halfway_are_not_a_sum(
    make_twilio: MakeTwilio, standin: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "PAGE", 2)
    twilio, began = make_twilio(), datetime.now(UTC)
    for _ in range(3):
        send(twilio)
    standin.wait()
    standin.set(asking=["ok", "break"])
    charges = twilio.charges(began - PAST, began + PAST)
    assert charges is not None
    with pytest.raises(TwilioException):
        list(charges)
