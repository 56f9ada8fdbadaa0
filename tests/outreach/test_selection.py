"""Who asks for drugs is caught, who asks for dinner isn't, and the list is the team lead's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.selection import DEFAULT_WORDS, caught_by, parse
from problem import Problem

DEFAULT = parse(DEFAULT_WORDS)

BUYING = [
    ("Heb je nog WIT?", "wit", "capitals and a sign"),
    ("yo sos vanavond", "sos", "slang"),
    ("Cocaïne nodig", "cocaine", "an accent"),
    ("ff lijntje snuiven", "lijntje", "the first that stands there"),
    ("kun je 1 cola brengen aub", "cola", "slang that is a drink too"),
    ("cola halen doe ik wel, heb jij sos", "sos", "an exception hides only itself"),
    ("doe maar twee wikkels", "wikkels", "how it is packed"),
    ("heb je ook 3-mmc of xtc", "3 mmc", "another drug, a sign in the word"),
    ("ga jij ook snuiven", "snuiv*", "a stem"),
]
NOT_BUYING = [
    ("ga ff cola halen bij de appie", "a drink"),
    ("neem je witte wijn mee", "wine"),
    ("zal ik sos pasta maken", "dinner"),
    ("wil je wit brood of bruin brood", "bread"),
    ("witlof met ham en kaas", "part of a word"),
    ("Cola Light graag", "a drink, capitals"),
    ("je pakket is bezorgd", "a parcel"),
    ("", "nothing"),
    ("😀😀", "signs only"),
]


@pytest.mark.parametrize(("text", "word", "why"), BUYING, ids=[row[2] for row in BUYING])
def test_what_buyers_write_is_caught(text: str, word: str, why: str) -> None:
    assert caught_by(text, DEFAULT) == word, why


@pytest.mark.parametrize(("text", "why"), NOT_BUYING, ids=[row[1] for row in NOT_BUYING])
def test_what_others_write_is_not(text: str, why: str) -> None:
    assert caught_by(text, DEFAULT) is None, why


def test_the_team_lead_decides_what_counts() -> None:
    words = parse("# ours\npannenkoek\n\nblauwe  envelop\nkruim*\n- pannenkoek eten\n")
    assert words.entries == ("blauwe  envelop", "pannenkoek", "kruim*")
    assert words.exceptions == ("pannenkoek eten",)
    assert caught_by("Blauwe-envelop?", words) == "blauwe  envelop"
    assert caught_by("pannenkoeken", words) is None
    assert caught_by("kruimeltje", words) == "kruim*"
    assert caught_by("pannenkoek eten", words) is None
    assert caught_by("wit", words) is None


def test_no_phrase_reaches_across_an_exception() -> None:
    assert caught_by("drie cola halen gram", parse("drie gram\n-cola halen")) is None


BAD = [
    ("", "empty", "nothing"),
    ("# only a remark", "empty", "a remark"),
    ("-cola halen", "empty", "exceptions alone"),
    ("wit\nx", "Line 2", "one letter catches all"),
    ("wit\n!!", "Line 2", "signs only"),
    ("wi*", "Line 1", "half of the language"),
    ("w*t", "Line 1", "a star inside"),
    ("wit\n\n" + "a" * 61, "Line 3", "a whole text"),
    ("\n".join(f"woord{n}" for n in range(1001)), "1000", "no list any more"),
]


@pytest.mark.parametrize(("words", "said", "why"), BAD, ids=[row[2] for row in BAD])
def test_a_bad_list_says_which_line(words: str, said: str, why: str) -> None:
    with pytest.raises(Problem) as caught:
        parse(words)
    assert said in str(caught.value), why


@given(st.text(max_size=80))
def test_any_text_gets_an_answer_from_the_list(text: str) -> None:
    assert caught_by(text, DEFAULT) in {None, *DEFAULT.entries}


@given(st.text(max_size=200))
def test_any_list_is_taken_or_refused(words: str) -> None:
    try:
        caught_by("heb je nog wit", parse(words))
    except Problem as problem:
        assert str(problem)
