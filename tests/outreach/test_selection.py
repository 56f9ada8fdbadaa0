"""Who asks for drugs is caught, who asks for dinner isn't, and the list is the team lead's own."""

import json
import math
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import selection
from outreach.selection import DEFAULT_WORDS, NOTHING, Verdict, caught_by, judge, parse
from problem import Problem

DEFAULT = parse(DEFAULT_WORDS)
TEXTS = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "data" / "buyers.jsonl").read_text().splitlines()
]

BUYING = [
    ("Heb je nog WIT?", "wit", "capitals and a sign"),
    ("yo sos vanavond", "sos", "slang"),
    ("Cocaïne nodig", "cocaine", "an accent"),
    ("ff lijntje snuiven", "lijntje snuiven", "a phrase before its first word"),
    ("kun je 1 cola brengen aub", "cola", "slang that is a drink too"),
    ("cola halen doe ik wel, heb jij sos", "sos", "an exception hides only itself"),
    ("doe maar twee wikkels", "wikkels", "how it is packed"),
    ("heb je ook 3-mmc of xtc", "3mmc", "another drug, a sign in the word"),
    ("ga jij ook snuiven", "ook snuiven", "what is no order but tells enough"),
    ("zin om te snuiven vrijdag, ik rij", "snuiv*", "a stem"),
    ("2 koke brengen", "coke", "a typing error"),
    ("hoi met mij, gister was gezellig, 2 wit", "wit", "a number right before it"),
    ("hoi met mij, gister was gezellig, wit 2", "wit", "a number right after it, at the end"),
    ("was top. zelfde als vorige keer, die coke dus", "coke", "an order far from the word"),
    ("ik lust wel wat sos, zin om te komen? heb jij nog wat", "sos", "an order in another clause"),
    ("hast du noch koks", "koks", "German"),
    ("masz koks na dzis", "koks", "Polish"),
    ("2 gram graag, ben bij de kerk", "# gram |", "grams of nothing named"),
    ("2 wit bij de snackbar", "wit", "a place where people eat"),
    ("heb j ook xct vr zaterdag", "xtc", "short for je and voor, three letters mixed up"),
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
    ("heb je nog wiet of hasj", "cannabis"),
    ("kan je 2 krat bier brengen", "alcohol"),
    ("stop met coke, je maakt jezelf kapot", "worry"),
    ("ben je weer aan de coke?", "worry, as a question"),
    ("politie vindt 20 kilo speed, heb je dat gelezen", "news"),
    ("heb je die schoenen nog in wit", "a colour"),
    ("bel jij Jan de Wit terug", "a name"),
    ("heb je www.wit.nl gezien", "a link"),
    ("mail 2 foto's naar coke@example.org aub", "an address"),
    ("heb je je pillen genomen oma", "medicine"),
    ("was gezellig, cola was lekker koud", "no order"),
    ("wit is mooier, kan je me ophalen van het station", "an order for something else"),
    ("zit jij nou weer te snuiven", "a reproach"),
    ("1 cola 1 cassis 1 spa rood", "a round of drinks"),
    ("Haal ff colla en sip voor ons", "drinks and chips, with typing errors"),
    ("kan je halen: 2 cola", "the drink, in another order"),
    ("mag ik clo halen, of halne we het morgen? cola bedoel ik, halen", "the drink, mistyped"),
    ("doe maar witte wjn", "wine, mistyped"),
    ("heb je wijn, 2 witte graag", "wine, in another order"),
    ("heb je nog pasta sso", "dinner, in another order and mistyped"),
    ("2 sos psta graag", "dinner, mistyped"),
    ("mag ik 100 gram kaas en 2 gram saffraan", "grams of something else"),
    ("heb je nog wiet? 5 gram graag", "grams of cannabis"),
]


@pytest.mark.parametrize(("text", "word", "why"), BUYING, ids=[row[2] for row in BUYING])
def test_what_buyers_write_is_caught(text: str, word: str, why: str) -> None:
    assert caught_by(text, DEFAULT) == word, why


@pytest.mark.parametrize(("text", "why"), NOT_BUYING, ids=[row[1] for row in NOT_BUYING])
def test_what_others_write_is_not(text: str, why: str) -> None:
    assert caught_by(text, DEFAULT) is None, why


NEAR = [
    ("heb je nog? liever geen wit", "geen *", selection.EXCEPTION, "an exception, and an order"),
    ("zelfde adres, dat verf ik wit", "wit* & verf*", selection.EXCEPTION, "a word beside it"),
    ("zelfde coke als laatst, zelfde adres mam", "* & mam", selection.EXCEPTION, "the whole text"),
    ("de coke was op toen wij binnenkwamen", "coke", selection.NO_ORDER, "named, not asked for"),
    ("kan je 2 brengen", "# brengen", selection.NAMELESS, "asked for, not named"),
    ("heb je nog voor vanavond", "heb je nog |", selection.NAMELESS, "asked for, not named"),
    ("zelfde als vorige keer", "zelfde als vorige", selection.NAMELESS, "as before"),
]


