"""Messages leave at the rate, in the window, admitted by the gate, and each at most once."""

import logging
import threading
import time as clock
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

import settings as all_settings
from carrier import pacing
from carrier.base import Accepted, Found, NotTaken, Outcome, Outgoing, Refused, Unclear
from db import each
from house import House
from outreach import campaign, outbox, reconcile
from outreach.window import Window
from tests import ticking
from tests.conftest import NOON, Postbox
from tests.engines import RAW
from tests.outreach import steps
from tests.outreach.steps import LEAD, statuses

TICK = timedelta(milliseconds=200)


@pytest.fixture
def settings() -> all_settings.Settings:
    """The widest index: by chance alone nobody is held in these tests."""
    return all_settings.check({**RAW, "gate": {"index_bits": 30}})


def run(house: House, now: datetime, seconds: float = 30) -> datetime:
    """Tick as the worker does; returns the moment after."""
    until = now + timedelta(seconds=seconds)
    while now < until:
        ticking.tick(house.outreach, now)
        now += TICK
    return now


def answering(postbox: Postbox, answer: Callable[[Outgoing], Outcome]) -> list[Outgoing]:
    """Let the carrier answer so; returns the list in which it keeps what it was asked."""
    asked: list[Outgoing] = []

    def send(message: Outgoing) -> Outcome:
        asked.append(message)
        return answer(message)

    postbox.send = send  # type: ignore[method-assign]
    return asked


def status(house: House, name: str) -> str:
    return campaign.get(house.outreach, LEAD, name).status


# Sending


