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
    assert texts_out(desk, postbox, noon + MINUTES[1]) == []  # nobody reads any more
    inbox.claim(desk, cast["tactus-1"], crisis, noon + MINUTES[2])
    inbox.claim(desk, cast["tactus-1"], crisis, noon + MINUTES[2])
    (text,) = texts_out(desk, postbox, noon + MINUTES[2])
    assert text == "Een hulpverlener leest nu wat je schreef."  # when they answer isn't known
    inbox.release(desk, cast["tactus-1"], crisis, noon + MINUTES[3])
    inbox.claim(desk, cast["tactus-2"], crisis, noon + MINUTES[3])
    assert len(texts_out(desk, postbox, noon + MINUTES[3])) == 1
    targets.tick(desk, noon + MINUTES[10])
    assert where(desk) == "tactus"  # somebody has it


def test_a_crisis_that_was_claimed_and_left_goes_on(desk, cast, crisis, noon):
    inbox.claim(desk, cast["tactus-1"], crisis, noon)
    targets.tick(desk, noon + MINUTES[61])
    assert where(desk) == "night"
    assert inbox.waiting(desk, cast["night-1"], noon)[0].claimed_by == ""


@pytest.mark.parametrize("how", ["claim", "note"])
def test_whoever_is_in_the_talk_keeps_it_when_it_turns_crisis(desk, sms, cast, postbox, noon, how):
    replies.receive(desk, sms("hulp"), noon)
    (mine,) = inbox.waiting(desk, cast["tactus-1"], noon)
    inbox.claim(desk, cast["tactus-1"], mine.id, noon)
    replies.receive(desk, sms("ik wil dood"), noon + MINUTES[2])
    if how == "claim":
        inbox.claim(desk, cast["tactus-1"], mine.id, noon + MINUTES[4])
    else:
        inbox.note(desk, cast["tactus-1"], mine.id, "ik bel nu", noon + MINUTES[4])
    (text,) = texts_out(desk, postbox, noon + MINUTES[4])
    assert text.startswith("Een hulpverlener leest")
    targets.tick(desk, noon + MINUTES[30])
    assert inbox.waiting(desk, cast["tactus-1"], noon)[0].claimed_by == "tactus-1"


def test_a_talk_that_turns_crisis_unnoticed_goes_on(desk, sms, cast, noon):
    replies.receive(desk, sms("hulp"), noon)
    (mine,) = inbox.waiting(desk, cast["tactus-1"], noon)
    inbox.claim(desk, cast["tactus-1"], mine.id, noon)
    replies.receive(desk, sms("ik wil dood"), noon + MINUTES[2])
    targets.tick(desk, noon + MINUTES[8])
    assert where(desk) == "night"


@pytest.mark.parametrize("how", ["release", "hand over"])
def test_a_crisis_given_up_waits_five_minutes_not_sixty(desk, cast, crisis, noon, how):
    inbox.claim(desk, cast["tactus-1"], crisis, noon)
    if how == "release":
        inbox.release(desk, cast["tactus-1"], crisis, noon + MINUTES[1])
    else:
        inbox.hand_over(desk, cast["tactus-1"], crisis, "peers", "", noon + MINUTES[1])
    before = where(desk)
    targets.tick(desk, noon + MINUTES[5])
    assert where(desk) == before
    targets.tick(desk, noon + MINUTES[6])
    assert where(desk) != before


def test_a_new_crisis_behind_an_absent_claimant_is_free_at_once(desk, sms, cast, crisis, noon):
    inbox.claim(desk, cast["tactus-1"], crisis, noon)
    inbox.answer(desk, cast["tactus-1"], crisis, "Ik ben er", "1", noon)
    replies.receive(desk, sms("ik wil dood"), noon + MINUTES[20])
    (mine,) = inbox.waiting(desk, cast["tactus-1"], noon)
    assert (mine.claimed_by, mine.due) == ("", noon + MINUTES[25])


def test_a_new_crisis_keeps_who_is_at_work_on_it(desk, sms, cast, crisis, noon):
    inbox.claim(desk, cast["tactus-1"], crisis, noon)
    inbox.answer(desk, cast["tactus-1"], crisis, "Ik ben er", "1", noon)
    replies.receive(desk, sms("ik wil dood"), noon + MINUTES[10])
    (mine,) = inbox.waiting(desk, cast["tactus-1"], noon)
    # A quarter of an hour, not the whole time for which a claim may lie idle: it is a new cry.
    assert (mine.claimed_by, mine.due) == ("tactus-1", noon + MINUTES[25])
    assert targets.tick(desk, noon + MINUTES[20]) == 0
    assert targets.tick(desk, noon + MINUTES[25]) == 1
    assert rows(desk, "select claimed_by, escalated from conversations") == [(None, 1)]


