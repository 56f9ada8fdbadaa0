"""What we say by ourselves is short, complete, and safe on a phone that somebody else reads."""

import re
from datetime import date

import pytest

from helpdesk import automatic, texts, triage
from tests.conftest import NOON

GSM7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
HARMFUL = re.compile(
    r"drug|dealer|coke|cocain|kokain|narko|uyusturucu|drog|politi|police|polizei|policj|polis|"
    r"مخدرات|شرطة|verslaa|addict|"
    r"jouw nummer|your number|deine nummer|twoj numer|votre num|tu numero",
    re.IGNORECASE,
)


def said(kind, language):
    reading = triage.read("hulp")
    return automatic.compose(
        kind, reading, language, NOON, 1, "https://uitweg.example", alerting=True
    )


EVERY = [(kind, language) for kind in texts.KINDS for language in texts.LANGUAGES]


@pytest.mark.parametrize("kind, language", EVERY)
def test_a_text_names_neither_drugs_nor_police_nor_the_number(kind, language):
    assert not HARMFUL.search(said(kind, language))


@pytest.mark.parametrize("kind, language", [one for one in EVERY if one[1] != "ar"])
def test_a_text_fits_one_segment_in_the_cheap_alphabet(kind, language):
    text = said(kind, language)
    assert set(text) <= GSM7, sorted(set(text) - GSM7)
    assert len(text) <= (306 if kind in ("crisis", "follow_up") else 160), len(text)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_crisis_is_told_where_to_call_and_what_we_do(language):
    for kind in ("crisis", "follow_up"):
        text = said(kind, language)
        assert "112" in text and "113" in text and "0800-0113" in text


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_month_and_weekday_has_a_name(language):
    for month in range(1, 13):
        assert texts.day(date(2026, month, month), language)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_word_that_a_text_asks_for_is_understood(language):
    asked = said("other", language)
    words = re.findall(r"[A-ZÄÖÜ]{4,}|مساعدة", asked)
    assert {triage.read(word).intent for word in words} == {"help", "opt_out"}


def test_a_language_that_we_dont_speak_gets_dutch():
    assert texts.fill("start", "und") == texts.fill("start", "nl") == texts.fill("start", "sw")
