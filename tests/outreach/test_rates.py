"""Promise 4: it says what it knows, and how surely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.rates import published_rate, wilson


@pytest.mark.parametrize(
    ("count", "of", "low", "high", "why"),
    [
        (350, 750, 0.4312, 0.5025, "Zwolle: reached the home page"),
        (0, 100, 0.0, 0.0370, "nobody still leaves some doubt"),
        (100, 100, 0.9630, 1.0, "everybody too"),
        (1, 1, 0.2065, 1.0, "one of one says little"),
        (50, 100, 0.4038, 0.5962, "the middle"),
    ],
)
def test_wilsons_interval(count: int, of: int, low: float, high: float, why: str) -> None:
    assert wilson(count, of) == pytest.approx((low, high), abs=5e-5), why


def test_a_rate_counts_what_rounding_may_hide_in_its_upper_end() -> None:
    rate = published_rate(350, 750)
    assert rate.value == pytest.approx(0.4667, abs=5e-5)
    assert rate.low == pytest.approx(wilson(350, 750)[0])
    assert rate.high == pytest.approx(wilson(359, 750)[1])


@pytest.mark.parametrize(("value", "of"), [(None, 750), (10, 0)])
def test_there_is_no_rate_of_what_is_withheld_or_of_nobody(value: int | None, of: int) -> None:
    assert published_rate(value, of) is None


@given(value=st.integers(0, 2000), of=st.integers(1, 1000))
def test_a_rate_lies_within_its_interval_and_between_none_and_all(value: int, of: int) -> None:
    rate = published_rate(value, of)
    assert 0 <= rate.low <= rate.value <= rate.high <= 1