@pytest.mark.parametrize(("text", "near", "why", "name"), NEAR, ids=[row[3] for row in NEAR])
def test_what_was_just_missed_says_why(text: str, near: str, why: str, name: str) -> None:
    assert judge(text, DEFAULT) == Verdict("", near, why), name


def test_most_texts_are_neither_caught_nor_just_missed() -> None:
    for text in (
        "ik bel je zo",
        "Je code is 482913.",
        "heb je mijn sleutels",
        "tot vrijdag 👋",
        "heb je nog melk",
        "ga ff cola halen met henk",
        "naar de winkel",
    ):
        assert judge(text, DEFAULT) is NOTHING


# The lower ends of the 95 % intervals of each whole set, or below: see tests/data/README.md.
FLOORS = [("dev", 0.97, 0.82), ("held", 0.92, 0.72)]


@pytest.mark.parametrize(("part", "precision", "recall"), FLOORS, ids=[row[0] for row in FLOORS])
def test_few_others_are_caught_and_few_buyers_missed(
    part: str, precision: float, recall: float
) -> None:
    texts = [one for one in TEXTS if one["set"] == part]
    caught = [one for one in texts if caught_by(one["text"], DEFAULT)]
    right = sum(one["buyer"] for one in caught)
    buyers = sum(one["buyer"] for one in texts)
    assert right / len(caught) >= precision, wilson(right, len(caught))
    assert right / buyers >= recall, wilson(right, buyers)


def test_most_buyers_who_are_missed_are_among_the_just_missed() -> None:
    missed = [
        verdict
        for one in TEXTS
        if one["buyer"] and not (verdict := judge(one["text"], DEFAULT)).word
    ]
    # The others use code words, or words that no list knows.
    assert sum(bool(verdict.near) for verdict in missed) >= 0.7 * len(missed)


def test_few_others_are_among_the_just_missed() -> None:
    others = [judge(one["text"], DEFAULT) for one in TEXTS if not one["buyer"]]
    # Nearly all of these name a drug, in news or a joke: most others are traps.
    assert sum(bool(verdict.near) for verdict in others) <= 0.15 * len(others)


def test_the_texts_are_many_and_mixed() -> None:
    assert len({one["text"] for one in TEXTS}) == len(TEXTS) >= 700
    assert sum(one["set"] == "held" for one in TEXTS) >= len(TEXTS) / 5
    assert sum(not one["buyer"] for one in TEXTS) >= len(TEXTS) / 3


def wilson(hits: int, of: int) -> tuple[float, float]:
    z = 1.96
    share, spread = hits / of, 1 + z * z / of
    middle = share + z * z / 2 / of
    half = z * math.sqrt(share * (1 - share) / of + z * z / 4 / of / of)
    return (middle - half) / spread, (middle + half) / spread


def test_the_team_lead_decides_what_counts() -> None:
    words = parse("# ours\npannenkoek\n\nblauwe  envelop\nkruim*\n- pannenkoek eten\n")
    assert words.entries == ("pannenkoek", "blauwe  envelop", "kruim*")
    assert words.exceptions == ("pannenkoek eten",)
    assert caught_by("Blauwe-envelop?", words) == "blauwe  envelop"
    assert caught_by("mooie pannenkoekenhuizen", words) is None
    assert caught_by("kruimeltje", words) == "kruim*"
    assert caught_by("pannenkoek eten", words) is None
    assert caught_by("wit", words) is None


