"""What a reviewer sees of a text: no phone number, not even where the text is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.samples import LONGEST, MASKED, Samples
from outreach.selection import Verdict

PERSON = "+31687654321"
NUMBERS = [
    "0612345678",
    "06 - 12345678",
    "06\u201312345678",
    "+31 6 12 34 56 78",
    "0 6.1 2 3 4 5 6 7 8",
]


def shown(text: str) -> str:
    samples = Samples()
    samples.missed(PERSON, text, Verdict("", "wit", "why"))
    (sample,) = samples.of_others(())
    return sample.text


def test_a_short_text_is_shown_whole_and_masked() -> None:
    assert shown("wit? bel 0687654321 ") == "wit? bel ••••21 "
    assert shown("") == "" and shown("12 👍") == "12 👍"
    assert shown("a" * LONGEST) == "a" * LONGEST


@pytest.mark.parametrize("edge", [LONGEST, MASKED])
@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_at_the_edge_is_masked_or_gone(edge: int, number: str) -> None:
    for place in range(edge - 30, edge + 5):
        text = "wit".ljust(place, "a") + number + " thuis" * 100
        found = shown(text)
        assert found.rstrip("…").endswith(("a", "••••78", "s", "i", "u", "h", "t"))
        assert sum(one.isdigit() for one in found) in (0, 2)
        assert len(found) <= LONGEST + 1 and found.endswith("…")


def test_numbers_that_shrink_bring_no_half_number_into_sight() -> None:
    wide = "  .  ".join("0612345678")
    found = shown(f"wit {wide} a {wide} b " * 40)
    assert found.count("••••78") * 2 == sum(one.isdigit() for one in found)


def test_a_date_is_not_cut_in_two() -> None:
    assert shown("a" * (LONGEST - 5) + " 04-03-2021 thuis") == "a" * (LONGEST - 5) + "…"


def test_a_text_of_megabytes_costs_nothing() -> None:
    assert shown("0 " * 2_500_000) == "…"
    assert shown("a0612345678" * 500_000).startswith("a••••78a••••78")


@given(st.text("06+ -.·ab•👍1", max_size=900))
def test_no_nine_digits_are_left_of_any_text(text: str) -> None:
    found, run = shown(text), 0
    for sign in found:
        run = 0 if sign in "ab•" else run + sign.isdigit()
        assert run < 9
    assert len(found) <= LONGEST + 1
