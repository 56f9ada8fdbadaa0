"""An automatic text never harms: not two machines talking, not a word to who wants none."""

from copy import copy
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk import automatic, replies, triage
from helpdesk.automatic import HOUR, Given, Situation
from tests.helpdesk.conftest import ANNE, BO, rows

TEXTS = ("hulp", "wie zijn jullie", "blabla", "stop", "START", "verkeerd nummer", "ik wil dood", "")
EXCEPTIONS = ("crisis", "opt_out")  # the first of each in an hour is said whatever else was


@pytest.fixture
def situation(noon):
    return Situation(False, False, False, False, [], noon, 2)


def by_machine(reading):
    """The same reading, of what a machine sent."""
    one = copy(reading)
    object.__setattr__(one, "automatic", True)
    return one


def said(texts_and_minutes, situation):
    """What a phone that writes these is answered, by the kind and the moment of each."""
    told, moment, silenced = [], situation.now, False
    for text, minutes in texts_and_minutes:
        moment += timedelta(minutes=minutes)
        reading = triage.read(text)
        now = situation._replace(recent=told, now=moment, silenced=silenced)
        if kind := automatic.decide(reading, now):
            told.append(Given(kind, moment))
        silenced = reading.stop or (silenced and not reading.start)
    return told


@given(
    wrote=st.lists(st.tuples(st.sampled_from(TEXTS), st.integers(0, 40)), max_size=30),
    most=st.integers(1, 4),
)
@settings(max_examples=200)
def test_no_number_gets_more_automatic_answers_than_the_setting_in_an_hour(wrote, most):
    from tests.conftest import NOON

    told = said(wrote, Situation(False, False, False, False, [], NOON, most))
    for one in told:
        hour = [other for other in told if timedelta(0) <= one.moment - other.moment < HOUR]
        firsts = {other.kind for other in hour if other.kind in EXCEPTIONS}
        assert len(hour) <= most + len(firsts)
        if not firsts:
            assert len(hour) <= most


@given(before=st.lists(st.tuples(st.sampled_from(TEXTS), st.integers(0, 40)), max_size=20))
@settings(max_examples=100)
def test_the_first_crisis_text_of_an_hour_is_never_held_back(before):
    from tests.conftest import NOON

    told = said(before, Situation(False, False, False, False, [], NOON, 1))
    moment = NOON + sum((timedelta(minutes=m) for _, m in before), timedelta())
    lately = [one for one in told if one.kind == "crisis" and moment - one.moment < HOUR]
    for silenced in (True, False):
        for in_talk in (True, False):
            now = Situation(False, False, silenced, in_talk, told, moment, 1)
            decided = automatic.decide(triage.read("ik wil dood"), now)
            assert lately or decided == "crisis"


def test_a_crisis_is_answered_when_the_carrier_answered_its_first_word(situation):
    reading = triage.read("ik wil dood")
    assert automatic.decide(reading, situation._replace(by_carrier=True)) == "crisis"


@pytest.mark.parametrize("text", ["hulp", "blabla", "wie zijn jullie", "verkeerd nummer", "stop"])
def test_an_automatic_reply_gets_no_automatic_answer(situation, text):
    reading = triage.read(text)
    assert automatic.decide(reading, situation)
    assert automatic.decide(by_machine(reading), situation) == ""


def test_what_looks_like_a_machine_and_cries_for_help_may_be_a_person(situation):
    reading = by_machine(triage.read("ik wil dood"))
    assert automatic.decide(reading, situation) == "crisis"
    recent = [Given("crisis", situation.now)]
    assert automatic.decide(reading, situation._replace(recent=recent)) == ""


def test_two_machines_that_answer_each_other_fall_silent_at_once(desk, sms, noon, monkeypatch):
    really = triage.read
    monkeypatch.setattr(triage, "read", lambda text: by_machine(really(text)))
    for minute in range(5):
        moment = noon + timedelta(minutes=minute)
        assert replies.receive(desk, sms("Ik ben afwezig tot maandag."), moment) is None
    assert rows(desk, "select count(*) from replies") == [(5,)]  # a person may look at them


def test_the_setting_is_what_counts(desk, sms, noon):
    guard = desk.settings.loop_guard.model_copy(update={"automatic_per_hour": 1})
    strict = replace(desk, settings=desk.settings.model_copy(update={"loop_guard": guard}))
    assert replies.receive(strict, sms("hulp"), noon)
    assert replies.receive(strict, sms("wie zijn jullie"), noon) is None
    assert replies.receive(strict, sms("hulp", sender=BO), noon)  # each number by itself
    assert "112" in replies.receive(strict, sms("ik wil dood", sender=ANNE), noon)
