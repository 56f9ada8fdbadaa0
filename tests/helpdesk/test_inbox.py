"""Two people never answer the same person, and nobody sees another organisation's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from helpdesk import inbox, replies, team
from problem import Forbidden, Problem
from tests.helpdesk.conftest import ANNE, BO, CAS, rows
from trust import trail
from trust.access import Actor


@pytest.fixture
def anne(desk, sms, noon):
    """The id of a conversation that waits at Tactus."""
    replies.receive(desk, sms("ik wil stoppen", sender=ANNE), noon)
    return rows(desk, "select id from conversations")[0][0]


def refused(action, *values):
    with pytest.raises(Problem) as refusal:
        action(*values)
    return str(refusal.value)


def everything(desk, actor, name, now):
    """Every way in which somebody could reach a conversation."""
    return [
        lambda: inbox.open(desk, actor, name, now),
        lambda: inbox.claim(desk, actor, name, now),
        lambda: inbox.release(desk, actor, name, now),
        lambda: inbox.answer(desk, actor, name, "hoi", "k1", now),
        lambda: inbox.note(desk, actor, name, "hoi", now),
        lambda: inbox.hand_over(desk, actor, name, "night", "", now),
        lambda: inbox.close(desk, actor, name, inbox.OUTCOMES[0], now),
    ]


def test_the_gravest_stands_first_then_the_least_time_left(desk, sms, cast, noon):
    for sender, text in ((ANNE, "wie is dit"), (BO, "hulp"), (CAS, "ik wil dood")):
        replies.receive(desk, sms(text, sender=sender), noon)
    listed = inbox.waiting(desk, cast["tactus-1"], noon)
    assert [one.intent for one in listed] == ["crisis", "help", "question"]
    assert listed[1].preview == "hulp"


def test_what_may_be_a_crisis_stands_before_other_requests(desk, sms, cast, noon):
    worrying = "stop met die berichten, het maakt allemaal toch niks meer uit straks"
    replies.receive(desk, sms("hulp", sender=BO), noon)
    replies.receive(desk, sms(worrying, sender=CAS), noon + timedelta(minutes=1))
    listed = inbox.waiting(desk, cast["tactus-1"], noon + timedelta(minutes=2))
    assert [(one.intent, one.may_be_crisis) for one in listed] == [
        ("opt_out", True),
        ("help", False),
    ]


def test_a_conversation_shows_what_was_said_and_why(desk, cast, noon, anne):
    shown = inbox.open(desk, cast["tactus-1"], anne, noon)
    assert [entry.kind for entry in shown.entries] == ["reply", "automatic"]
    assert shown.entries[0].text == "ik wil stoppen"
    assert str(shown.reason) == "“ik wil stoppen” weighed most"
    assert str(shown.routed_because) == "Tactus (voorbeeld) works in Zwolle and speaks Nederlands"
    assert (shown.campaign, shown.number) == ("Zwolle", "•••78")
    assert "uitweg" in shown.sent["A"]


def test_the_full_number_is_nowhere(desk, cast, noon, anne):
    assert "12345678" not in repr(inbox.open(desk, cast["tactus-1"], anne, noon))
    assert "12345678" not in repr(inbox.waiting(desk, cast["tactus-1"], noon))


@pytest.mark.parametrize("who", ["peers-1", "night-1"])
def test_anothers_conversation_and_none_sound_the_same(desk, cast, noon, anne, who):
    for real, invented in zip(
        everything(desk, cast[who], anne, noon),
        everything(desk, cast[who], "0" * 16, noon),
        strict=True,
    ):
        assert refused(real) == refused(invented)
    assert inbox.waiting(desk, cast[who], noon) == []


@pytest.mark.parametrize(
    "who", ["lead-1", "approver", "observer", "operator", "privacy-outreach", "privacy-care"]
)
def test_who_is_no_care_worker_gets_nowhere(desk, cast, noon, anne, who):
    for action in everything(desk, cast[who], anne, noon):
        with pytest.raises(Forbidden):
            action()
    with pytest.raises(Forbidden):
        inbox.waiting(desk, cast[who], noon)
    with pytest.raises(Forbidden):
        team.overview(desk, cast[who], noon)


def test_a_care_worker_of_no_organisation_sees_nothing(desk, noon, anne):
    stray = Actor("stray", "Stray", "care_worker")
    assert inbox.waiting(desk, stray, noon) == []
    refused(inbox.open, desk, stray, anne, noon)


def test_the_second_to_claim_reads_who_was_first(desk, cast, noon, anne):
    inbox.claim(desk, cast["tactus-1"], anne, noon)
    inbox.claim(desk, cast["tactus-1"], anne, noon)  # a double click
    assert "Care worker 1 has" in refused(inbox.claim, desk, cast["tactus-2"], anne, noon)


def test_of_twenty_that_claim_at_once_one_has_it(desk, cast, noon, anne):
    crowd = [Actor(f"w{n}", f"W{n}", "care_worker", "tactus") for n in range(20)]

    def try_it(actor):
        try:
            inbox.claim(desk, actor, anne, noon)
        except Problem:
            return 0
        return 1

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(try_it, crowd)) == 1


def test_answering_needs_the_claim_and_is_checked_again(desk, cast, noon, anne):
    assert "Claim it" in refused(inbox.answer, desk, cast["tactus-1"], anne, "hoi", "a", noon)
    inbox.claim(desk, cast["tactus-1"], anne, noon)
    inbox.release(desk, cast["tactus-1"], anne, noon)
    inbox.claim(desk, cast["tactus-2"], anne, noon)
    said = refused(inbox.answer, desk, cast["tactus-1"], anne, "hoi", "a", noon)
    assert said == "Care worker 2 has this conversation now, so your text was not sent."
    assert rows(desk, "select * from answers") == []


def test_the_same_click_many_times_sends_one_answer(desk, cast, noon, anne, raw):
    inbox.claim(desk, cast["tactus-1"], anne, noon)
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(
            lambda _: inbox.answer(desk, cast["tactus-1"], anne, "Hoi", "page-1", noon), range(10)
        ))  # fmt: skip
    assert rows(desk, "select count(*) from answers") == [(1,)]
    inbox.answer(desk, cast["tactus-1"], anne, "Nog iets", "page-2", noon)
    assert rows(desk, "select count(*) from answers") == [(2,)]
    assert raw()["answers"] == 1  # a conversation counts once


def test_an_answer_that_the_gate_missed_is_counted_later(desk, cast, noon, anne, raw, monkeypatch):
    inbox.claim(desk, cast["tactus-1"], anne, noon)
    with monkeypatch.context() as broken:
        broken.setattr(replies, "count_answer", lambda *_: None)
        inbox.answer(desk, cast["tactus-1"], anne, "Hoi", "x", noon)
    assert raw().get("answers", 0) == 0
    replies.settle(desk, noon)
    assert raw()["answers"] == 1
    assert replies.settle(desk, noon) == 0


@pytest.mark.parametrize(
    "last_in, now, leaves",
    [
        ("12:00", "13:00", None),  # by day
        ("12:00", "22:30", "09:00 +1"),  # nobody is woken by us
        ("22:00", "22:30", None),  # they just wrote, so they are awake
        ("00:10", "03:00", "09:00 +0"),
    ],
)
def test_a_human_answer_waits_for_the_morning(last_in, now, leaves):
    from helpdesk.answering import leaves_at
    from helpdesk.workdays import AMSTERDAM
    from settings import Targets

    def moment(text):
        hour, minute = map(int, text.split(":"))
        return datetime(2026, 3, 3, hour, minute, tzinfo=AMSTERDAM).astimezone(UTC)

    expected = None
    if leaves:
        clock, days = leaves.split(" +")
        expected = moment(clock) + timedelta(days=int(days))
    assert leaves_at(Targets(), 1, moment(last_in), moment(now)) == expected
    assert leaves_at(Targets(), 0, moment(last_in), moment(now)) is None  # a crisis never waits


@pytest.mark.parametrize("text, said", [(" ", "Write something"), ("x" * 1601, "1600")])
def test_an_answer_that_cant_be_sent_is_refused(desk, cast, noon, anne, text, said):
    inbox.claim(desk, cast["tactus-1"], anne, noon)
    assert said in refused(inbox.answer, desk, cast["tactus-1"], anne, text, "k", noon)


def test_a_note_is_never_sent(desk, cast, noon, anne):
    inbox.note(desk, cast["tactus-2"], anne, "belt liever overdag", noon + timedelta(minutes=1))
    assert rows(desk, "select * from answers") == []
    shown = inbox.open(desk, cast["tactus-1"], anne, noon)
    assert [(e.kind, e.author_name) for e in shown.entries][-1] == ("note", "Care worker 2")


def test_handing_over_moves_it_with_its_note(desk, cast, noon, anne):
    inbox.claim(desk, cast["tactus-1"], anne, noon)
    inbox.hand_over(desk, cast["tactus-1"], anne, "peers", "wil ervaringsdeskundige", noon)
    refused(inbox.open, desk, cast["tactus-1"], anne, noon)
    (there,) = inbox.waiting(desk, cast["peers-1"], noon)
    assert (there.id, there.claimed_by) == (anne, "")
    shown = inbox.open(desk, cast["peers-1"], anne, noon)
    assert "wil ervaringsdeskundige" in [entry.text for entry in shown.entries]


@pytest.mark.parametrize("partner", ["nobody", "tactus"])
def test_handing_over_to_nobody_or_oneself_is_refused(desk, cast, noon, anne, partner):
    refused(inbox.hand_over, desk, cast["tactus-1"], anne, partner, "", noon)


def test_a_colleagues_conversation_is_neither_closed_nor_handed_over(desk, cast, noon, anne):
    inbox.claim(desk, cast["tactus-1"], anne, noon)
    for action in everything(desk, cast["tactus-2"], anne, noon)[5:]:
        assert "Care worker 1" in refused(action)


def test_closing_needs_an_outcome_of_the_list(desk, cast, noon, anne):
    refused(inbox.close, desk, cast["tactus-1"], anne, "gone", noon)
    inbox.claim(desk, cast["tactus-1"], anne, noon)
    inbox.close(desk, cast["tactus-1"], anne, "referred", noon)
    inbox.close(desk, cast["tactus-1"], anne, "referred", noon)  # a double click
    assert inbox.open(desk, cast["tactus-1"], anne, noon).outcome == "referred"
    assert "closed" in refused(inbox.claim, desk, cast["tactus-1"], anne, noon)


def test_the_trail_knows_who_saw_and_did_what(desk, cast, noon, anne):
    worker = cast["tactus-1"]
    for _ in range(3):
        inbox.open(desk, worker, anne, noon)  # one look, however often the page is drawn
    inbox.claim(desk, worker, anne, noon)
    inbox.answer(desk, worker, anne, "Hoi", "1", noon)
    inbox.hand_over(desk, worker, anne, "peers", "", noon)
    inbox.close(desk, cast["peers-1"], anne, "referred", noon)
    links = trail.newest(desk.db, cast["privacy-care"], 20)
    assert [(link.actor, link.action.split(".")[1]) for link in reversed(links)] == [
        ("tactus-1", "opened"),
        ("tactus-1", "claimed"),
        ("tactus-1", "answered"),
        ("tactus-1", "handed_over"),
        ("peers-1", "closed"),
    ]
    assert all(link.subject == anne for link in links)
    assert trail.broken(desk.db, cast["privacy-care"]) is None


def test_a_coordinator_sees_the_work_of_the_own_organisation(desk, sms, cast, noon, anne):
    replies.receive(desk, sms("hulp", sender=BO), noon + timedelta(minutes=5))
    inbox.claim(desk, cast["tactus-1"], anne, noon)
    inbox.answer(desk, cast["tactus-1"], anne, "Hoi", "1", noon)
    seen = team.overview(desk, cast["tactus-coordinator"], noon + timedelta(minutes=15))
    assert (seen.open, seen.unclaimed, seen.waiting, seen.answered) == (2, 1, 1, 1)
    assert seen.longest_seconds == 600
    assert [(w.name, w.claimed, w.answers) for w in seen.workers] == [("Care worker 1", 1, 1)]


@pytest.mark.parametrize("text", ["hulp", "ik wil dood"])
def test_nobody_who_waits_for_help_is_put_away_unread(desk, sms, cast, noon, text):
    replies.receive(desk, sms(text, sender=CAS), noon)
    (mine,) = inbox.waiting(desk, cast["tactus-1"], noon)
    outcome = inbox.OUTCOMES[0]
    assert "Claim" in refused(inbox.close, desk, cast["tactus-1"], mine.id, outcome, noon)
    inbox.claim(desk, cast["tactus-1"], mine.id, noon)
    inbox.close(desk, cast["tactus-1"], mine.id, outcome, noon)
    assert inbox.waiting(desk, cast["tactus-1"], noon) == []


def test_a_question_may_be_closed_without_a_claim(desk, sms, cast, noon):
    replies.receive(desk, sms("wie is dit", sender=CAS), noon)
    (mine,) = inbox.waiting(desk, cast["tactus-1"], noon)
    inbox.close(desk, cast["tactus-1"], mine.id, inbox.OUTCOMES[1], noon)
    assert inbox.waiting(desk, cast["tactus-1"], noon) == []


def test_after_a_silence_somebody_else_may_hold_the_phone(desk, cast, noon, anne):
    from helpdesk.answering import after_a_silence

    def silent(now):
        shown = inbox.open(desk, cast["tactus-1"], anne, now)
        return after_a_silence(desk.settings.targets, shown, now)

    assert silent(noon)  # the first words of a human
    inbox.claim(desk, cast["tactus-1"], anne, noon)
    inbox.answer(desk, cast["tactus-1"], anne, "Hoi", "1", noon)
    assert not silent(noon + timedelta(minutes=60))
    assert silent(noon + timedelta(minutes=61))
