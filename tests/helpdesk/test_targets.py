"""Nobody is left waiting, and nothing is said that isn't so. Driven with the clock."""

from datetime import timedelta

import pytest

from helpdesk import inbox, outbox, partners, replies, targets
from problem import Forbidden, Problem
from tests.helpdesk.conftest import rows

MINUTES = [timedelta(minutes=m) for m in range(120)]


def texts_out(desk, postbox, now):
    outbox.tick(desk, now)
    return [message.text for message in postbox.taken]


def where(desk):
    return rows(desk, "select partner from conversations")[0][0]


@pytest.fixture
def crisis(desk, sms, noon):
    replies.receive(desk, sms("ik wil niet meer leven"), noon)
    return rows(desk, "select id from conversations")[0][0]


def test_a_crisis_that_nobody_claims_gets_one_honest_text_and_the_next_partner(
    desk, postbox, crisis, noon
):
    assert where(desk) == "tactus"
    targets.tick(desk, noon + MINUTES[4])
    assert texts_out(desk, postbox, noon + MINUTES[4]) == []
    targets.tick(desk, noon + MINUTES[5])
    assert where(desk) == "night"
    (text,) = texts_out(desk, postbox, noon + MINUTES[5])
    assert text.startswith("Er heeft nog niemand kunnen antwoorden") and "0800-0113" in text
    for minute in MINUTES[6:40]:
        targets.tick(desk, noon + minute)
    assert len(texts_out(desk, postbox, noon + MINUTES[40])) == 1  # one is enough
    assert rows(desk, "select escalated > 3 from conversations") == [(True,)]


def test_a_person_is_said_to_read_only_once_one_does(desk, cast, postbox, crisis, noon):
    assert texts_out(desk, postbox, noon) == []
    inbox.claim(desk, cast["tactus-1"], crisis, noon + MINUTES[1])
    inbox.release(desk, cast["tactus-1"], crisis, noon + MINUTES[1])
    inbox.claim(desk, cast["tactus-1"], crisis, noon + MINUTES[2])
    (text,) = texts_out(desk, postbox, noon + MINUTES[2])
    assert text == "Een hulpverlener leest nu wat je schreef en antwoordt zo."
    targets.tick(desk, noon + MINUTES[10])
    assert where(desk) == "tactus"  # somebody has it


def test_a_crisis_that_was_claimed_and_left_goes_on(desk, cast, crisis, noon):
    inbox.claim(desk, cast["tactus-1"], crisis, noon)
    targets.tick(desk, noon + timedelta(minutes=61))
    assert where(desk) == "night"
    assert inbox.waiting(desk, cast["night-1"], noon)[0].claimed_by == ""


def test_an_answered_crisis_stays_where_it_is(desk, cast, crisis, noon):
    inbox.claim(desk, cast["tactus-1"], crisis, noon)
    inbox.answer(desk, cast["tactus-1"], crisis, "Ik ben er. Ben je veilig?", "1", noon)
    targets.tick(desk, noon + timedelta(hours=8))
    assert where(desk) == "tactus"


def test_late_help_goes_to_the_next_partner(desk, sms, cast, noon):
    replies.receive(desk, sms("hulp"), noon)
    targets.tick(desk, noon + timedelta(hours=24))  # Wednesday 13:00: there is time left
    assert where(desk) == "tactus"
    targets.tick(desk, noon + timedelta(hours=28))  # 17:00, the working day is over
    assert where(desk) == "peers"  # who can still keep the promise, this evening
    (mine,) = inbox.waiting(desk, cast["peers-1"], noon)
    said = inbox.open(desk, cast["peers-1"], mine.id, noon)
    assert "Nobody answered in time" in str(said.routed_because)


def test_a_claim_left_idle_goes_back(desk, sms, cast, noon):
    replies.receive(desk, sms("hulp"), noon)
    (mine,) = inbox.waiting(desk, cast["tactus-1"], noon)
    inbox.claim(desk, cast["tactus-1"], mine.id, noon)
    inbox.note(desk, cast["tactus-1"], mine.id, "bel zo", noon + MINUTES[50])  # at work on it
    targets.tick(desk, noon + MINUTES[70])
    assert inbox.waiting(desk, cast["tactus-1"], noon)[0].claimed_by == "tactus-1"
    targets.tick(desk, noon + MINUTES[111])
    assert inbox.waiting(desk, cast["tactus-1"], noon)[0].claimed_by == ""
    with pytest.raises(Problem, match="Claim it"):
        inbox.answer(desk, cast["tactus-1"], mine.id, "te laat", "1", noon + MINUTES[112])


def test_whoever_waits_for_the_person_keeps_the_claim(desk, sms, cast, noon):
    replies.receive(desk, sms("hulp"), noon)
    (mine,) = inbox.waiting(desk, cast["tactus-1"], noon)
    inbox.claim(desk, cast["tactus-1"], mine.id, noon)
    inbox.answer(desk, cast["tactus-1"], mine.id, "Hoi", "1", noon)
    targets.tick(desk, noon + timedelta(days=3))
    assert inbox.waiting(desk, cast["tactus-1"], noon)[0].claimed_by == "tactus-1"


def test_what_came_before_there_were_partners_is_routed_later(house, sms, cast, noon):
    desk = house.helpdesk
    replies.receive(desk, sms("hulp"), noon)
    assert where(desk) == ""
    targets.tick(desk, noon)
    partners.seed(desk)
    targets.tick(desk, noon)
    assert where(desk) == "night"  # the number is of no campaign, so of no municipality


def test_a_quiet_round_writes_nothing(desk, crisis, noon):
    before = desk.db.changes
    targets.tick(desk, noon)
    assert desk.db.changes == before


def test_the_sandboxs_night_line_answers_its_alarm(house, desk, noon):
    assert not house.outreach.gate.care_is_ready(noon)
    targets.test_alarm(desk, noon)
    assert house.outreach.gate.care_is_ready(noon + timedelta(days=6))
    assert not house.outreach.gate.care_is_ready(noon + timedelta(days=8))


def test_a_real_alarm_is_answered_by_somebody_who_is_there(house, desk, cast, noon, monkeypatch):
    monkeypatch.setattr(type(desk.settings), "sandbox", property(lambda _: False))
    targets.test_alarm(desk, noon)
    assert not house.outreach.gate.care_is_ready(noon)
    with pytest.raises(Problem):
        targets.answer_alarm(desk, cast["tactus-1"], noon)
    with pytest.raises(Forbidden):
        targets.answer_alarm(desk, cast["lead-1"], noon)
    targets.answer_alarm(desk, cast["night-1"], noon)
    assert house.outreach.gate.care_is_ready(noon)
