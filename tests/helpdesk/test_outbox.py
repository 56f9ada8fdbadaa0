"""A care worker's answer leaves once, through crashes, silence and receipts in any order."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.base import Accepted, Found, NotTaken, Receipt, Refused, Unclear
from gate import stops
from helpdesk import fates, inbox, outbox, receipts, replies
from tests.helpdesk.conftest import ANNE, rows


@pytest.fixture
def queued(desk, sms, cast, noon):
    """The id of a conversation in which an answer waits to leave."""
    replies.receive(desk, sms("ik wil stoppen"), noon)
    name = rows(desk, "select id from conversations")[0][0]
    inbox.claim(desk, cast["tactus-1"], name, noon)
    inbox.answer(desk, cast["tactus-1"], name, "Hoi, kun je praten?", "1", noon)
    return name


def status(desk):
    return [row[0] for row in rows(desk, "select status from answers order by id")]


def answer_id(desk):
    return rows(desk, "select id from answers")[0][0]


def said_to_worker(desk, cast, conversation, now):
    shown = inbox.open(desk, cast["tactus-1"], conversation, now)
    return [str(entry.detail) for entry in shown.entries if entry.kind == "event"]


def test_an_answer_leaves_once(desk, postbox, queued, noon):
    assert outbox.tick(desk, noon) == 1
    assert outbox.tick(desk, noon) == 0
    assert [(m.to, m.text) for m in postbox.taken] == [(ANNE, "Hoi, kun je praten?")]
    assert postbox.taken[0].message_id == answer_id(desk)
    assert status(desk) == ["sent"]


def test_an_answer_for_the_morning_stays_till_then(desk, sms, cast, postbox, noon):
    night = noon + timedelta(hours=10)
    replies.receive(desk, sms("hulp"), noon)
    name = rows(desk, "select id from conversations")[0][0]
    inbox.claim(desk, cast["tactus-1"], name, night)
    leaves = inbox.answer(desk, cast["tactus-1"], name, "Goedemorgen", "1", night)
    assert outbox.tick(desk, night) == 0
    assert outbox.tick(desk, leaves) == 1


def test_what_the_carrier_did_not_take_goes_later(desk, postbox, queued, noon):
    postbox.outcomes = [NotTaken(20)]
    outbox.tick(desk, noon)
    assert outbox.tick(desk, noon + timedelta(seconds=19)) == 0
    assert outbox.tick(desk, noon + timedelta(seconds=21)) == 1
    assert len(postbox.taken) == 1


def test_what_is_unclear_is_never_sent_blindly(desk, postbox, queued, noon):
    postbox.outcomes = [Unclear()]
    outbox.tick(desk, noon)
    for minutes in range(5):
        outbox.tick(desk, noon + timedelta(minutes=minutes))
    assert status(desk) == ["unknown"]
    assert postbox.taken == []


def test_a_crash_while_sending_leaves_it_unknown_and_the_carrier_decides(
    desk, postbox, queued, noon
):
    desk.db.write(outbox.each(outbox._claim), (noon, 9))  # killed right here
    outbox.recover(desk, noon)
    assert status(desk) == ["unknown"]
    postbox.list[ANNE] = [Found("SM1", "Hoi, kun je praten?", "delivered")]
    assert outbox.reconcile(desk, noon) == 1
    assert status(desk) == ["delivered"]
    assert outbox.tick(desk, noon) == 0


def test_surely_absent_is_sent_again(desk, postbox, queued, noon):
    postbox.outcomes = [Unclear()]
    outbox.tick(desk, noon)
    postbox.list[ANNE] = [Found("SM1", "the campaign's own text", "delivered")]
    outbox.reconcile(desk, noon)
    assert outbox.tick(desk, noon) == 1
    assert len(postbox.taken) == 1


def test_with_a_real_carrier_absence_must_last(desk, postbox, queued, noon, monkeypatch):
    postbox.outcomes = [Unclear()]
    outbox.tick(desk, noon)
    monkeypatch.setattr(type(desk.settings), "sandbox", property(lambda _: False))
    assert outbox.reconcile(desk, noon + timedelta(seconds=59)) == 0
    assert outbox.reconcile(desk, noon + timedelta(seconds=60)) == 1


def test_a_carrier_that_cant_be_asked_decides_nothing(desk, postbox, queued, noon, monkeypatch):
    postbox.outcomes = [Unclear()]
    outbox.tick(desk, noon)
    monkeypatch.setattr(postbox, "find", lambda *_: None)
    assert outbox.reconcile(desk, noon + timedelta(days=1)) == 0
    assert status(desk) == ["unknown"]


def test_the_same_words_twice_are_two_answers(desk, cast, postbox, queued, noon):
    outbox.tick(desk, noon)
    inbox.answer(desk, cast["tactus-1"], queued, "Hoi, kun je praten?", "2", noon)
    postbox.outcomes = [Unclear()]
    outbox.tick(desk, noon)
    first = rows(desk, "select carrier_id from answers where status = 'sent'")[0][0]
    postbox.list[ANNE] = [Found(first, "Hoi, kun je praten?", "sent")]
    outbox.reconcile(desk, noon)  # what the list shows is the first one
    assert sorted(status(desk)) == ["queued", "sent"]


def test_a_refusal_is_told_and_the_person_waits_again(desk, cast, postbox, queued, noon):
    postbox.outcomes = [Refused("30006")]
    noon += timedelta(minutes=1)
    outbox.tick(desk, noon)
    assert status(desk) == ["failed"]
    assert "30006" in said_to_worker(desk, cast, queued, noon)[-1]
    assert inbox.waiting(desk, cast["tactus-1"], noon)[0].waiting_since == noon


def test_an_opt_out_at_the_carrier_is_one_here_too(house, desk, cast, postbox, queued, noon):
    postbox.outcomes = [Refused(fates.OPTED_OUT)]
    noon += timedelta(minutes=1)
    outbox.tick(desk, noon)
    with house.gate.db.read() as session:
        found = session.stops.of(persons=[stops.cut_index(house.gate, ANNE)])
    assert stops.STOP in {row["campaign"] for row in found}
    assert "stop all texts" in said_to_worker(desk, cast, queued, noon)[-1]
    assert rows(desk, "select count(*) from silenced") == [(1,)]


def test_a_receipt_that_overtakes_the_answer_stands(desk, postbox, queued, noon):
    desk.db.write(outbox.each(outbox._claim), (noon, 9))
    assert outbox.receipt(desk, answer_id(desk), Receipt("SM9", "delivered"), noon)
    fate = fates.Fate(answer_id(desk), queued, ANNE, "sent", carrier_id="SM9")
    fates.settle(desk, [fate], noon)
    assert status(desk) == ["delivered"]


def test_an_unknown_id_is_said_to_be_unknown(desk, noon):
    assert outbox.receipt(desk, "a" + "0" * 24, Receipt("SM9", "delivered"), noon) is False


def test_an_undelivered_answer_is_told_once(desk, cast, postbox, queued, noon):
    outbox.tick(desk, noon)
    for _ in range(3):
        outbox.receipt(desk, answer_id(desk), Receipt("SM9", "undelivered", "30003"), noon)
    assert len([s for s in said_to_worker(desk, cast, queued, noon) if "30003" in s]) == 1


@given(
    st.lists(st.sampled_from(["queued", "sent", "delivered", "undelivered", "failed"]), max_size=8)
)
def test_receipts_in_any_order_only_carry_forward(statuses):
    reached, final = "sending", {"delivered", "undelivered", "failed"}
    for one in map(fates.FROM_CARRIER.__getitem__, statuses):
        before = reached
        if receipts.RANK.get(one, receipts.FINAL) > receipts.RANK.get(reached, receipts.FINAL):
            reached = one
        assert before not in final or reached == before
    ended = [one for one in statuses if one in final]
    assert reached == (ended[0] if ended else "sent" if statuses else "sending")


def test_several_wait_and_all_leave(desk, sms, cast, postbox, noon):
    postbox.outcomes = [Accepted(f"SM-{n}") for n in range(50)]
    for number in range(20):
        sender = f"+3161000{number:04d}"
        replies.receive(desk, sms("hulp", sender=sender), noon)
    for one in inbox.waiting(desk, cast["night-1"], noon):
        inbox.claim(desk, cast["night-1"], one.id, noon)
        inbox.answer(desk, cast["night-1"], one.id, "Hoi", "1", noon)
    while outbox.tick(desk, noon):
        pass
    assert sorted(m.to for m in postbox.taken) == [f"+3161000{n:04d}" for n in range(20)]
