"""Receipts in any order, any number of times: forward only, and a final status is final."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from carrier.base import RECEIPT_STATUSES, Accepted, Found, Receipt
from house import House
from outreach import campaign, fetching, outbox, receipts
from outreach.receipts import MEANS, ORDER
from outreach.room import Outreach
from tests import ticking
from tests.conftest import Postbox
from tests.outreach import steps
from tests.outreach.steps import LEAD

FINAL = {"delivered", "undelivered", "failed"}


def sent(house: House, noon: datetime) -> str:
    """The id of a message that the carrier has taken."""
    name = steps.launched(house, noon)
    assert ticking.tick(house.outreach, noon)
    return next(row["id"] for row in steps.messages(house.outreach, name) if row["sent"])


def row_of(house: House, id_: str) -> dict[str, Any]:
    with house.outreach.db.read() as session:
        found = session.connection.execute("select * from messages where id = ?", [id_])
        columns = [column[0] for column in found.description]
        return dict(zip(columns, found.fetchone(), strict=True))


def put(house: House, id_: str, status: str) -> None:
    """Make a message stand somewhere, as a crash or a slow answer would leave it."""

    def change(tx: Any, items: list[str]) -> list[None]:
        tx.connection.execute(
            "update messages set status = ?, carrier_id = null, sent = null, ended = null "
            "where id = ?",
            [status, id_],
        )
        return [None] * len(items)

    house.outreach.db.write(change, "")


def kept(house: House, id_: str) -> list[tuple[str, bool]]:
    with house.outreach.db.read() as session:
        return [(row["status"], row["taken"]) for row in session.receipts.of_message(message=id_)]


@pytest.mark.parametrize(
    ("before", "told", "after", "why"),
    [
        ("sent", "delivered", "delivered", "the usual end"),
        ("sent", "sent", "sent", "no news"),
        ("sent", "queued", "sent", "an old receipt, late"),
        ("sent", "undelivered", "undelivered", "it did not arrive"),
        ("sent", "failed", "failed", "it never left the carrier"),
        ("sending", "sent", "sent", "the receipt overtook the answer to the send"),
        ("sending", "delivered", "delivered", "so did this one"),
        ("unknown", "queued", "sent", "a receipt proves that the carrier has it"),
        ("unknown", "delivered", "delivered", "and that it arrived"),
        ("queued", "sent", "sent", "thought absent, but there: it must not be sent again"),
        ("delivered", "sent", "delivered", "final"),
        ("delivered", "undelivered", "delivered", "a contradiction changes nothing"),
        ("undelivered", "delivered", "undelivered", "nor the other way round"),
        ("failed", "delivered", "failed", "nor here"),
        ("held", "delivered", "held", "it never left"),
    ],
)
def test_a_receipt_moves_a_message_forward_or_not_at_all(
    house: House, noon: datetime, before: str, told: str, after: str, why: str
) -> None:
    id_ = sent(house, noon)
    put(house, id_, before)
    assert receipts.record(house.outreach, id_, Receipt("SM9", told), noon)
    row = row_of(house, id_)
    assert row["status"] == after, why
    assert kept(house, id_) == [(told, before != after)]
    if before != after:
        assert row["carrier_id"] == "SM9" and row["sent"] == noon
        assert (row["ended"] == noon) is (after in FINAL)


def test_the_answer_to_the_send_may_come_after_the_receipt(house: House, noon: datetime) -> None:
    """The carrier calls back while we still wait for its answer."""
    name, room = steps.launched(house, noon), house.outreach
    send = house.carrier.send

    def call_back_first(message: Any) -> Any:
        outcome = send(message)
        receipt = Receipt(outcome.carrier_id, "delivered")
        assert receipts.record(room, message.message_id, receipt, noon)
        return outcome

    house.carrier.send = call_back_first  # type: ignore[method-assign]
    ticking.tick(room, noon)
    done = [row for row in steps.messages(room, name) if row["status"] != "queued"]
    assert {row["status"] for row in done} == {"delivered"}
    assert all(row["carrier_id"] and row["sent"] and row["ended"] for row in done)


def test_an_unknown_id_is_said_so_and_stores_nothing(house: House, noon: datetime) -> None:
    assert not receipts.record(house.outreach, "m" + "0" * 24, Receipt("SM1", "delivered"), noon)
    assert kept(house, "m" + "0" * 24) == []


def test_a_code_is_kept_only_when_it_is_about_us(house: House, noon: datetime) -> None:
    id_ = sent(house, noon)
    receipts.record(house.outreach, id_, Receipt("SM1", "undelivered", "30005"), noon)
    assert row_of(house, id_)["code"] == "number"  # its own could say who opted out there
    campaign_ = row_of(house, id_)["campaign"]
    other = next(r["id"] for r in steps.messages(house.outreach, campaign_) if r["id"] != id_)
    about_us = Receipt("SM1", "undelivered", "30007", stops_campaign=True)
    receipts.record(house.outreach, other, about_us, noon)
    assert row_of(house, other)["code"] == "30007"


def test_the_end_is_when_the_last_receipt_came(house: House, noon: datetime) -> None:
    id_, later = sent(house, noon), noon + timedelta(hours=3)
    receipts.record(house.outreach, id_, Receipt("SM1", "sent"), noon)
    receipts.record(house.outreach, id_, Receipt("SM1", "delivered"), later)
    receipts.record(house.outreach, id_, Receipt("SM1", "delivered"), later + timedelta(hours=1))
    row = row_of(house, id_)
    assert (row["sent"], row["ended"]) == (noon, later)


def test_an_opt_out_at_the_carrier_reaches_the_gate_before_it_is_stored(
    house: House, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = sent(house, noon)

    def busy(*_: object) -> None:
        raise RuntimeError("the gate is busy")

    opted_out = Receipt("SM1", "undelivered", "21610")
    with monkeypatch.context() as patched:
        patched.setattr("gate.stops.add", busy)
        with pytest.raises(RuntimeError):  # the carrier hears 503, and comes again
            receipts.record(house.outreach, id_, opted_out, noon)
    assert row_of(house, id_)["status"] == "sent"
    assert receipts.record(house.outreach, id_, opted_out, noon)
    assert row_of(house, id_)["status"] == "undelivered"
    with house.gate.db.read() as session:
        stopped = session.connection.execute("select count(*) from stops where campaign = ''")
        assert stopped.fetchone()[0] == 1


def test_an_opt_out_whose_key_is_lost_is_stored_all_the_same(house: House, noon: datetime) -> None:
    id_ = sent(house, noon)
    house.outreach.keys.destroy(f"campaign-{row_of(house, id_)['campaign']}")
    assert receipts.record(house.outreach, id_, Receipt("SM1", "undelivered", "21610"), noon)
    assert row_of(house, id_)["status"] == "undelivered"


def test_a_code_that_is_about_us_pauses_the_campaign(house: House, noon: datetime) -> None:
    id_ = sent(house, noon)
    filtered = Receipt("SM1", "undelivered", "30007", stops_campaign=True)
    receipts.record(house.outreach, id_, filtered, noon)
    paused = campaign.get(house.outreach, steps.LEAD, row_of(house, id_)["campaign"])
    assert paused.status == "paused"
    assert paused.pause_reason and paused.pause_reason.startswith("The carrier refuses")


def test_a_hundred_receipts_at_once_for_one_message_are_one_change(
    house: House, noon: datetime
) -> None:
    id_ = sent(house, noon)
    told = [Receipt("SM1", ("delivered", "undelivered")[nth % 2]) for nth in range(100)]
    with ThreadPoolExecutor(32) as pool:
        assert all(pool.map(lambda one: receipts.record(house.outreach, id_, one, noon), told))
    rows = kept(house, id_)
    assert len(rows) == 100
    taken = [status for status, moved in rows if moved]
    assert len(taken) == 1 and taken[0] == row_of(house, id_)["status"]


statuses = st.sampled_from(RECEIPT_STATUSES)


@given(st.sampled_from(sorted(ORDER)), st.lists(statuses, max_size=12))
def test_in_any_order_it_only_moves_forward_and_stays_where_it_ends(
    start: str, told: list[str]
) -> None:
    status = start
    for one in told:
        after = receipts.step(status, one)
        assert ORDER[after] >= ORDER[status]
        if status in FINAL or status == "held":
            assert after == status
        status = after
    if start not in FINAL and start != "held" and told:
        first_final = next((MEANS[one] for one in told if one in FINAL), "sent")
        assert status == first_final


@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 4), statuses), min_size=1, max_size=40))
def test_a_batch_stores_what_receipts_one_by_one_would(
    house: House, noon: datetime, told: list[tuple[int, str]]
) -> None:
    """The set-based write folds receipts for the same message in the order in which they came."""
    name = steps.launched(house, noon, first=1_000_000 + _next_thousand())
    ids = [row["id"] for row in steps.messages(house.outreach, name)][:5]
    came = [receipts._Came(ids[nth], Receipt("SM1", status), noon) for nth, status in told]
    expected = dict.fromkeys(ids, "queued")
    for nth, status in told:
        expected[ids[nth]] = receipts.step(expected[ids[nth]], status)

    def all_at_once(tx: Any, items: list[Any]) -> list[bool]:
        return [all(receipts._record(tx, items[0]))]

    assert house.outreach.db.write(all_at_once, came)
    assert {id_: row_of(house, id_)["status"] for id_ in ids} == expected


_thousands = iter(range(0, 90_000_000, 1000))


def _next_thousand() -> int:
    return next(_thousands)


# A phone that was not reached


@pytest.fixture
def trying_again(house: House) -> House:
    """A house that tries unreachable phones once more, after three hours."""
    sending = house.settings.sending.model_copy(update={"retry_unreachable_hours": 3.0})
    chosen = house.settings.model_copy(update={"sending": sending})
    return replace(house, outreach=replace(house.outreach, settings=chosen))


MISSED = Receipt("SM1", "undelivered", "30003")


def test_an_unreachable_phone_is_tried_once_more_hours_later_and_not_a_third_time(
    trying_again: House, postbox: Postbox, noon: datetime
) -> None:
    room, id_ = trying_again.outreach, sent(trying_again, noon)
    name = row_of(trying_again, id_)["campaign"]
    number = next(one.to for one in postbox.taken if one.message_id == id_)
    first = Receipt(row_of(trying_again, id_)["carrier_id"], "undelivered", "30003")
    assert receipts.record(room, id_, first, noon)
    assert receipts.record(room, id_, first, noon)  # the carrier says it twice
    _send_all(room, noon + timedelta(hours=2))
    assert [one.to for one in postbox.taken].count(number) == 1
    _send_all(room, noon + timedelta(hours=3))
    assert [one.to for one in postbox.taken].count(number) == 2
    assert steps.statuses(room, name) == {"sent": 100}
    assert receipts.record(room, id_, first, noon + timedelta(hours=4))  # and once more, late
    assert row_of(trying_again, id_)["status"] == "sent"
    second = Receipt(row_of(trying_again, id_)["carrier_id"], "undelivered", "30003")
    assert second.carrier_id != first.carrier_id
    receipts.record(room, id_, second, noon + timedelta(hours=5))
    assert row_of(trying_again, id_)["status"] == "undelivered"
    assert row_of(trying_again, id_)["code"] == "phone"


def test_a_first_try_that_arrives_after_all_is_not_followed_by_a_second(
    trying_again: House, postbox: Postbox, noon: datetime
) -> None:
    room, id_ = trying_again.outreach, sent(trying_again, noon)
    carrier_id = row_of(trying_again, id_)["carrier_id"]
    receipts.record(room, id_, Receipt(carrier_id, "undelivered", "30003"), noon)
    assert row_of(trying_again, id_)["status"] == "queued"
    receipts.record(room, id_, Receipt(carrier_id, "delivered"), noon + timedelta(hours=1))
    before = len(postbox.taken)
    _send_all(room, noon + timedelta(hours=4))
    assert row_of(trying_again, id_)["status"] == "delivered"
    assert id_ not in [one.message_id for one in postbox.taken[before:]]


def test_a_receipt_that_overtakes_the_answer_to_the_send_begins_no_third_try(
    trying_again: House, noon: datetime
) -> None:
    room, name = trying_again.outreach, steps.launched(trying_again, noon)
    box = outbox.Outbox(room, ahead=0)
    box.keep_books(noon)
    box.let_leave(noon)
    box._lines.shutdown(wait=True)  # the carrier has answered, and nobody looked yet
    id_ = next(row["id"] for row in steps.messages(room, name) if row["status"] == "sending")
    answer = next(one for one, r in box._under_way.items() if r.row["id"] == id_).result()
    assert isinstance(answer, Accepted)
    receipts.record(room, id_, Receipt(answer.carrier_id, "undelivered", "30003"), noon)
    box.close(noon)
    row = row_of(trying_again, id_)
    assert (row["status"], row["earlier_id"]) == ("queued", answer.carrier_id)


def test_without_the_setting_an_unreachable_phone_is_not_tried_again(
    house: House, noon: datetime
) -> None:
    id_ = sent(house, noon)
    receipts.record(house.outreach, id_, MISSED, noon)
    assert row_of(house, id_)["status"] == "undelivered"


def test_a_campaign_that_was_cancelled_tries_nobody_again(
    trying_again: House, noon: datetime
) -> None:
    id_ = sent(trying_again, noon)
    campaign.cancel(trying_again.outreach, LEAD, row_of(trying_again, id_)["campaign"], noon)
    receipts.record(trying_again.outreach, id_, MISSED, noon)
    assert row_of(trying_again, id_)["status"] == "undelivered"


@pytest.mark.parametrize(("code", "hours"), [("30003", 3), ("30036", 0), ("30001", 0)])
def test_a_finished_campaign_goes_on_for_a_text_that_came_back(
    trying_again: House, postbox: Postbox, noon: datetime, code: str, hours: int
) -> None:
    room, id_ = trying_again.outreach, sent(trying_again, noon)
    name = row_of(trying_again, id_)["campaign"]
    _send_all(room, noon)
    assert outbox.finish(room, noon + timedelta(minutes=1)) == 1
    back = Receipt(row_of(trying_again, id_)["carrier_id"], "failed", code)
    receipts.record(room, id_, back, noon + timedelta(minutes=2))
    assert campaign.get(room, LEAD, name).status == "sending"
    assert ("machine", "campaign.reopened") in steps.actions(room)
    before = len(postbox.taken)
    _send_all(room, noon + timedelta(hours=hours, minutes=3))
    assert [one.message_id for one in postbox.taken[before:]] == [id_]
    assert outbox.finish(room, noon + timedelta(hours=hours, minutes=5)) == 1


def test_what_never_left_the_carrier_is_sent_again_as_often_as_it_takes(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    room, id_ = house.outreach, sent(house, noon)
    for nth in range(1, 4):
        back = Receipt(row_of(house, id_)["carrier_id"], "failed", "30036")
        receipts.record(room, id_, back, noon + timedelta(minutes=nth))
        receipts.record(room, id_, back, noon + timedelta(minutes=nth))
        _send_all(room, noon + timedelta(minutes=nth))
        assert [one.message_id for one in postbox.taken].count(id_) == nth + 1


def test_of_two_copies_that_somebody_wanted_sent_none_begins_a_third(
    trying_again: House, noon: datetime
) -> None:
    """The first copy was lost sight of and sent again by hand; then its phone was not reached."""
    room, id_ = trying_again.outreach, sent(trying_again, noon)
    other = Receipt("SM-of-the-first-copy", "undelivered", "30003")
    receipts.record(room, id_, other, noon)
    assert row_of(trying_again, id_)["status"] == "undelivered"


def test_who_stops_before_the_second_try_looks_like_whoever_had_no_second(
    trying_again: House, noon: datetime
) -> None:
    room, id_ = trying_again.outreach, sent(trying_again, noon)
    first = Receipt(row_of(trying_again, id_)["carrier_id"], "undelivered", "30003")
    receipts.record(room, id_, first, noon)
    with room.db.read() as session:
        (sealed,) = session.messages.sealed(messages=[id_])
    ring = room.keys.ring(f"campaign-{sealed['campaign']}")
    trying_again.helpdesk.gate.stop(ring.open(sealed["number_sealed"], "recipient"))
    _send_all(room, noon + timedelta(hours=4))
    row = row_of(trying_again, id_)
    assert (row["status"], row["code"], row["carrier_id"], row["earlier_id"]) == (
        "undelivered",
        "phone",
        first.carrier_id,
        None,
    )


def test_nor_does_a_crash_in_the_first_try_make_a_stop_before_the_second_one_show(
    trying_again: House, noon: datetime
) -> None:
    room, id_ = trying_again.outreach, sent(trying_again, noon)
    first = Receipt(row_of(trying_again, id_)["carrier_id"], "undelivered", "30003")
    receipts.record(room, id_, first, noon)

    def as_after_a_crash(tx: Any, items: list[str]) -> list[None]:
        tx.connection.execute("update messages set attempts = 0 where id = ?", items)
        return [None] * len(items)

    room.db.write(as_after_a_crash, id_)
    with room.db.read() as session:
        (sealed,) = session.messages.sealed(messages=[id_])
    ring = room.keys.ring(f"campaign-{sealed['campaign']}")
    trying_again.helpdesk.gate.stop(ring.open(sealed["number_sealed"], "recipient"))
    _send_all(room, noon + timedelta(hours=4))
    row = row_of(trying_again, id_)
    assert (row["status"], row["carrier_id"]) == ("undelivered", first.carrier_id)


def test_an_opt_out_at_the_carrier_ends_like_a_dead_number(house: House, noon: datetime) -> None:
    one = sent(house, noon)
    name = row_of(house, one)["campaign"]
    rows = [row for row in steps.messages(house.outreach, name) if row["status"] == "sent"]
    for row, status, code in zip(rows, ("failed", "undelivered"), ("21610", "30005"), strict=False):
        receipts.record(house.outreach, row["id"], Receipt(row["carrier_id"], status, code), noon)
    ends = {(row_of(house, r["id"])["status"], row_of(house, r["id"])["code"]) for r in rows[:2]}
    assert ends == {("undelivered", "number")}


# Receipts that never came


def test_a_missing_receipt_is_fetched_after_twelve_hours_and_asked_for_again(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    room, id_ = house.outreach, sent(house, noon)
    row = row_of(house, id_)
    asked: list[str] = []

    def look(carrier_id: str) -> Found | None:
        asked.append(carrier_id)
        return Found(carrier_id, "", "sent")

    postbox.fetch = look  # type: ignore[method-assign]
    assert fetching.fetch(room, noon + timedelta(hours=11)) == 0 and not asked
    assert fetching.fetch(room, noon + timedelta(hours=12)) == 0
    assert asked.count(row["carrier_id"]) == 1
    fetching.fetch(room, noon + timedelta(hours=13))
    assert asked.count(row["carrier_id"]) == 1
    said = Found(row["carrier_id"], "", "undelivered", "30005")
    postbox.fetch = lambda id_: said if id_ == said.carrier_id else None  # type: ignore[method-assign]
    assert fetching.fetch(room, noon + timedelta(hours=24)) == 1
    assert (row_of(house, id_)["status"], row_of(house, id_)["code"]) == ("undelivered", "number")


def test_a_carrier_that_cannot_be_asked_is_asked_another_time(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    def broken(_: str) -> Found | None:
        raise ConnectionError

    id_ = sent(house, noon)
    postbox.fetch = broken  # type: ignore[method-assign]
    assert fetching.fetch(house.outreach, noon + timedelta(hours=13)) == 0
    assert row_of(house, id_)["status"] == "sent"
    after = noon + timedelta(days=6)
    postbox.fetch = lambda id_: Found(id_, "", "delivered")  # type: ignore[method-assign]
    assert fetching.fetch(house.outreach, after) == 0  # by then nobody knows any more


def _send_all(room: Outreach, now: datetime) -> None:
    for second in range(12):
        ticking.tick(room, now + timedelta(seconds=second))
