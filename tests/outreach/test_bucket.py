"""The pace: steady, and in no second more than the rate."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outreach.bucket import Bucket

START = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@given(
    st.floats(1, 200),
    st.lists(st.floats(0, 3), min_size=1, max_size=80),
    st.floats(0.1, 1),
)
def test_in_no_second_more_than_the_rate(rate: float, gaps: list[float], share: float) -> None:
    bucket, now, spent = Bucket(rate), 0.0, []
    for gap in gaps:
        now += gap
        take = int(bucket.allowance(after(now)) * share)
        bucket.spend(take, after(now))
        spent.append((now, take))
    for moment, _ in spent:
        assert sum(n for then, n in spent if moment - 0.999 < then <= moment) <= rate


def test_ticks_of_a_fifth_of_a_second_get_a_fifth_of_the_rate_each() -> None:
    bucket, taken = Bucket(80), []
    for tick in range(50):
        now = after(tick * 0.2)
        taken.append(bucket.allowance(now))
        bucket.spend(taken[-1], now)
    assert set(taken) <= {15, 16, 17}
    assert 790 <= sum(taken) <= 800


def test_a_second_at_once_after_a_long_wait_and_no_more() -> None:
    bucket = Bucket(80)
    bucket.spend(bucket.allowance(after(0)), after(0))
    assert bucket.allowance(after(3600)) == 80


def test_at_a_low_rate_fractions_add_up_and_a_long_message_leaves_a_debt() -> None:
    bucket = Bucket(0.5)
    assert bucket.full == 1
    assert bucket.allowance(after(0)) == 1
    bucket.spend(3, after(0))  # three segments, alone, from a full bucket
    assert bucket.allowance(after(5.9)) == 0
    assert bucket.allowance(after(6)) == 1


def test_a_clock_that_is_set_back_neither_gives_nor_blocks() -> None:
    bucket = Bucket(10)
    bucket.spend(bucket.allowance(after(100)), after(100))
    assert bucket.allowance(after(0)) == 0
    assert bucket.allowance(after(1)) == 10


def test_nothing_leaves_while_the_carrier_wants_rest() -> None:
    bucket = Bucket(10)
    bucket.shut(after(5))
    assert bucket.allowance(after(4.9)) == 0
    assert bucket.allowance(after(5)) > 0
