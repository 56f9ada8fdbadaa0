"""A care worker's answer leaves once, through crashes, silence and receipts in any order."""

import dataclasses
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier import pacing
from carrier.base import Accepted, Found, NotTaken, Receipt, Refused, Unclear
from gate import stops
from helpdesk import fates, fetching, inbox, outbox, receipts, replies
from tests.helpdesk.conftest import ANNE, BO, WORDING, rows


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
    postbox.list[ANNE] = [Found("SM1", WORDING.replace("{link}", "https://u.nl/c/x"), "delivered")]
    outbox.reconcile(desk, noon)
    assert outbox.tick(desk, noon) == 1
    assert len(postbox.taken) == 1


def test_with_a_real_carrier_absence_must_last(desk, postbox, queued, noon, monkeypatch):
    postbox.outcomes = [Unclear()]
    outbox.tick(desk, noon)
    monkeypatch.setattr(type(desk.settings), "sandbox", property(lambda _: False))
    assert outbox.reconcile(desk, noon + timedelta(seconds=179)) == 0
    assert outbox.reconcile(desk, noon + timedelta(seconds=180)) == 0  # not asked that soon again
    assert outbox.reconcile(desk, noon + timedelta(seconds=189)) == 1


def test_a_text_of_which_the_answer_was_lost_late_is_not_taken_for_absent_at_once(
    desk, postbox, queued, noon, monkeypatch
):
    """Whoever was sending it may still be at it: the machine was asleep, say."""
    desk.db.write(outbox.each(outbox._claim), (noon, 9))
    monkeypatch.setattr(type(desk.settings), "sandbox", property(lambda _: False))
    assert outbox.reconcile(desk, noon + timedelta(minutes=6)) == 0
    assert status(desk) == ["unknown"]
    assert outbox.reconcile(desk, noon + timedelta(minutes=9, seconds=1)) == 1
    assert status(desk) == ["queued"]


def test_the_unclear_are_asked_ever_less_often_so_that_none_waits_behind_them(
    desk, postbox, queued, noon
):
    postbox.outcomes = [Unclear()]
    outbox.tick(desk, noon)
    looked = []
    postbox.find = lambda to, since: looked.append(now)
    for second in range(0, 3600, 5):
        now = noon + timedelta(seconds=second)
        outbox.reconcile(desk, now)
    pauses = [(b - a).total_seconds() for a, b in zip(looked, looked[1:], strict=False)]
    assert pauses == sorted(pauses) and (pauses[0], pauses[-1]) == (10, 600)


def test_an_answer_longer_than_what_is_left_of_the_second_waits_a_moment_only(
    desk, postbox, queued, noon
):
    limits = desk.settings.carrier.model_copy(update={"rate": 3.0})
    slow = dataclasses.replace(desk, settings=desk.settings.model_copy(update={"carrier": limits}))
    pace = pacing.of(desk.carrier, limits)
    assert pace.take(2, noon) and pace.take(1, noon, answer=True)  # a campaign was there first
    assert outbox.tick(slow, noon) == 1
    assert status(desk) == ["sent"]


@pytest.mark.parametrize(
    "listed, becomes",
    [
        (
            "Héél fijn dat je schrijft - kan ik 'm bellen?",
            "delivered",
        ),  # what a carrier makes of it
        ("Heel fijn dat je schrijft ... kan ik `m bellen?", "delivered"),
        ("", "unknown"),  # redacted: it could be ours
        ("***", "unknown"),
        ("something that nobody here wrote", "unknown"),
    ],
)
def test_what_the_carrier_may_have_is_never_sent_again(
    desk, sms, cast, postbox, noon, listed, becomes
):
    replies.receive(desk, sms("ik wil stoppen"), noon)
    name = rows(desk, "select id from conversations")[0][0]
    inbox.claim(desk, cast["tactus-1"], name, noon)
    said = "Héél fijn dat je schrijft – kan ik ’m bellen?"
    inbox.answer(desk, cast["tactus-1"], name, said, "1", noon)
    postbox.outcomes = [Unclear()]
    outbox.tick(desk, noon)
    postbox.list[ANNE] = [Found("SM77", listed, "delivered")]
    outbox.reconcile(desk, noon + timedelta(minutes=10))
    assert status(desk) == [becomes]
    assert outbox.tick(desk, noon + timedelta(minutes=10)) == 0


