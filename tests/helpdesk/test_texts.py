"""What we say by ourselves is short, complete, and safe on a phone that somebody else reads."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from carrier.segments import measure
from helpdesk import composing, harmless, opening, templates, texts, triage
from helpdesk.hours import Partner
from problem import Problem
from tests.conftest import NOON

HOME = "https://uitweg.een-gemeente.nl"
# As long as an organisation's name and hours may be without costing the person's patience.
PARTNER = Partner(
    "p", "Verpleging en Zorg Noordoost", "addiction_care", (), ("nl",),
    "1-5 08:30-17:00; 6-7 10:00-14:00", False, "", "", 10, 1,
)  # fmt: skip
EVERY = [(kind, language) for kind in texts.KINDS for language in texts.LANGUAGES]
# Arabic takes 70 characters a segment; these say what they must, and no less.
TWO_IN_ARABIC = {"help", "question", "other", "follow_up"}


def longest(kind, language):
    values = templates.longest(PARTNER, language, f"{HOME}/question")
    return templates.fill(texts.template(kind, language), language, values)


def said(kind, language, **reading):
    read = replace(triage.read("hulp"), **reading)
    return composing.compose(kind, read, language, NOON, 1, HOME, alerting=True)


@pytest.mark.parametrize("kind, language", EVERY)
def test_a_text_gives_nothing_away_and_holds_what_it_must(kind, language):
    values = templates.longest(PARTNER, language, f"{HOME}/question")
    templates.check(kind, language, texts.template(kind, language), values)


@pytest.mark.parametrize("kind, language", EVERY)
def test_a_text_fits_one_segment_at_its_longest(kind, language):
    taken = measure(longest(kind, language))
    arabic = language == "ar"
    assert taken.encoding == ("UCS-2" if arabic else "GSM-7"), taken.culprits
    assert taken.segments <= (2 if arabic and kind in TWO_IN_ARABIC else 1), taken.characters


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_crisis_with_all_that_may_be_added_takes_two_segments_and_in_arabic_three(language):
    text = said("crisis", language, minor=True, violence=True)
    assert measure(text).segments <= (3 if language == "ar" else 2)
    for number in ("112", "113", "0800-0113", "0800-0432", "0800-2000"):
        assert number in text


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_crisis_is_told_where_to_call_and_what_we_do(language):
    assert said("crisis", language).endswith(texts.fill("alert", language))
    for kind in ("crisis", "follow_up"):
        text = said(kind, language)
        assert "112" in text and "113" in text and "0800-0113" in text


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_an_answer_to_a_request_names_the_next_working_day(language):
    assert texts.day(date(2026, 3, 4), language) in said("help", language)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_stop_is_answered_with_not_a_word_more(language):
    assert said("opt_out", language, minor=True, violence=True) == texts.fill("opt_out", language)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_each_weekday_and_month_has_a_name_of_its_own(language):
    days = [date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(365)]
    assert len({texts.day(one, language) for one in days}) == 365


def test_the_longest_day_is_as_long_as_any_of_a_decade():
    days = [date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(3653)]
    for language in texts.LANGUAGES:
        most = max(len(texts.day(one, language)) for one in days)
        assert len(templates.longest_day(language)) == most


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_word_that_a_text_asks_for_is_understood(language):
    asked = said("other", language)
    words = re.findall(r"\b[A-ZÄÖÜ]{4,}|مساعدة", asked)
    assert {triage.read(word).intent for word in words} == {"help", "opt_out"}


def test_a_language_that_we_dont_speak_gets_dutch():
    assert texts.fill("start", "und") == texts.fill("start", "nl") == texts.fill("start", "sw")


def test_between_arabic_words_a_number_keeps_the_order_of_its_parts():
    assert "\N{LEFT-TO-RIGHT MARK}0800-0113" in texts.fill("crisis", "ar")
    assert "\N{LEFT-TO-RIGHT MARK}" not in texts.fill("crisis", "nl")


@pytest.mark.parametrize(
    "language, text, word",
    [
        ("nl", "Last van drugs? Bel ons", "drugs"),
        ("nl", "Wij zijn de Politie niet", "politie"),
        ("nl", "Minder cocaïne", "cocaine"),  # with any accent
        ("nl", "We hebben je nummer gekregen", "je nummer"),
        ("en", "About your drugs", "drugs"),
        ("en", "We have your number", "your number"),
        ("de", "Für Süchtige", "suchtige"),
        ("pl", "Policja tego nie czyta", "policja"),
        ("tr", "UYUŞTURUCU", "uyusturucu"),
        ("ar", "ليست الشرطة", "شرطة"),  # an article stands before it
        ("fr", "La drogue", "drogue"),
        ("es", "Las drogas", "drogas"),
        ("pap", "No ta polis", "polis"),
        ("pl", "mniej xtc", "xtc"),  # the same in every language
    ],
)
def test_a_word_that_endangers_is_named(language, text, word):
    with pytest.raises(Problem, match=f"“{word}” may harm"):
        harmless.check(text, language)


@pytest.mark.parametrize(
    "language, text",
    [
        ("nl", "Wees beleefd, dan krijg je geen politiek antwoord"),
        ("nl", "Maandag 8.30-17.00, 24/7 en 9 tot 17 uur"),
        ("de", "Jemand sucht weiter"),  # "Sucht" is addiction, "sucht" is looks for
        ("en", "Please be polite"),
        ("fr", "Le bus s'arrête"),
    ],
)
def test_a_harmless_word_may_stay(language, text):
    harmless.check(text, language)


@pytest.mark.parametrize(
    "text", ["zie www.tactus.nl", "zie tactus.nl", "https://x.example/a", "mail a@tactus.example"]
)
def test_a_link_may_come_by_placeholder_only(text):
    with pytest.raises(Problem, match="looks like a link"):
        harmless.check(text, "nl")


@pytest.mark.parametrize(
    "text",
    ["Bel 112", "Bel 0800-0113", "Bel 06 12 34 56 78", "+31 (0)88 382 28 87", "06.12.34.56.78",
     "اتصل بـ ٠٨٠٠٠١١٣"],
)  # fmt: skip
def test_a_phone_number_may_come_by_placeholder_only(text):
    with pytest.raises(Problem, match="looks like a phone number"):
        harmless.check(text, "nl")


def test_every_word_of_the_list_is_found_as_it_stands_there():
    for language in texts.LANGUAGES:
        for word in harmless.words(language):
            with pytest.raises(Problem, match="may harm"):
                harmless.check(f"x {word.rstrip('*')} y", language)


@pytest.mark.parametrize(
    "hours, holidays, language, words",
    [
        ("1-5 08:30-17:00", False, "nl", "maandag t/m vrijdag 8:30-17:00"),
        ("1-5 08:30-17:00; 6-7 10:00-14:00", False, "en",
         "Monday to Friday 8:30-17:00, Saturday and Sunday 10:00-14:00"),
        ("3 20:00-22:00", True, "de", "Mittwoch 20:00-22:00, nicht an Feiertagen"),
        ("1-7 09:00-17:00", False, "tr", "her gün 9:00-17:00"),
        ("6 10:00-14:00", False, "pl", "w sobote 10:00-14:00"),
        ("1-5 08:30-17:00; 6 10:00-14:00", False, "ar",
         "من الإثنين إلى الجمعة من 8:30 إلى 17:00، السبت من 10:00 إلى 14:00"),
    ],
)  # fmt: skip
def test_opening_hours_are_said_in_words(hours, holidays, language, words):
    partner = Partner("p", "P", "social_team", (), (), hours, False, "", "", 1, 1)
    assert opening.said(partner, language, holidays) == words


def test_who_is_always_open_is_said_to_be():
    partner = Partner("p", "P", "social_team", (), (), "1-7 00:00-23:59", True, "", "", 1, 1)
    assert opening.said(partner, "nl", holidays=True) == "dag en nacht"


def test_hours_allow_for_a_holiday_within_a_week():
    kings_day = NOON.replace(month=4, day=27)
    assert opening.holiday_is_near(kings_day - timedelta(days=7))
    assert not opening.holiday_is_near(NOON)