def test_who_has_just_claimed_keeps_their_time_whatever_else_is_cried(
    desk, sms, cast, crisis, noon
):
    inbox.claim(desk, cast["tactus-1"], crisis, noon)
    replies.receive(desk, sms("ik wil dood"), noon + MINUTES[10])
    (mine,) = inbox.waiting(desk, cast["tactus-1"], noon)
    assert (mine.claimed_by, mine.due) == ("tactus-1", noon + MINUTES[60])


def test_nobody_is_said_to_be_alerted_who_is_in_that_talk(desk, sms, cast, crisis, noon):
    inbox.claim(desk, cast["tactus-1"], crisis, noon + MINUTES[50])
    inbox.answer(desk, cast["tactus-1"], crisis, "Ik ben er", "1", noon + MINUTES[50])
    said = replies.receive(desk, sms("ik wil dood"), noon + MINUTES[61])
    assert "112" in said
    assert "waarschuwen" not in said


def test_a_new_crisis_at_night_goes_to_whoever_is_open(desk, sms, cast, crisis, noon):
    evening = noon.replace(hour=15, minute=55)
    inbox.claim(desk, cast["tactus-1"], crisis, evening)
    inbox.answer(desk, cast["tactus-1"], crisis, "Ik ben er", "1", evening)
    closed = evening + MINUTES[10]  # tactus closed at 17:00
    replies.receive(desk, sms("ik wil dood"), closed)
    assert where(desk) == "tactus"  # whoever wrote ten minutes ago may still be there
    targets.tick(desk, closed + timedelta(minutes=6))
    assert where(desk) in ("peers", "night")  # and if not, five minutes are all that it costs
    found = rows(desk, "select claimed_by, due from conversations")
    assert found == [(None, evening + MINUTES[21])]


def test_no_machine_texts_to_somebody_who_said_stop(desk, sms, cast, postbox, noon):
    replies.receive(desk, sms("stop. ik wil dood"), noon)
    crisis = rows(desk, "select id from conversations")[0][0]
    inbox.claim(desk, cast["tactus-1"], crisis, noon)
    inbox.release(desk, cast["tactus-1"], crisis, noon)
    targets.tick(desk, noon + MINUTES[9])
    assert texts_out(desk, postbox, noon + MINUTES[9]) == []
    assert where(desk) == "night"  # a human may still answer


def test_late_help_is_not_taken_from_the_hands_of_who_is_at_it(desk, sms, cast, noon):
    replies.receive(desk, sms("hulp"), noon)
    (mine,) = inbox.waiting(desk, cast["tactus-1"], noon)
    late = noon + timedelta(hours=28)
    inbox.claim(desk, cast["tactus-1"], mine.id, late - MINUTES[10])
    targets.tick(desk, late)
    assert inbox.waiting(desk, cast["tactus-1"], late)[0].claimed_by == "tactus-1"
    targets.tick(desk, late + MINUTES[51])
    assert where(desk) == "peers"


def test_low_urgency_comes_due_as_well(desk, sms, noon):
    replies.receive(desk, sms("wie is dit"), noon)
    targets.tick(desk, noon + timedelta(days=2))
    assert where(desk) == "tactus"
    targets.tick(desk, noon + timedelta(days=4))
    assert where(desk) == "peers"


@pytest.mark.parametrize("by", ["the clock", "a new text"])
def test_an_organisation_that_is_gone_keeps_nobody(desk, sms, noon, by):
    replies.receive(desk, sms("hulp"), noon)
    desk.db.write(gone, None)
    if by == "the clock":
        targets.tick(desk, noon + MINUTES[1])
    else:
        replies.receive(desk, sms("hallo?"), noon + MINUTES[1])
    assert where(desk) == "peers"


def gone(tx, items):
    tx.connection.execute("delete from partners where id = 'tactus'")
    return items


def test_an_unclaimed_crisis_is_shown_to_its_own_organisation(desk, cast, crisis, noon):
    assert inbox.unclaimed_crises(desk, cast["tactus-2"]) == {(crisis, noon)}
    assert not inbox.unclaimed_crises(desk, cast["night-1"])
    inbox.claim(desk, cast["tactus-1"], crisis, noon)
    assert not inbox.unclaimed_crises(desk, cast["tactus-coordinator"])
    with pytest.raises(Forbidden):
        inbox.unclaimed_crises(desk, cast["lead-1"])


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