MARKS = [
    ("blauw", "de lucht is blauw vandaag", "blauw", "counts always"),
    ("~blauw", "de lucht is blauw vandaag", "", "no order"),
    ("~blauw", "ik wil er wel 3 blauw", "blauw", "a number"),
    ("~blauw", "blauw vanavond", "blauw", "hardly more than the word"),
    ("~blauw", "jo is er blauw?", "blauw", "a short question"),
    ("~blauw\n?mag ik *", "blauw dus. dat was het, mag ik twee", "blauw", "an order anywhere"),
    ("~blauw\n~?mag ik *", "mag ik jouw beste blauw van jou", "blauw", "what helps, close before"),
    ("~blauw\n~?mag ik *", "mag ik even iets zeggen over blauw", "", "what helps, too far before"),
    ("~blauw\n~?mag ik *", "dat is blauw mag ik gaan", "", "what helps, on the wrong side"),
    ("~blauw\n~?* graag", "wij willen dat blauw voor ons graag", "blauw", "close after"),
    ("~blauw\n~?* graag", "het was blauw, daar kom ik graag", "", "in another clause"),
    ("blauw & envelop", "blauw papier in een envelop", "blauw & envelop", "both"),
    ("blauw & envelop", "blauw papier in een doos", "", "one of both"),
    ("blauw\n-blauw & zee / lucht", "blauw is de lucht", "", "the second of what stands beside"),
    ("blauw\n-blauw & zee / lucht", "blauw is de muur", "blauw", "neither"),
    ("blauw\n-* & lucht", "lucht en water, blauw", "", "nothing counts"),
    ("blauw\n-stop met *", "stop met blauw", "", "any word"),
    ("blauw\n-zee / lucht blauw", "lucht blauw", "", "the second of two exceptions"),
    ("❄️", "heb je ❄️❄️", "❄️", "an emoji"),
    ("👍🏽", "👍🏿", "👍🏽", "in another skin tone"),
    ("~blauw / groen", "3 groen", "groen", "the second of two entries"),
    ("is # blauw", "dat is drie blauw", "is # blauw", "an amount"),
    ("is # blauw", "dat is blauw", "", "no amount"),
    ("is # gram |", "dat is 3 gram", "is # gram |", "nothing named behind it, at the end"),
    ("is # gram |", "dat is 3 gram, melk is op", "is # gram |", "nor in the clause"),
    ("~# gram |\n~?mag ik *", "mag ik 3 gram voor vanavond", "# gram |", "nor before a small word"),
    ("~# gram |\n~?mag ik *", "mag ik 3 gram boter", "", "something is named behind it"),
    ("~# gram |\n~?* # gram", "dat weegt wel 3 gram", "", "an order can't be its own reason"),
    ("blauw / groen\n-blauw / groen & lucht", "groen is de lucht", "", "the second of two"),
    ("=blauw", "blauww", "", "exactly so"),
    ("=~blauw", "3 blauw is wat ik wil", "blauw", "two marks"),
]


@pytest.mark.parametrize(("words", "text", "word", "why"), MARKS, ids=[row[3] for row in MARKS])
def test_marks_say_what_a_line_does(words: str, text: str, word: str, why: str) -> None:
    assert judge(text, parse(words)).word == word, why


def test_no_phrase_reaches_across_an_exception() -> None:
    assert caught_by("drie cola halen gram", parse("drie gram\n-cola halen")) is None


BAD = [
    ("", "empty", "nothing"),
    ("# only a remark", "empty", "a remark"),
    ("-cola halen", "empty", "exceptions alone"),
    ("?heb je", "empty", "orders alone"),
    ("wit\nx", "Line 2", "one letter catches all"),
    ("wit\n!!", "Line 2", "signs only"),
    ("wit\n-* &", "Line 2", "nothing beside it"),
    ("!! & wit", "Line 1", "signs beside a word"),
    ("wit\n-*", "Line 2", "an exception to everything"),
    ("wi*", "Line 1", "half of the language"),
    ("w*t", "Line 1", "a star inside"),
    ("gram *", "Line 1", "any word, in what catches"),
    ("# |", "empty", "a remark, not an amount"),
    ("~# |", "Line 1", "an amount alone"),
    ("wit\n?# |", "Line 2", "an amount alone, in an order"),
    ("wit\n\n" + "a" * 61, "Line 3", "a whole text"),
    ("wit\n-wit & " + " / ".join(["muur"] * 40), "Line 2", "too much on one line"),
    ("\n".join(f"woord{n}" for n in range(1001)), "1000", "no list any more"),
]


@pytest.mark.parametrize(("words", "said", "why"), BAD, ids=[row[2] for row in BAD])
def test_a_bad_list_says_which_line(words: str, said: str, why: str) -> None:
    with pytest.raises(Problem) as caught:
        parse(words)
    assert said in str(caught.value), why


def test_a_list_goes_to_another_process() -> None:
    again = pickle.loads(pickle.dumps(DEFAULT))  # noqa: S301 - our own bytes
    assert caught_by("heb je nog wit", again) == "wit"


def test_no_more_words_are_remembered_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.typed.MOST_REMEMBERED", 10)
    words = parse("wit")
    assert all(judge(f"woord{n} is wit", words).word == "wit" for n in range(30))
    assert len(words.reader.readings) <= 10


@given(st.text(max_size=80))
def test_any_text_gets_an_answer_from_the_list(text: str) -> None:
    assert caught_by(text, DEFAULT) in {None, *DEFAULT.entries}


LISTS = st.text(max_size=200) | st.text(alphabet="ab wit\n-?=~*&/❄️0#é", max_size=60)


@given(LISTS, st.sampled_from(["heb je nog wit", "a b ❄️ 2ab", "", "wit? ab. ab wit"]))
def test_any_list_is_taken_or_refused(words: str, text: str) -> None:
    try:
        caught_by(text, parse(words))
    except Problem as problem:
        assert str(problem)
