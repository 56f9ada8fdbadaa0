"""What a text takes on the air, at every border; and what a wording must have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import text
from outreach.text import BASIC, EXTENSION, Measure, check, fill, link_length, measure

GOOD = "Er is een uitweg: {link} Politie Zwolle. Antwoord STOP voor geen sms."
LENGTH = link_length("https://uitweg.example")


@pytest.mark.parametrize(
    ("body", "encoding", "characters", "segments", "why"),
    [
        ("", "GSM-7", 0, 0, "nothing takes nothing"),
        ("a", "GSM-7", 1, 1, "one character is one segment"),
        ("a" * 160, "GSM-7", 160, 1, "the most in one segment"),
        ("a" * 161, "GSM-7", 161, 2, "one more needs two, of 153 each"),
        ("a" * 306, "GSM-7", 306, 2, "the most in two"),
        ("a" * 307, "GSM-7", 307, 3, "one more needs three"),
        ("a" * 459, "GSM-7", 459, 3, "the most in three"),
        ("a" * 460, "GSM-7", 460, 4, "one more needs four"),
        ("€" * 80, "GSM-7", 160, 1, "escaped characters count double"),
        ("€" * 81, "GSM-7", 162, 2, "76 escapes fit 153, for the 77th would straddle: 76 and 5"),
        ("€" * 152, "GSM-7", 304, 2, "76 and 76"),
        ("€" * 153, "GSM-7", 306, 3, "306 would fit two, could an escape straddle"),
        ("a" * 159 + "€", "GSM-7", 161, 2, "the escape makes it too long for one"),
        ("a" * 152 + "€" + "a" * 151, "GSM-7", 305, 2, "it moves on whole: 152, then 2 + 151"),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3, "the gap before it costs a third segment"),
        ("a" * 151 + "€" + "a" * 153, "GSM-7", 306, 2, "it just fits the first: no gap"),
        ("é" * 160, "GSM-7", 160, 1, "é is in the alphabet"),
        ("\n" * 160, "GSM-7", 160, 1, "so is a new line"),
        ("Ç" * 160, "GSM-7", 160, 1, "the capital Ç is in it"),
        ("ç", "UCS-2", 1, 1, "the small one is not"),
        ("`", "UCS-2", 1, 1, "a backtick is not either"),
        ("\t", "UCS-2", 1, 1, "nor a tab"),
        ("ë" + "a" * 69, "UCS-2", 70, 1, "the most in one segment"),
        ("ë" + "a" * 70, "UCS-2", 71, 2, "one more needs two, of 67 each"),
        ("ë" + "a" * 133, "UCS-2", 134, 2, "the most in two"),
        ("ë" + "a" * 134, "UCS-2", 135, 3, "one more needs three"),
        ("😀" * 35, "UCS-2", 70, 1, "an emoji is two units"),
        ("😀" * 36, "UCS-2", 72, 2, "33 emoji fit 67, for the 34th would be split: 33 + 3"),
        ("😀" * 66, "UCS-2", 132, 2, "33 and 33"),
        ("😀" * 67, "UCS-2", 134, 3, "134 units would fit two, were pairs split"),
        ("a" * 66 + "😀" + "a" * 65, "UCS-2", 133, 2, "the pair moves on whole: 66, then 2 + 65"),
        ("a" * 66 + "😀" + "a" * 66, "UCS-2", 134, 3, "the gap before it costs a third segment"),
        ("ë^" + "a" * 68, "UCS-2", 70, 1, "in UCS-2 nothing is escaped"),
        ("\ud83d" + "a", "UCS-2", 2, 1, "half a pair, as broken input has it, is one unit"),
    ],
)
def test_measure_at_every_border(
    body: str, encoding: str, characters: int, segments: int, why: str
) -> None:
    found = measure(body)
    assert (found.encoding, found.characters, found.segments) == (encoding, characters, segments), (
        why
    )


def test_culprits_are_named_once_each_in_order() -> None:
    assert measure("cocaïne, patiënt, cocaïne 😀").culprits == ("ï", "ë", "😀")
    assert measure("café € {}").culprits == ()


def test_the_alphabet_has_all_its_characters_but_escape() -> None:
    assert len(BASIC) == 127
    assert len(EXTENSION) == 10
    assert not BASIC & EXTENSION


@given(st.text(alphabet=st.sampled_from(sorted(BASIC | EXTENSION)), max_size=900))
def test_in_gsm_7_segments_are_enough_and_none_is_wasted(body: str) -> None:
    _enough_and_none_wasted(measure(body), alone=160, room=153)


@given(st.text(min_size=1, max_size=400).map(lambda body: body + "ë"))
def test_in_ucs_2_segments_are_enough_and_none_is_wasted(body: str) -> None:
    found = measure(body)
    assert found.encoding == "UCS-2"
    assert found.characters == len(body.encode("utf-16-le", "surrogatepass")) // 2
    _enough_and_none_wasted(found, alone=70, room=67)


def _enough_and_none_wasted(found: Measure, alone: int, room: int) -> None:
    if found.characters <= alone:
        assert found.segments == (1 if found.characters else 0)
    else:
        assert found.segments * room >= found.characters
        # a segment is left one short at most, by a pair that did not fit
        assert (found.segments - 1) * (room - 1) < found.characters


@given(st.text(max_size=300), st.text(max_size=50))
def test_a_longer_text_never_takes_less(body: str, more: str) -> None:
    assert measure(body + more).segments >= measure(body).segments


def test_fill_puts_the_link_in_and_nothing_else() -> None:
    assert fill("Kijk: {link} {naam} {}", "https://x/c/1") == "Kijk: https://x/c/1 {naam} {}"


def test_a_link_is_as_long_as_the_gate_makes_it(house: object) -> None:
    from gate import links

    assert text.TOKEN_LENGTH == links.LENGTH
    assert link_length("https://uitweg.example") == len("https://uitweg.example/c/") + 16


@pytest.mark.parametrize(
    ("wording", "said", "why"),
    [
        (GOOD, [], "a good text"),
        ("", ["Write the text."], "one problem is enough for an empty text"),
        ("  \n", ["Write the text."], "white space is empty"),
        (GOOD.replace("{link}", ""), ["Write {link} where"], "no link"),
        (GOOD + " {link}", ["{link} stands in the text more than once"], "two links"),
        (GOOD.replace("{link} ", "{link}x"), ["Put a space after {link}"], "glued to a letter"),
        (GOOD.replace("{link} ", "{link}/"), ["Put a space after {link}"], "glued to a slash"),
        (GOOD.replace("{link} ", "{link}.Dus "), ["Put a space after {link}"], "phones take on"),
        (GOOD.replace("{link} ", "{link}?a "), ["Put a space after {link}"], "a query"),
        (GOOD.replace("{link} ", "{link}# "), ["Put a space after {link}"], "a fragment"),
        (GOOD.replace(" {link}", " op{link}"), ["Put a space before {link}"], "a letter before it"),
        (GOOD.replace(" {link}", " é{link}"), ["Put a space before {link}"], "any letter"),
        (GOOD.replace(" {link}", " 1{link}"), ["Put a space before {link}"], "a digit before it"),
        (GOOD.replace(" {link}", " /{link}"), ["Put a space before {link}"], "a slash before it"),
        (GOOD.replace("{link} ", "({link}), "), [], "brackets and a comma are no part of it"),
        (GOOD.replace("{link} ", "{link}\n"), [], "a new line ends it too"),
        (GOOD.replace("{link} ", "{link}. "), [], "a full stop ends a link on every phone"),
        (GOOD + " {naam}", ["Only {link} is filled in. Remove {naam}."], "another placeholder"),
        (GOOD + " {", ["Only {link} is filled in. Remove {."], "half a placeholder"),
        (GOOD.replace("STOP", "stop"), ["Say that STOP ends it"], "capitals, so that it is seen"),
        (GOOD.replace("STOP", "STOPPEN"), ["Say that STOP ends it"], "another word"),
        (GOOD + "a" * (1600 - LENGTH + 6 - len(GOOD)), [], "1600 with the link: the most"),
        (GOOD + "a" * (1601 - LENGTH + 6 - len(GOOD)), ["With its link the text has 1601"], "more"),
        ("hallo", ["Write {link} where", "Say that STOP ends it"], "all that is wrong, in order"),
    ],
)
def test_check_says_what_a_wording_lacks(wording: str, said: list[str], why: str) -> None:
    found = [str(one) for one in check(wording, LENGTH)]
    assert len(found) == len(said), (found, why)
    assert all(one.startswith(start) for one, start in zip(found, said, strict=True)), (found, why)