def test_our_own_automatic_text_in_the_list_keeps_nothing_back(desk, postbox, queued, noon):
    postbox.outcomes = [Unclear()]
    outbox.tick(desk, noon)
    sealed = rows(desk, "select text_sealed from entries where kind = 'automatic'")[0][0]
    postbox.list[ANNE] = [Found("SM1", desk.vault.open(sealed, "text"), "delivered")]
    outbox.reconcile(desk, noon)
    assert status(desk) == ["queued"]


def test_a_carrier_whose_code_fails_leaves_nothing_under_way(
    desk, postbox, queued, noon, monkeypatch
):
    def fail(*_):
        raise RuntimeError("a bug")

    monkeypatch.setattr(postbox, "send", fail)
    assert outbox.tick(desk, noon) == 1
    assert status(desk) == ["unknown"]
    monkeypatch.setattr(postbox, "find", fail)
    assert outbox.reconcile(desk, noon + timedelta(minutes=9)) == 0


def test_what_is_under_way_for_long_is_looked_up_without_a_restart(desk, postbox, queued, noon):
    desk.db.write(outbox.each(outbox._claim), (noon, 9))  # and its thread dies
    outbox.reconcile(desk, noon + timedelta(minutes=4))
    assert status(desk) == ["sending"]
    postbox.list[ANNE] = [Found("SM1", "Hoi, kun je praten?", "sent")]
    outbox.reconcile(desk, noon + timedelta(minutes=6))
    assert status(desk) == ["sent"]


def test_a_gate_that_fails_unsettles_no_other_answer(
    house, desk, sms, cast, postbox, queued, noon, monkeypatch
):
    replies.receive(desk, sms("hulp", sender=BO), noon)
    other = next(one for one in inbox.waiting(desk, cast["tactus-1"], noon) if one.id != queued)
    inbox.claim(desk, cast["tactus-1"], other.id, noon)
    inbox.answer(desk, cast["tactus-1"], other.id, "Dag", "1", noon)

    def fail(*_):
        raise RuntimeError("down")

    postbox.outcomes = [Refused(fates.OPTED_OUT)]
    with monkeypatch.context() as broken:
        broken.setattr("gate.stops.add", fail)
        assert outbox.tick(desk, noon) == 2
    assert sorted(status(desk)) == ["sending", "sent"]
    later = noon + timedelta(minutes=6)
    outbox.reconcile(desk, later)  # the carrier has no such text, so it is offered once more
    postbox.outcomes = [Refused(fates.OPTED_OUT)]
    outbox.tick(desk, later)
    assert sorted(status(desk)) == ["failed", "sent"]
    with house.gate.db.read() as session:
        indexes = [stops.cut_index(house.gate, number) for number in (ANNE, BO)]
        found = session.stops.of(persons=indexes)
    assert stops.STOP in {row["campaign"] for row in found}


def test_answers_leave_in_the_order_in_which_they_were_written(desk, cast, postbox, queued, noon):
    said = ["Hoi, kun je praten?"]
    for n in range(6):
        moment = noon + timedelta(seconds=n + 1)
        said.append(f"Zin {n}")
        inbox.answer(desk, cast["tactus-1"], queued, said[-1], f"n{n}", moment)
    postbox.outcomes = [NotTaken(2)]
    later = noon + timedelta(minutes=1)
    outbox.tick(desk, later)
    assert outbox.tick(desk, later) == 0  # none overtakes the first
    later += timedelta(seconds=5)
    assert [outbox.tick(desk, later) for _ in range(8)] == [1] * 7 + [0]
    assert [message.text for message in postbox.taken] == said


