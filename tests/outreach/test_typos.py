"""Who mistypes a drug is understood, and whoever types another word is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import typos
from outreach.selection import DEFAULT_WORDS, Verdict, judge, parse

DEFAULT = parse(DEFAULT_WORDS)
PLAIN = parse(
    "wit\nsos\npep\ncoke\ncola\nsnuif\ncocaine\nketamine\nheroine\nlijntje\nwikkel\nwikkels\n"
    "speed\ncrack\n3mmc\n2cb\n❄️\nsnuiv*\nheb je gram nodig\n-halfwit"
)

TYPOS = [
    ("wittt", "wit", "a letter held down"),
    ("wiiiit", "wit", "any letter held down"),
    ("cooooke", "coke", "a vowel held down"),
    ("soss", "sos", "a last letter twice"),
    ("w1t", "wit", "a digit for a letter"),
    ("s0s", "sos", "two that look alike"),
    ("c0ke", "coke", "the same inside a longer word"),
    ("5nuif", "snuif", "a digit for the first letter"),
    ("c0kee", "coke", "a digit and a letter held down"),
    ("coek", "coke", "two letters that changed places"),
    ("snufi", "snuif", "the last two"),
    ("cocaien", "cocaine", "the last two of a long word"),
    ("cociane", "cocaine", "two in the middle"),
    ("herione", "heroine", "two in the middle"),
    ("ketamien", "ketamine", "how it sounds"),
    ("cocane", "cocaine", "a letter missing"),
    ("coccaine", "cocaine", "a letter too many"),
    ("ketanine", "ketamine", "a wrong letter"),
    ("wikel", "wikkel", "one of a double letter missing"),
    ("koke", "coke", "k for c"),
    ("kokaine", "cocaine", "k for each c"),
    ("lyntje", "lijntje", "y for ij"),
    ("leintje", "lijntje", "ei for ij"),
    ("cokeje", "coke", "a diminutive"),
    ("sosjes", "sos", "several of them"),
    ("2wit", "wit", "an amount run together"),
    ("wit2", "wit", "an amount behind"),
    ("hebjecoke", "coke", "words run together"),
    ("gramwit", "wit", "two words run together"),
    ("w i t", "wit", "letters typed apart"),
    ("W\u200bIT", "wit", "a character that shows nothing"),
    ("3 mmc", "3mmc", "a space inside"),
    ("2-CB", "2cb", "a hyphen inside"),
    ("❄", "❄️", "an emoji without its variation mark"),
    ("snuivve", "snuiv*", "a word that still begins so"),
    ("wti", "wit", "the last two of three letters"),
]


@pytest.mark.parametrize(("typed", "word", "why"), TYPOS, ids=[row[0] for row in TYPOS])
def test_a_typing_error_is_understood(typed: str, word: str, why: str) -> None:
    assert judge(f"ja {typed} voor mij", PLAIN) == Verdict(word, "", ""), why


OTHERS = [
    ("winkel", "", "a shop"),
    ("winkels", "", "shops"),
    ("speer", "", "a spear"),
    ("snuit", "", "a snout"),
    ("soos", "", "a club: a doubled vowel is another word"),
    ("lintje", "", "a ribbon, with a letter missing"),
    ("lijstje", "", "a list, with a wrong letter"),
    ("koek", "", "cake: no typo of coke by any rule"),
    ("kok", "", "a cook"),
    ("peep", "", "a peep, likewise"),
    ("wij", "", "we: three letters allow no wrong one"),
    ("wat", "", "what"),
    ("sis", "", "three letters again"),
    ("witlof", "", "a vegetable"),
    ("heroic", "", "English"),
    ("halfwit", "", "English, and an exception of the list"),
    ("3mmcx4y", "", "a code"),
    ("snuip", "snuif", "five letters allow no wrong one"),
    ("ketomene", "ketamine", "two wrong letters"),
    ("speedboot", "speed", "part of a longer word"),
    ("cocaïneverslaving", "cocaine", "part of a longer word"),
    ("chocola", "", "a word ends in it"),
    ("methode", "", "a word begins with it"),
    ("😀", "", "an emoji that isn't in the list"),
]


@pytest.mark.parametrize(("typed", "near", "why"), OTHERS, ids=[row[0] for row in OTHERS])
def test_another_word_is_no_typing_error(typed: str, near: str, why: str) -> None:
    verdict = judge(f"ja {typed} voor mij", PLAIN)
    assert (verdict.word, verdict.near) == ("", near), why


REASONS = [
    ("winkel", typos.OWN_WORD),
    ("snuip", typos.TOO_FAR),
    ("cocaïneverslaving", typos.PART),
]


@pytest.mark.parametrize(("typed", "why"), REASONS, ids=[row[0] for row in REASONS])
def test_a_near_miss_says_why(typed: str, why: str) -> None:
    assert judge(typed, PLAIN).why == why


def test_an_entry_can_be_meant_as_it_is_spelled() -> None:
    words = parse("=coke\nsnuif")
    assert judge("koke", words).word == judge("cokee", words).word == ""
    assert judge("Coke!", words).word == "coke"
    assert judge("snufi", words).word == "snuif"


def test_a_winkel_is_near_a_wikkel_in_an_order_only() -> None:
    words = parse("wikkel\n?mag ik")
    assert judge("mag ik jouw winkel eens zien", words).near == "wikkel"
    assert judge("het is een hele mooie winkel", words).near == ""


BESIDE = parse("~wit\n~?* brengen\n~?heb je *\n-wit* & wijn* / pasta")


def test_words_beside_a_drug_are_understood_without_vowels() -> None:
    assert judge("wil jij dat wit naar hem toe brngn", BESIDE).word == ""  # too far from it
    assert judge("wil jij ff wit brngn", BESIDE).word == "wit"
    assert judge("hb j nu wit", BESIDE).word == "wit"


@pytest.mark.parametrize("typed", ["wijn", "wjn", "wijm", "wijnn", "winj", "psta", "pasa"])
def test_any_typing_error_tells_what_is_no_drug(typed: str) -> None:
    assert judge(f"heb je wit {typed} van ons", BESIDE).word == ""
    assert judge("heb je wit zuid van ons", BESIDE).word == "wit"


def test_an_exception_tells_that_a_word_is_no_typing_error() -> None:
    assert judge("doe coal", parse("cola")).word == "cola"
    assert judge("doe coal", parse("cola\n-coal")).word == ""


def test_the_dutch_word_list_is_loaded_when_it_is_needed_only() -> None:
    words = parse("wit\nwikkel")
    typos._dutch.cache_clear()
    judge("heb je nog wit ja", words)
    assert typos._dutch.cache_info().misses == 0
    judge("naar de winkel", words)
    assert typos._dutch.cache_info().misses == 1


@given(st.text(alphabet="cokewitsnuf0135 ❄️é", max_size=40))
def test_what_is_read_once_is_read_alike_again(text: str) -> None:
    assert judge(text, DEFAULT) == judge(text, DEFAULT) == judge(text.upper(), DEFAULT)