def test_every_recipient_gets_the_text_once_with_a_link_of_their_own(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.launched(house, noon, recipients=250)
    run(house, noon)
    assert statuses(house.outreach, name) == {"sent": 250}
    assert sorted(one.to for one in postbox.taken) == [steps.number(n) for n in range(1, 251)]
    texts = {one.text for one in postbox.taken}
    assert len(texts) == 250
    assert all(reconcile.ours(Found("", one, "sent"), steps.WORDING, "nowhere") for one in texts)
    row = steps.messages(house.outreach, name)[0]
    assert row["carrier_id"] and row["sent"] and row["attempts"] == 1 and row["code"] == ""


def test_each_variant_has_links_that_name_it(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    from gate import links

    room, name = house.outreach, steps.draft(house, noon)
    campaign.write_text(room, LEAD, name, {"A": steps.WORDING, "B": steps.OTHER}, noon)
    campaign.send_test(room, LEAD, name, noon)
    campaign.submit(room, LEAD, name, noon)
    campaign.approve(room, steps.APPROVER, name, noon)
    postbox.taken.clear()
    campaign.launch(room, LEAD, name, noon)
    run(house, noon)
    for one in postbox.taken:
        token = one.text.split("/c/")[1].split()[0]
        letter = "A" if one.text.startswith("Je nummer") else "B"
        assert links.read(house.gate, token) == (name, letter)


def test_the_rate_is_kept_and_segments_count(house: House, noon: datetime) -> None:
    name = steps.launched(house, noon, recipients=400)
    house.outreach.db.write(each(_two_segments), name)
    run(house, noon, seconds=5)
    done = statuses(house.outreach, name)["sent"]
    # 80 segments a second, two in each; looked at five times a second only, some time is missed.
    assert 160 <= done <= 200


def _two_segments(tx: Any, name: str) -> None:
    tx.connection.execute("update messages set segments = 2 where campaign = ?", [name])


def test_a_message_longer_than_a_second_s_worth_still_leaves(
    house: House, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = steps.launched(house, noon)
    house.outreach.db.write(each(_two_segments), name)
    slow = pacing.Pace(0.625, 0.8)
    monkeypatch.setattr(pacing, "of", lambda *_: slow)
    run(house, noon, seconds=21)
    assert statuses(house.outreach, name)["sent"] in (5, 6)  # one in four seconds


def test_two_campaigns_share_the_rate(house: House, noon: datetime) -> None:
    first = steps.launched(house, noon, recipients=300)
    second = steps.launched(house, noon, recipients=300, first=10_000)
    run(house, noon, seconds=4)
    done = [statuses(house.outreach, name)["sent"] for name in (first, second)]
    assert 250 <= sum(done) <= 320
    assert min(done) > 100


def test_a_thousand_leave_in_a_time_that_the_rate_sets_not_the_program(
    house: House, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.launched(house, noon, recipients=1000)
    wide = pacing.Pace(625, 0.8)
    monkeypatch.setattr(pacing, "of", lambda *_: wide)
    began = clock.monotonic()
    run(house, noon, seconds=3)
    assert clock.monotonic() - began < 5


# When nothing may leave


@pytest.mark.parametrize(
    ("moment", "leaves", "why"),
    [
        ("2026-03-03 09:00", True, "10:00 in the Netherlands"),
        ("2026-03-03 08:59", False, "a minute before"),
        ("2026-03-03 19:00", False, "20:00: the window is over"),
        ("2026-03-08 12:00", False, "Sunday"),
        ("2026-04-27 12:00", False, "King's Day"),
    ],
)
def test_the_window_is_checked_at_the_claim(
    house: House, postbox: Postbox, noon: datetime, moment: str, leaves: bool, why: str
) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    room, name = house.outreach, steps.draft(house, noon)
    from outreach.draft import usual_window

    campaign.set_window(room, LEAD, name, usual_window(house.settings.sending), noon)
    campaign.submit(room, LEAD, name, noon)
    campaign.approve(room, steps.APPROVER, name, noon)
    campaign.launch(room, LEAD, name, noon)
    assert bool(ticking.tick(room, now)) is leaves, why
    assert bool(postbox.taken) is leaves


@pytest.mark.parametrize("brake", [campaign.pause, campaign.cancel])
def test_pause_and_cancel_act_within_one_tick(
    house: House, postbox: Postbox, noon: datetime, brake: Callable[..., None]
) -> None:
    name = steps.launched(house, noon)
    ticking.tick(house.outreach, noon)
    done = len(postbox.taken)
    because = ("",) if brake is campaign.pause else ()
    brake(house.outreach, LEAD, name, *because, noon)
    run(house, noon + TICK)
    assert len(postbox.taken) == done
    if brake is campaign.pause:
        campaign.resume(house.outreach, LEAD, name, noon)
        run(house, noon + timedelta(minutes=1))
        assert statuses(house.outreach, name) == {"sent": 100}
    assert len({one.to for one in postbox.taken}) == len(postbox.taken)


# The gate


def test_who_was_texted_before_is_held_and_who_shares_nothing_is_not(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    first = steps.launched(house, noon)
    now = run(house, noon)
    second = steps.launched(house, now, recipients=150, first=51)  # 50 of the first, 100 new
    run(house, now)
    assert statuses(house.outreach, first) == {"sent": 100}
    assert statuses(house.outreach, second) == {"sent": 100, "held": 50}
    assert len(postbox.taken) == 100  # of the second; helper cleared the first
    assert {one.to for one in postbox.taken} == {steps.number(n) for n in range(101, 201)}


def test_who_said_stop_after_the_launch_is_held(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.launched(house, noon)
    house.helpdesk.gate.stop(steps.number(7))
    run(house, noon)
    assert statuses(house.outreach, name) == {"sent": 99, "held": 1}
    assert steps.number(7) not in {one.to for one in postbox.taken}


def test_a_stop_between_two_attempts_looks_like_any_refusal(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    """ "Held" after the gate had admitted the message could only mean that a stop came between."""
    name = steps.launched(house, noon)
    tried = answering(postbox, lambda m: NotTaken(retry_after=1))
    run(house, noon, seconds=1)
    house.helpdesk.gate.stop(tried[0].to)
    refused = tried[1].to
    asked = answering(
        postbox,
        lambda m: Refused("21614") if m.to == refused else Accepted("SM" + m.message_id),
    )
    run(house, noon + timedelta(minutes=10))
    assert statuses(house.outreach, name) == {"sent": 98, "undelivered": 2}
    assert len(asked) == 99
    codes = [r["code"] for r in steps.messages(house.outreach, name) if r["status"] != "sent"]
    assert codes == ["number", "number"]


@pytest.mark.parametrize("where", ["gate.stops.admit", "gate.links.mint"])
def test_when_the_gate_is_busy_the_batch_waits_and_nobody_was_called(
    house: House,
    postbox: Postbox,
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    name = steps.launched(house, noon)

    def busy(*_: object) -> None:
        raise RuntimeError("database busy")

    with monkeypatch.context() as patched:
        patched.setattr(where, busy)
        assert ticking.tick(house.outreach, noon) == 16
    assert postbox.taken == []
    assert statuses(house.outreach, name) == {"queued": 100}
    run(house, noon)
    assert statuses(house.outreach, name) == {"sent": 100}


def test_who_is_held_after_the_gate_was_busy_stays_held_and_looks_like_no_refusal(
    house: House, postbox: Postbox, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise RuntimeError("database busy")

    name = steps.launched(house, noon)
    for nth in range(1, 101, 2):
        house.helpdesk.gate.stop(steps.number(nth))
    with monkeypatch.context() as patched:
        patched.setattr("gate.stops.admit", busy)
        run(house, noon, seconds=2)
    assert {row["attempts"] for row in steps.messages(house.outreach, name)} == {0}
    run(house, noon + timedelta(minutes=1))
    assert statuses(house.outreach, name) == {"sent": 50, "held": 50}


def test_a_stop_after_the_gate_had_admitted_and_links_failed_looks_like_any_refusal(
    house: House, postbox: Postbox, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise RuntimeError("database busy")

    name = steps.launched(house, noon)
    with monkeypatch.context() as patched:
        patched.setattr("gate.links.mint", busy)
        run(house, noon, seconds=4)
    house.helpdesk.gate.stop(steps.number(7))
    run(house, noon + timedelta(minutes=1))
    assert statuses(house.outreach, name) == {"sent": 99, "undelivered": 1}


def test_a_campaign_whose_links_are_dead_pauses_and_says_why(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    from gate import campaigns

    name = steps.launched(house, noon)
    later = noon + timedelta(days=29)
    campaigns.close_old(house.gate, later)
    ticking.tick(house.outreach, later)
    paused = campaign.get(house.outreach, LEAD, name)
    assert paused.status == "paused"
    assert paused.pause_reason and "links are dead" in paused.pause_reason
    assert statuses(house.outreach, name) == {"queued": 100}
    assert postbox.taken == []


def test_one_number_that_cannot_be_opened_does_not_keep_the_others(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.launched(house, noon)
    house.outreach.db.write(each(_spoil_one), name)
    run(house, noon)
    assert statuses(house.outreach, name) == {"sent": 99, "undelivered": 1}


def test_a_lost_key_is_not_made_anew_and_the_campaign_waits_for_it(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.launched(house, noon)
    ring = house.data / "keys" / "outreach" / f"campaign-{name}.json"
    kept = ring.rename(house.data / "kept")
    run(house, noon, seconds=5)
    assert not ring.exists()
    assert statuses(house.outreach, name) == {"queued": 100}
    paused = campaign.get(house.outreach, LEAD, name)
    assert paused.pause_reason and paused.pause_reason.startswith("The keys of this campaign")
    kept.rename(ring)
    campaign.resume(house.outreach, LEAD, name, noon)
    run(house, noon + timedelta(minutes=1))
    assert statuses(house.outreach, name) == {"sent": 100}


def _spoil_one(tx: Any, name: str) -> None:
    tx.connection.execute(
        "update recipients set number_sealed = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' "
        "where id = (select min(id) from recipients where campaign = ?)",
        [name],
    )


# The carrier's answers


def test_a_refusal_is_final_and_harms_nobody_else(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.launched(house, noon)
    bad = {steps.number(n) for n in range(1, 11)}
    asked = answering(
        postbox, lambda m: Refused("21211") if m.to in bad else Accepted("SM" + m.message_id)
    )
    run(house, noon)
    assert statuses(house.outreach, name) == {"sent": 90, "undelivered": 10}
    assert len(asked) == 100
    codes = {r["code"] for r in steps.messages(house.outreach, name) if r["status"] != "sent"}
    assert codes == {"number"}  # a code of its own could say who opted out at the carrier


def test_who_opted_out_at_the_carrier_is_put_on_the_stop_list(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.launched(house, noon)
    answering(
        postbox,
        lambda m: Refused("21610") if m.to == steps.number(3) else Accepted("SM" + m.message_id),
    )
    run(house, noon)
    assert statuses(house.outreach, name) == {"sent": 99, "undelivered": 1}
    with house.gate.db.read() as session:
        stopped = session.connection.execute("select count(*) from stops where campaign = ''")
        assert stopped.fetchone()[0] == 1


def test_when_the_gate_cannot_note_an_opt_out_the_batch_is_stored_all_the_same(
    house: House, postbox: Postbox, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise RuntimeError("database busy")

    name = steps.launched(house, noon)
    answering(postbox, lambda m: Refused("21610"))
    monkeypatch.setattr("gate.stops.add", busy)
    ticking.tick(house.outreach, noon)
    assert statuses(house.outreach, name) == {"queued": 84, "undelivered": 16}


def test_a_code_that_is_about_us_pauses_at_once_and_says_why(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.launched(house, noon)
    asked = answering(postbox, lambda m: Refused("21606", stops_campaign=True))
    run(house, noon)
    assert len(asked) == 16  # the batch under way, no more
    paused = campaign.get(house.outreach, LEAD, name)
    assert paused.status == "paused"
    assert paused.pause_reason and paused.pause_reason.startswith("The carrier refuses")
    assert statuses(house.outreach, name) == {"queued": 100}  # nobody is lost by our own fault
    answering(postbox, lambda m: Accepted("SM" + m.message_id))
    campaign.resume(house.outreach, LEAD, name, noon)
    run(house, noon + timedelta(minutes=1))
    assert statuses(house.outreach, name) == {"sent": 100}
    assert ("machine", "campaign.paused") in steps.actions(house.outreach)


def test_too_many_refusals_pause_it_and_a_person_s_resume_starts_counting_anew(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.launched(house, noon, recipients=400)
    asked = answering(
        postbox, lambda m: Refused("21211") if int(m.to[-1]) < 6 else Accepted(m.message_id)
    )
    now = run(house, noon)
    assert status(house, name) == "paused"
    assert 50 <= len(asked) < 130
    reason = campaign.get(house.outreach, LEAD, name).pause_reason
    assert reason and reason.startswith("Too many of the last texts failed")
    answering(postbox, lambda m: Accepted(m.message_id))
    campaign.resume(house.outreach, LEAD, name, now)
    run(house, now + TICK)
    assert status(house, name) == "sending"
    assert "queued" not in statuses(house.outreach, name)


def test_too_many_failures_by_receipt_pause_it_too(house: House, noon: datetime) -> None:
    from carrier.base import Receipt
    from outreach import receipts

    name, now = steps.launched(house, noon, recipients=400), noon
    while status(house, name) == "sending" and now < noon + timedelta(seconds=20):
        ticking.tick(house.outreach, now)
        for nth, row in enumerate(steps.messages(house.outreach, name)):
            if row["status"] == "sent":
                said = "undelivered" if nth % 5 < 3 else "delivered"
                receipts.record(
                    house.outreach, row["id"], Receipt(row["carrier_id"], said, "30005"), now
                )
        now += TICK
    assert status(house, name) == "paused"


def test_a_few_failures_do_not_pause_it(house: House, postbox: Postbox, noon: datetime) -> None:
    name = steps.launched(house, noon, recipients=400)
    answering(postbox, lambda m: Refused("21211") if m.to[-2:] == "55" else Accepted(m.message_id))
    run(house, noon)
    assert statuses(house.outreach, name) == {"sent": 396, "undelivered": 4}


def test_a_code_that_nobody_knows_pauses_and_the_message_is_not_lost(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name, odd = steps.launched(house, noon), steps.number(55)
    asked = answering(
        postbox, lambda m: Refused("98765") if m.to == odd else Accepted(m.message_id)
    )
    now = noon
    for attempt in range(1, 4):
        now = run(house, now, seconds=10)
        assert [one.to for one in asked].count(odd) == attempt
        if attempt == 3:
            break
        paused = campaign.get(house.outreach, LEAD, name)
        assert (paused.status, paused.pause_code) == ("paused", "98765")
        campaign.resume(house.outreach, LEAD, name, now)
        now = run(house, now, seconds=30)
        assert statuses(house.outreach, name) == {"sent": 99, "queued": 1}  # the others went first
        now += timedelta(hours=1)
    assert statuses(house.outreach, name) == {"sent": 99, "undelivered": 1}


@pytest.mark.parametrize(
    ("rate", "segments"),
    [(10, 5), (10, 8), (10, 9), (5, 3), (5, 4), (3, 2), (2.5, 2), (6.25, 3), (20, 9), (0.5, 9)],
)
def test_long_texts_of_a_slow_sender_leave_all_the_same(
    house: House,
    postbox: Postbox,
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
    rate: float,
    segments: int,
) -> None:
    name = steps.launched(house, noon)
    house.outreach.db.write(each(_so_long), (name, segments))
    slow = pacing.Pace(rate, 0.8)
    monkeypatch.setattr(pacing, "of", lambda *_: slow)
    box = outbox.Outbox(house.outreach)  # that claims ahead, as in a real house
    for step in range(60):
        box.keep_books(noon + step * timedelta(seconds=0.5))
        box.let_leave(noon + step * timedelta(seconds=0.5))
    box.close(noon + timedelta(seconds=30))
    assert statuses(house.outreach, name)["sent"] >= 30 * rate * 0.8 * 0.5 / segments


def _so_long(tx: Any, item: tuple[str, int]) -> None:
    name, segments = item
    tx.connection.execute("update messages set segments = ? where campaign = ?", [segments, name])


def test_one_campaign_of_which_the_gate_has_not_heard_keeps_no_other_waiting(
    house: House, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gate import campaigns

    first = steps.launched(house, noon)
    really = campaigns.open_campaign
    with monkeypatch.context() as patched:
        patched.setattr("gate.campaigns.open_campaign", _busy)
        second = steps.launched(house, noon, first=5000)
    monkeypatch.setattr(
        campaigns,
        "open_campaign",
        lambda gate, notice: _busy() if notice.campaign == second else really(gate, notice),
    )
    run(house, noon, seconds=5)
    assert statuses(house.outreach, first) == {"sent": 100}
    assert statuses(house.outreach, second) == {"queued": 100}


def _busy(*_: object) -> None:
    raise RuntimeError("database busy")


def test_nothing_leaves_in_the_last_minute_of_a_window(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    room, name = house.outreach, steps.draft(house, noon)
    hours = Window(time(10), time(20), frozenset(range(1, 8)), holidays=True)
    campaign.set_window(room, LEAD, name, hours, noon)
    campaign.submit(room, LEAD, name, noon)
    campaign.approve(room, steps.APPROVER, name, noon)
    campaign.launch(room, LEAD, name, noon)
    late = datetime(2026, 3, 3, 18, 59, 0, tzinfo=UTC)
    run(house, late, seconds=10)
    assert not postbox.taken
    assert {row["attempts"] for row in steps.messages(room, name)} == {0}  # not even claimed
    run(house, late - timedelta(seconds=1), seconds=1)
    assert postbox.taken and min(one.valid_for or 0 for one in postbox.taken) >= 60


def test_not_taken_waits_as_long_as_the_carrier_asks_and_everything_with_it(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.launched(house, noon)
    asked = answering(postbox, lambda m: NotTaken(retry_after=20))
    ticking.tick(house.outreach, noon)
    assert statuses(house.outreach, name) == {"queued": 100}
    run(house, noon + TICK, seconds=19)
    assert len(asked) == 16
    answering(postbox, lambda m: Accepted(m.message_id))
    run(house, noon + timedelta(seconds=20))
    assert statuses(house.outreach, name) == {"sent": 100}


def test_not_taken_again_and_again_waits_longer_each_time(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.launched(house, noon)
    answering(postbox, lambda m: NotTaken(retry_after=0))
    run(house, noon, seconds=60)
    attempts = max(row["attempts"] for row in steps.messages(house.outreach, name))
    assert 3 <= attempts <= 8
    assert status(house, name) == "sending"


def test_no_clear_answer_is_unknown_and_is_not_sent_again(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.launched(house, noon)
    asked = answering(postbox, lambda m: Unclear())
    run(house, noon)
    assert statuses(house.outreach, name) == {"unknown": 100}
    assert len(asked) == 100
    assert outbox.finish(house.outreach, noon) == 0  # a person must see that this is open


def test_a_carrier_whose_code_breaks_is_no_clear_answer(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.launched(house, noon)

    def broken(_: Outgoing) -> Outcome:
        raise ZeroDivisionError

    answering(postbox, broken)
    ticking.tick(house.outreach, noon)
    assert statuses(house.outreach, name) == {"queued": 84, "unknown": 16}


def test_what_waits_too_long_for_its_turn_is_not_handed_over(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    """The gate's word on a person grows old, and so does a look at the window."""
    name = steps.launched(house, noon)
    box = outbox.Outbox(house.outreach, ahead=0)
    assert box.keep_books(noon) == 16
    assert box.let_leave(noon + outbox.STALE) == 0
    box.keep_books(noon + outbox.STALE)
    box.close(noon + outbox.STALE)
    assert postbox.taken == []
    assert statuses(house.outreach, name) == {"queued": 100}


def test_messages_go_to_the_carrier_side_by_side(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    steps.launched(house, noon)
    together = threading.Barrier(16, timeout=60)

    def wait_for_the_others(message: Outgoing) -> Outcome:
        together.wait()
        return Accepted(message.message_id)

    answering(postbox, wait_for_the_others)
    assert ticking.tick(house.outreach, noon) == 16


# After a crash


def lost(house: House, postbox: Postbox, noon: datetime) -> tuple[str, list[Outgoing]]:
    """A campaign of which 16 messages were under way when the process died, and those texts."""
    name = steps.launched(house, noon)
    asked = answering(postbox, lambda m: Unclear())
    ticking.tick(house.outreach, noon)
    house.outreach.db.write(each(_as_if_killed), name)
    assert outbox.recover(house.outreach, noon) == 16
    assert outbox.recover(house.outreach, noon) == 0
    campaign.pause(house.outreach, LEAD, name, "", noon)
    return name, asked


def _as_if_killed(tx: Any, name: str) -> None:
    tx.connection.execute(
        "update messages set status = 'sending' where campaign = ? and status = 'unknown'", [name]
    )


def test_what_the_carrier_lists_was_sent_and_what_it_does_not_list_waits_again(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name, asked = lost(house, postbox, noon)
    for one in asked[:6]:
        postbox.list[one.to] = [Found("SM" + one.message_id, one.text, "delivered")]
    for one in asked[6:9]:
        care = Found("SMcare", "Hoi, kun je nu praten?", "delivered")
        postbox.list[one.to] = [care, Found("SM" + one.message_id, one.text, "sent")]
    for one in asked[9:11]:
        postbox.list[one.to] = [Found("SMcare", "Hoi, kun je nu praten?", "delivered")]
    assert reconcile.reconcile(house.outreach, noon) == 16
    assert statuses(house.outreach, name) == {"delivered": 6, "sent": 3, "queued": 91}
    ids = {r["id"]: r["carrier_id"] for r in steps.messages(house.outreach, name)}
    assert all(ids[one.message_id] == "SM" + one.message_id for one in asked[:9])


def test_a_carrier_whose_clock_is_behind_ours_is_asked_for_long_enough_ago(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name, asked = lost(house, postbox, noon)
    texts = {one.to: one.text for one in asked}
    taken = noon - timedelta(minutes=1)  # by its own clock

    def find(to: str, since: datetime) -> list[Found]:
        return [Found("SM1", texts[to], "sent")] if taken >= since else []

    postbox.find = find  # type: ignore[method-assign]
    reconcile.reconcile(house.outreach, noon)
    assert statuses(house.outreach, name) == {"sent": 16, "queued": 84}


def test_while_the_carrier_cannot_be_asked_nothing_moves(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name, _ = lost(house, postbox, noon)

    def broken(to: str, since: datetime) -> list[Found]:
        raise ConnectionError

    for find in (lambda to, since: None, broken):
        postbox.find = find  # type: ignore[method-assign]
        assert reconcile.reconcile(house.outreach, noon) == 0
        assert statuses(house.outreach, name) == {"unknown": 16, "queued": 84}


def test_while_the_gate_cannot_say_whose_a_link_is_nothing_moves_and_others_are_asked(
    house: House, postbox: Postbox, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, asked = lost(house, postbox, noon)
    for one in asked[:6]:
        postbox.list[one.to] = [Found("SM" + one.message_id, one.text, "delivered")]
    with monkeypatch.context() as patched:
        patched.setattr("gate.links.read", _busy)
        assert reconcile.reconcile(house.outreach, noon) == 10
    assert statuses(house.outreach, name) == {"unknown": 6, "queued": 94}
    reconcile.reconcile(house.outreach, noon + timedelta(seconds=10))
    assert statuses(house.outreach, name) == {"delivered": 6, "queued": 94}


def test_a_text_of_another_campaign_in_the_same_words_is_not_ours(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    first = steps.launched(house, noon)
    theirs = answering(postbox, lambda m: Accepted("SM" + m.message_id))
    run(house, noon)
    assert statuses(house.outreach, first) == {"sent": 100}
    texts = {one.to: one for one in theirs}
    second = steps.approved(house, noon, recipients=200)
    campaign.launch(house.outreach, LEAD, second, noon)
    house.outreach.db.write(each(_lost_unasked), second)
    for one in texts.values():
        postbox.list[one.to] = [Found("SM" + one.message_id, one.text, "delivered")]
    reconcile.reconcile(house.outreach, noon)
    assert statuses(house.outreach, second) == {"queued": 200}


def _lost_unasked(tx: Any, name: str) -> None:
    tx.connection.execute(
        "update messages set status = 'unknown', claimed = ?, lost = ? where campaign = ?",
        [NOON, NOON, name],
    )


def test_a_text_that_the_carrier_blanked_out_could_be_ours(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name, asked = lost(house, postbox, noon)
    for one in asked:
        postbox.list[one.to] = [Found("SM1", "", "delivered")]
    reconcile.reconcile(house.outreach, noon)
    assert statuses(house.outreach, name) == {"unknown": 16, "queued": 84}


def test_a_real_carrier_gets_time_before_a_message_counts_as_absent(
    house: House, postbox: Postbox, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, _ = lost(house, postbox, noon)
    monkeypatch.setattr(all_settings.Settings, "sandbox", property(lambda self: False))
    reconcile.reconcile(house.outreach, noon + timedelta(seconds=179))
    assert statuses(house.outreach, name) == {"unknown": 16, "queued": 84}
    reconcile.reconcile(house.outreach, noon + timedelta(seconds=189))
    assert statuses(house.outreach, name) == {"queued": 100}


def test_those_that_stay_unclear_do_not_keep_the_others_from_being_asked(
    house: House, postbox: Postbox, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, asked = lost(house, postbox, noon)
    monkeypatch.setattr(reconcile, "AT_ONCE", 4)
    for one in sorted(asked, key=lambda one: one.message_id)[:4]:
        postbox.list[one.to] = [Found("SM1", "", "delivered")]  # blanked out
    for second in range(0, 20, 5):
        reconcile.reconcile(house.outreach, noon + timedelta(seconds=second))
    assert statuses(house.outreach, name) == {"unknown": 4, "queued": 96}


def test_the_unclear_are_asked_ever_less_often(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    lost(house, postbox, noon)
    looked: list[datetime] = []
    postbox.find = lambda to, since: looked.append(now)  # type: ignore[method-assign]
    for second in range(0, 3600, 5):
        now = noon + timedelta(seconds=second)
        reconcile.reconcile(house.outreach, now)
    moments = sorted(set(looked))
    pauses = [later - one for one, later in zip(moments, moments[1:], strict=False)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(seconds=10), timedelta(minutes=10))


def test_a_claim_whose_result_could_not_be_stored_is_looked_up_later(
    house: House, postbox: Postbox, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = steps.launched(house, noon)

    def full(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr("outreach.settling.settle", full)
        with pytest.raises(OSError, match="disk full"):
            ticking.tick(house.outreach, noon)
    for one in postbox.taken:
        postbox.list[one.to] = [Found("SM1", one.text, "sent")]
    reconcile.reconcile(house.outreach, noon + timedelta(minutes=4))
    assert statuses(house.outreach, name) == {"sending": 16, "queued": 84}
    reconcile.reconcile(house.outreach, noon + timedelta(minutes=6))
    assert statuses(house.outreach, name) == {"sent": 16, "queued": 84}


@pytest.mark.parametrize(
    ("listed", "mine", "why"),
    [
        ("Zie https://u.nl/c/abcdefghijklmnop STOP", True, "the wording with a link"),
        ("Zie https://old.nl/c/abcdefghijklmnop STOP", True, "the address was another then"),
        ("Zie  https://u.nl/c/abcdefghijklmnop\nSTOP", True, "white space may differ"),
        ("Bekijk https://u.nl/c/abcdefghijklmnop", True, "our link tells, whatever else changed"),
        ("Hoi, kun je nu praten?", False, "care's text"),
        ("Zie STOP", False, "no link"),
        ("Zie een, twee STOP", False, "more than a link"),
    ],
)
def test_which_texts_in_the_carrier_s_list_are_ours(listed: str, mine: bool, why: str) -> None:
    found = Found("SM1", listed, "sent")
    assert reconcile.ours(found, "Zie {link} STOP", "https://u.nl") is mine, why


# The end, and what the gate and the log hear


def test_a_campaign_is_finished_when_nothing_is_left(house: House, noon: datetime) -> None:
    name = steps.launched(house, noon)
    assert outbox.finish(house.outreach, noon) == 0
    now = run(house, noon)
    assert outbox.finish(house.outreach, now) == 1
    assert outbox.finish(house.outreach, now) == 0
    finished = campaign.get(house.outreach, LEAD, name)
    assert (finished.status, finished.ended) == ("finished", now)
    assert ("machine", "campaign.finished") in steps.actions(house.outreach)


def test_what_finds_nothing_to_do_writes_nothing(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    """Pages draw anew whenever something was written."""
    name = steps.launched(house, noon)
    answering(postbox, lambda m: Unclear() if m.to[-2:] == "55" else Accepted(m.message_id))
    now = run(house, noon)
    assert statuses(house.outreach, name) == {"sent": 99, "unknown": 1}
    postbox.find = lambda to, since: None  # type: ignore[method-assign]
    outbox.reconcile(house.outreach, now)  # it is asked, and then not again for a while
    before = house.outreach.db.changes
    run(house, now, seconds=2)
    for job in (outbox.reconcile, outbox.finish, outbox.report):
        job(house.outreach, now)
    assert house.outreach.db.changes == before


def test_the_gate_hears_how_many_were_delivered_by_dutch_day(house: House, noon: datetime) -> None:
    from carrier.base import Receipt
    from outreach import receipts

    name = steps.launched(house, noon)
    run(house, noon)
    late = datetime(2026, 3, 3, 22, 59, tzinfo=UTC)  # 23:59 in the Netherlands
    for nth, row in enumerate(steps.messages(house.outreach, name)):
        moment = late if nth < 40 else late + timedelta(minutes=1)
        receipts.record(house.outreach, row["id"], Receipt("SM1", "delivered"), moment)
    outbox.report(house.outreach, late)
    outbox.report(house.outreach, late)
    with house.gate.db.read() as session:
        rows = session.connection.execute("select variant, day, amount from deliveries").fetchall()
    assert sorted((v, str(d), n) for v, d, n in rows) == [
        ("A", "2026-03-03", 40),
        ("A", "2026-03-04", 60),
    ]


def test_nothing_personal_is_logged(
    house: House, postbox: Postbox, noon: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    name = steps.launched(house, noon)
    asked = answering(
        postbox,
        lambda m: [Unclear(), Refused("21610"), NotTaken(1), Accepted("SMsecret")][
            int(m.to[-1]) % 4
        ],
    )
    house.outreach.db.write(each(_spoil_one), name)
    run(house, noon, seconds=5)
    reconcile.reconcile(house.outreach, noon)
    for one in asked:
        for secret in (
            one.to,
            one.to[1:],
            one.text,
            one.text.split("/c/")[1].split()[0],
            "SMsecret",
        ):
            assert secret not in caplog.text
