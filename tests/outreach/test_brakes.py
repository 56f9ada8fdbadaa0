"""The brake: too many failures among the last texts, or a refusal of us, stop the campaign."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import settings as all_settings
from carrier.base import Accepted, Outgoing, Receipt, Refused
from db import each
from house import House
from outreach import brakes, campaign, receipts
from outreach.brakes import Lately
from outreach.room import Outreach
from problem import Forbidden
from tests.conftest import Postbox
from tests.engines import RAW
from tests.outreach import steps
from tests.outreach.steps import LEAD
from tests.ticking import tick

WINDOW, SHARE = 10, 0.3
TICK = timedelta(milliseconds=200)
STOPS = "21606"  # the sender may not send: about us


@pytest.fixture
def settings() -> all_settings.Settings:
    sending = {"failure_window": WINDOW, "failure_share": SHARE}
    return all_settings.check({**RAW, "gate": {"index_bits": 30}, "sending": sending})


@dataclass(frozen=True)
class Message:
    """What became of one, and at which seconds: refused, sent, or reported on after it was sent."""

    status: str
    sent: float | None
    ended: float | None


def put(room: Outreach, name: str, messages: list[Message], begin: datetime) -> None:
    """Rows as sending and receipts would leave them."""

    def moment(seconds: float | None) -> datetime | None:
        return None if seconds is None else begin + timedelta(seconds=seconds)

    def add(tx: Any, _: str) -> None:
        tx.connection.execute(
            "insert into messages (id, campaign, recipient, person, variant, status, code, "
            "segments, attempts, sent, ended) select unnest(cast($ids as text[])), $name, '', "
            "unnest(cast($ids as text[])), 'A', unnest(cast($statuses as text[])), '', 1, 1, "
            "unnest(cast($sents as timestamptz[])), unnest(cast($ends as timestamptz[]))",
            {
                "name": name,
                "ids": [secrets.token_hex(8) for _ in messages],
                "statuses": [one.status for one in messages],
                "sents": [moment(one.sent) for one in messages],
                "ends": [moment(one.ended) for one in messages],
            },
        )

    room.db.write(each(add), "")


fates = st.lists(st.sampled_from(["refused", "sent", "delivered", "undelivered", "failed"]))


def rows(told: list[str]) -> list[Message]:
    """A message a second; a report comes in two seconds and a half."""
    return [
        Message("undelivered", None, second)
        if fate == "refused"
        else Message(fate, second, None if fate == "sent" else second + 2.5)
        for second, fate in enumerate(told, start=1)
    ]


def by_hand(told: list[str], since: int) -> bool:
    """The rule, said plainly: of the last answers, and of the last reports, after `since`."""
    lately = told[since:]
    answers = [fate == "refused" for fate in lately][-WINDOW:]
    reports = [fate != "delivered" for fate in lately if fate not in ("sent", "refused")][-WINDOW:]
    return any(len(each_) == WINDOW and sum(each_) > SHARE * WINDOW for each_ in (answers, reports))


@given(told=fates, since=st.integers(0, 15))
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_trips_exactly_when_too_many_of_the_last_ones_failed(
    house: House, noon: datetime, told: list[str], since: int
) -> None:
    name = secrets.token_hex(8)
    put(house.outreach, name, rows(told), noon)
    found = brakes.failing(house.outreach, name, noon + timedelta(seconds=since))
    assert bool(found) == by_hand(told, since)


@pytest.mark.parametrize(
    ("told", "trips", "why"),
    [
        (["refused"] * 9, None, "nine answers say too little"),
        (["refused"] * 10, Lately(10, 10), "ten do"),
        (["sent"] * 7 + ["refused"] * 3, None, "three of ten is the limit, not above it"),
        (["sent"] * 6 + ["refused"] * 4, Lately(4, 10), "four of ten is above it"),
        (["refused"] * 4 + ["sent"] * 10, None, "long ago"),
        (["refused"] * 4 + ["sent"] * 6, Lately(4, 10), "the last one that counts"),
        (["refused"] * 5 + ["sent"] * 6, Lately(4, 10), "and one that doesn't any more"),
        (["delivered"] * 6 + ["failed"] * 4, Lately(4, 10), "by receipt too"),
        (["delivered"] * 7 + ["undelivered"] * 3, None, "the same limit there"),
        (["undelivered"] * 9, None, "nine reports say too little"),
        (["undelivered"] * 4 + ["delivered"] * 6 + ["sent"] * 30, Lately(4, 10), "sent tells none"),
    ],
)
def test_where_the_limit_lies(
    house: House, noon: datetime, told: list[str], trips: Lately | None, why: str
) -> None:
    put(house.outreach, "c", rows(told), noon)
    assert brakes.failing(house.outreach, "c", noon) == trips


def test_a_share_that_floats_badly_is_still_exact(house: House, noon: datetime) -> None:
    rules = house.settings.sending.model_copy(update={"failure_share": 0.29, "failure_window": 100})
    room = replaced(house.outreach, rules)
    put(room, "c", rows(["sent"] * 71 + ["refused"] * 29), noon)
    assert brakes.failing(room, "c", noon) is None  # 0.29 * 100 is 28.999999999999996
    put(room, "c", [Message("undelivered", None, 101)], noon)
    assert brakes.failing(room, "c", noon) == Lately(30, 100)


def replaced(room: Outreach, sending: all_settings.Sending) -> Outreach:
    changed = room.settings.model_copy(update={"sending": sending})
    return Outreach(room.db, room.keys, room.gate, room.carrier, changed)


def test_campaigns_are_counted_apart(house: House, noon: datetime) -> None:
    put(house.outreach, "good", rows(["sent"] * 20), noon)
    put(house.outreach, "bad", rows(["refused"] * 20), noon)
    assert brakes.failing(house.outreach, "good", noon) is None
    assert brakes.failing(house.outreach, "bad", noon)


# In a campaign


def answering(postbox: Postbox, code: str, stops: bool = False) -> None:
    """Let the carrier refuse everything, or with code "" take it."""

    def send(message: Outgoing) -> Any:
        return Refused(code, stops) if code else Accepted("SM" + message.message_id)

    postbox.send = send  # type: ignore[method-assign]


def run(house: House, now: datetime, seconds: float = 5) -> datetime:
    until = now + timedelta(seconds=seconds)
    while now < until:
        tick(house.outreach, now)
        now += TICK
    return now


def pauses(house: House) -> int:
    return steps.actions(house.outreach).count(("machine", "campaign.paused"))


def test_a_person_s_resume_counts_anew_and_it_pauses_again_if_need_be(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.launched(house, noon, recipients=400)
    answering(postbox, "21211")
    now = run(house, noon)
    refused_by_then = steps.statuses(house.outreach, name)["undelivered"]
    assert pauses(house) == 1
    campaign.resume(house.outreach, LEAD, name, now)
    assert brakes.failing(house.outreach, name, now) is None
    now = run(house, now + TICK)
    assert pauses(house) == 2
    after = steps.statuses(house.outreach, name)["undelivered"]
    assert after - refused_by_then >= WINDOW  # not by the old ones


def test_the_page_can_say_how_many_failed(house: House, postbox: Postbox, noon: datetime) -> None:
    name = steps.launched(house, noon, recipients=400)
    answering(postbox, "21211")
    run(house, noon)
    one = campaign.get(house.outreach, LEAD, name)
    assert (one.status, one.pause_reason) == ("paused", brakes.FAILING)
    assert brakes.counted(house.outreach, LEAD, name) == Lately(WINDOW, WINDOW)


def test_the_counts_of_an_older_pause_are_not_told(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    assert brakes.counted(room, LEAD, name) is None
    failed = brakes.Pause(name, brakes.FAILING, noon, lately=Lately(4, 10))
    brakes.pause(room, failed)
    assert brakes.counted(room, LEAD, name) == Lately(4, 10)
    campaign.resume(room, LEAD, name, noon)
    campaign.pause(room, LEAD, name, "Wait for the press.", noon)
    assert brakes.counted(room, LEAD, name) is None


def test_who_may_not_read_the_campaign_hears_no_counts(house: House, cast: Any) -> None:
    with pytest.raises(Forbidden):
        brakes.counted(house.outreach, cast["observer"], "c")


def test_a_code_about_us_pauses_at_once_and_is_kept_until_the_resume(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.launched(house, noon)
    answering(postbox, STOPS, stops=True)
    now = run(house, noon)
    paused = campaign.get(house.outreach, LEAD, name)
    assert (paused.status, paused.pause_reason) == ("paused", brakes.REFUSED)
    assert paused.pause_code == STOPS
    campaign.resume(house.outreach, LEAD, name, now)
    assert campaign.get(house.outreach, LEAD, name).pause_code is None


def test_a_pause_by_hand_has_no_code(house: House, noon: datetime) -> None:
    name = steps.launched(house, noon)
    campaign.pause(house.outreach, LEAD, name, "Wait for the press.", noon)
    assert not campaign.get(house.outreach, LEAD, name).pause_code


def test_a_late_receipt_that_is_about_us_pauses_it_too(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.launched(house, noon)
    answering(postbox, "")
    now = run(house, noon, seconds=0.2)
    id_ = next(row["id"] for row in steps.messages(house.outreach, name) if row["sent"])
    filtered = Receipt("SM" + id_, "undelivered", "30007", stops_campaign=True)
    receipts.record(house.outreach, id_, filtered, now + timedelta(hours=3))
    paused = campaign.get(house.outreach, LEAD, name)
    assert (paused.status, paused.pause_code) == ("paused", "30007")


def test_however_many_hit_the_brake_it_pauses_once(house: House, noon: datetime) -> None:
    name = steps.launched(house, noon)
    one = brakes.Pause(name, brakes.REFUSED, noon, STOPS)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: brakes.pause(house.outreach, one), range(100)))
    assert pauses(house) == 1
    with house.outreach.db.read() as session:
        told = session.connection.execute("select actor from notices").fetchall()
    assert sorted(actor for (actor,) in told) == ["approver", "lead-1"]


def test_one_campaign_s_brake_leaves_the_other_going(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    bad = steps.launched(house, noon, recipients=200)
    good = steps.launched(house, noon, recipients=200, first=1001)

    def send(message: Outgoing) -> Any:
        ill = message.to < steps.number(1000)
        return Refused("21211") if ill else Accepted("SM" + message.message_id)

    postbox.send = send  # type: ignore[method-assign]
    run(house, noon, seconds=10)
    assert campaign.get(house.outreach, LEAD, bad).status == "paused"
    assert steps.statuses(house.outreach, good) == {"sent": 200}


@pytest.mark.parametrize("status", ["draft", "approved", "finished", "cancelled", "paused"])
def test_what_does_not_send_is_not_paused_and_nobody_is_told(
    house: House, noon: datetime, status: str
) -> None:
    name = steps.launched(house, noon)

    def change(tx: Any, _: str) -> None:
        tx.connection.execute("update campaigns set status = ? where id = ?", [status, name])

    house.outreach.db.write(each(change), "")
    brakes.pause(house.outreach, brakes.Pause(name, brakes.REFUSED, noon, STOPS))
    assert campaign.get(house.outreach, LEAD, name).status == status
    assert pauses(house) == 0
    with house.outreach.db.read() as session:
        assert session.notices.due(now=noon) == 0
