"""Stop is not stopping; a cry for help is not a figure of speech; in doubt a person reads it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk import triage
from helpdesk.triage.reading import INTENTS
from tests.helpdesk.labelled import FLAGS, REPLIES


@pytest.mark.parametrize("text, intent, language", REPLIES)
def test_a_reply_is_understood(text, intent, language):
    reading = triage.read(text)
    assert reading.intent == intent, str(reading.reason)
    if language:
        assert reading.language == language


@pytest.mark.parametrize("text, raised, lowered", FLAGS)
def test_flags_stand_beside_the_intent(text, raised, lowered):
    flags = set(triage.read(text).flags)
    assert raised <= flags
    assert not lowered & flags


@pytest.mark.parametrize(
    "word", ["STOP", "Unsubscribe", "end", "QUIT", "StopAll", "REVOKE", "OPTOUT", "CANCEL", "stop "]
)
def test_words_on_which_the_carrier_acts_always_stop_us_too(word):
    reading = triage.read(word)
    assert (reading.intent, reading.stop, reading.bare) == ("opt_out", True, True)


@pytest.mark.parametrize(
    "text, bare",
    [
        ("stop", True),
        ("stop aub, bedankt", True),
        ("stop, wie zijn jullie eigenlijk?", False),  # the rest needs a person
        ("geen sms meer help", False),
        ("afmelden papa", False),
        ("meld me af politie", False),
        ("geen sms meer", True),
    ],
)
def test_more_than_a_stop_is_noticed(text, bare):
    reading = triage.read(text)
    assert (reading.intent, reading.bare) == ("opt_out", bare)


@pytest.mark.parametrize("text", ["START", "unstop", "start!"])
def test_a_stop_can_be_taken_back(text):
    assert triage.read(text).start


@pytest.mark.parametrize("text", ["Start. Ik wil dood", "HULP. begin", "start wie is dit", "ابدا"])
def test_a_start_is_all_that_is_said_or_none(text):
    assert not triage.read(text).start


def test_the_reason_names_the_words_that_decided():
    assert str(triage.read("Nou, ik wil graag stoppen").reason) == "It says “wil graag stoppen”"


@given(st.text(max_size=300))
def test_any_text_at_all_gives_a_reading(text):
    reading = triage.read(text)
    assert reading.intent in INTENTS
    assert 0 <= reading.certainty <= 1
    assert str(reading.reason)


@pytest.mark.parametrize("text", ["\x00\ud800\ufffd", "\u202estop\u202c", "stop\x00", "a" * 10_000])
def test_broken_encodings_and_long_texts_are_read(text):
    began = time.perf_counter()
    triage.read(text)
    assert time.perf_counter() - began < 1


def test_the_table_is_large_and_covers_eight_languages():
    assert len(REPLIES) >= 150
    assert {language for _, _, language in REPLIES} == {
        "", "nl", "en", "de", "pl", "tr", "ar", "fr", "es",
    }  # fmt: skip


def test_a_stop_before_a_cry_for_help_stays_a_stop():
    found = triage.read("stop ik wil dood")
    assert (found.intent, found.stop) == ("crisis", True)