def test_after_a_stop_an_answer_for_the_morning_stays(desk, sms, cast, postbox, noon):
    night = noon + timedelta(hours=10)
    replies.receive(desk, sms("hulp"), noon)
    name = rows(desk, "select id from conversations")[0][0]
    inbox.claim(desk, cast["tactus-1"], name, night)
    leaves = inbox.answer(desk, cast["tactus-1"], name, "Goedemorgen", "1", night)
    replies.receive(desk, sms("stop"), night + timedelta(minutes=5))
    assert outbox.tick(desk, leaves) == 0
    assert rows(desk, "select status, code from answers") == [("failed", "stopped")]
    assert "said stop" in said_to_worker(desk, cast, name, leaves)[-1]
    inbox.answer(desk, cast["tactus-1"], name, "Toch even dit", "2", leaves)
    assert outbox.tick(desk, leaves) == 1  # a person judged that it may


def test_a_stop_while_the_carrier_has_it_keeps_what_it_did_not_take(
    desk, sms, cast, postbox, queued, noon, monkeypatch
):
    def stop_comes_first(_message):
        replies.receive(desk, sms("stop"), noon + timedelta(seconds=1))
        return NotTaken(1)

    with monkeypatch.context() as patched:
        patched.setattr(postbox, "send", stop_comes_first)
        assert outbox.tick(desk, noon) == 1
    assert rows(desk, "select status, code from answers") == [("failed", "stopped")]
    assert outbox.tick(desk, noon + timedelta(hours=1)) == 0
    assert any("said stop" in one for one in said_to_worker(desk, cast, queued, noon))


def test_a_crisis_with_a_stop_in_it_keeps_the_answer(desk, sms, postbox, queued, noon):
    replies.receive(desk, sms("stop laat me met rust ik wil dood"), noon)
    assert outbox.tick(desk, noon) == 1


@pytest.mark.parametrize(
    "text, due",
    [("ik wil dood", timedelta(minutes=6)), ("hulp", timedelta(days=1, hours=4))],
)
def test_an_answer_that_got_lost_is_due_as_its_urgency_says(
    desk, sms, cast, postbox, noon, text, due
):
    replies.receive(desk, sms(text), noon)
    name = rows(desk, "select id from conversations")[0][0]
    inbox.claim(desk, cast["tactus-1"], name, noon)
    outbox.tick(desk, noon)
    inbox.answer(desk, cast["tactus-1"], name, "Ik ben er", "1", noon)
    postbox.outcomes = [Refused("30006")]
    outbox.tick(desk, noon + timedelta(minutes=1))
    assert inbox.waiting(desk, cast["tactus-1"], noon)[0].due == noon + due


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


def test_a_missing_receipt_is_fetched_after_twelve_hours_and_the_worker_hears_of_a_loss(
    desk, cast, postbox, queued, noon
):
    outbox.tick(desk, noon)
    asked = []
    postbox.fetch = lambda id_: asked.append(id_)  # the carrier can't tell yet
    assert fetching.fetch(desk, noon + timedelta(hours=11)) == 0 and not asked
    assert fetching.fetch(desk, noon + timedelta(hours=12)) == 0 and len(asked) == 1
    fetching.fetch(desk, noon + timedelta(hours=13))
    assert len(asked) == 1  # not that soon again
    postbox.fetch = lambda id_: Found(id_, "", "undelivered", "30005")
    later = noon + timedelta(hours=24)
    assert fetching.fetch(desk, later) == 1
    assert status(desk) == ["undelivered"]
    assert any("did not arrive" in said for said in said_to_worker(desk, cast, queued, later))


def test_a_slow_answer_of_the_carrier_makes_no_time_for_the_pace(
    desk, postbox, queued, noon, monkeypatch
):
    """A clock that seems set back would let a second's worth go at once."""
    passed = 0.0
    monkeypatch.setattr(outbox, "monotonic", lambda: passed)
    pace = pacing.of(desk.carrier, desk.settings.carrier)
    heard = []
    monkeypatch.setattr(type(pace), "hear", lambda self, outcome, now: heard.append(now))

    def slow(message):
        nonlocal passed
        passed = 12.0
        return Accepted("SM1")

    postbox.send = slow
    outbox.tick(desk, noon)
    assert heard == [noon + timedelta(seconds=12)]
