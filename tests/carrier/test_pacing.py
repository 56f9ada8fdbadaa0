"""The pace: even, answers first, and in no second more than the rate."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.base import Accepted
from carrier.pacing import LONGEST_REST, YIELD, Departures, Pace, most

START = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def fill(pace: Pace, now: float, answer: bool = False) -> int:
    """Take single segments until it says no."""
    taken = 0
    while pace.take(1, after(now), answer):
        taken += 1
    return taken


@given(
    st.floats(0.3, 200),
    st.floats(0.1, 0.8),
    st.lists(
        st.tuples(st.floats(0, 1.2), st.integers(1, 6), st.booleans(), st.integers(1, 30)),
        min_size=1,
        max_size=60,
    ),
)
def test_in_no_second_more_than_the_rate_and_campaigns_keep_to_their_share(
    rate: float, part: float, asked: list[tuple[float, int, bool, int]]
) -> None:
    pace, now = Pace(rate, part), 0.0
    left: list[tuple[float, int, bool]] = []
    for gap, segments, answer, times in asked:
        now += gap
        for _ in range(times):
            if pace.take(segments, after(now), answer):
                left.append((now, segments, answer))
    for moment, _, _ in left:
        second = [one for one in left if moment - 1 < one[0] <= moment]
        alone = len(second) == 1  # longer than a second's worth: it goes by itself
        assert alone or sum(one[1] for one in second) <= most(rate)
        campaigns = [one for one in second if not one[2]]
        longest = max((one[1] for one in campaigns), default=1)
        allowed = rate * part + longest  # whole texts
        assert len(campaigns) <= 1 or sum(one[1] for one in campaigns) < allowed


def test_asked_often_it_lets_98_percent_of_the_share_go_and_evenly() -> None:
    pace, left = Pace(100, 0.8), []
    for step in range(6000):
        left += [step / 100] * fill(pace, step / 100)
    assert 0.98 * 80 * 60 <= len(left) <= 80 * 60
    per_second = [sum(second <= one < second + 1 for one in left) for second in range(1, 59)]
    assert min(per_second) >= 78 and max(per_second) <= 80
    late = [one for one in left if one > 1.1]
    gaps = [round(b - a, 3) for a, b in zip(late, late[1:], strict=False)]
    assert max(gaps) <= 0.02


@given(st.lists(st.floats(0.001, 0.25), min_size=400, max_size=500))
def test_looked_at_irregularly_it_still_keeps_up(gaps: list[float]) -> None:
    """The program may be held up for a quarter of a second now and then."""
    pace, now, left = Pace(100, 0.8), 0.0, 0
    for gap in gaps:
        now += gap
        left += fill(pace, now)
    assert left >= 0.75 * 80 * now


@pytest.mark.parametrize(
    ("rate", "segments", "part"),
    [(100, 1, 0.98), (100, 2, 0.98), (20, 1, 0.98), (10, 1, 0.98), (10, 3, 0.98), (2, 1, 0.98)]
    + [(3, 1, 0.98), (1, 1, 0.98), (0.5, 1, 0.98), (10, 5, 0.98)],
)
def test_also_a_slow_sender_and_long_texts_use_the_share(
    rate: float, segments: int, part: float
) -> None:
    pace, left = Pace(rate, 0.8), 0
    for step in range(120 * 50):
        while pace.take(segments, after(step / 50)):
            left += segments
    assert part * rate * 0.8 * 120 <= left <= rate * 0.8 * 120 + segments


def test_answers_go_beside_a_campaign_that_uses_all_it_may() -> None:
    pace = Pace(100, 0.8)
    for step in range(200):
        fill(pace, step / 100)
        if step % 10 == 5:
            assert pace.take(1, after(step / 100), answer=True)


def test_when_answers_have_to_wait_campaigns_step_aside() -> None:
    pace = Pace(10, 0.8)
    assert fill(pace, 0, answer=True) == 10
    assert fill(pace, 1.02, answer=True) == 10  # they have all of it
    assert fill(pace, 1.03) == 0
    assert fill(pace, 1.02 + YIELD + 0.6) > 0


def test_room_says_how_many_would_be_let_go() -> None:
    pace = Pace(100, 0.8)
    for step in range(300):
        now = step / 37
        assert pace.room(after(now)) == fill(pace, now)


def test_at_a_low_rate_a_long_text_goes_alone_and_takes_its_time() -> None:
    pace = Pace(0.5, 0.8)
    assert pace.take(3, after(0))
    assert fill(pace, 7.2) == 0  # three segments at 0.4 a second
    assert fill(pace, 7.7) == 1
    assert not pace.take(1, after(9), answer=True)  # no second text within two seconds
    assert pace.take(1, after(9.8), answer=True)


def test_threads_whose_look_at_the_clock_is_a_little_old_make_no_time() -> None:
    pace = Pace(10, 0.8)
    left = 0
    for step in range(1000):
        left += fill(pace, step / 100)
        pace.room(after(step / 100 - 0.05))
    assert left <= 80


def test_a_clock_that_is_set_back_neither_gives_nor_blocks() -> None:
    pace = Pace(10, 0.8)
    fill(pace, 100)
    assert fill(pace, 0) == 0
    assert fill(pace, 1.02) > 0


def test_nothing_leaves_while_the_carrier_wants_rest_and_rests_grow() -> None:
    pace, now, rests = Pace(10, 0.8), 0.0, []
    for _ in range(9):
        pace.push_back(0, after(now))
        pace.push_back(0, after(now))  # one that was under way together with it
        begun = now
        while pace.rests(after(now)):
            assert not pace.take(1, after(now)) and not pace.take(1, after(now), answer=True)
            assert pace.room(after(now)) == 0
            now += 0.25
        rests.append(now - begun)
    assert rests == [1, 2, 4, 8, 16, 32, 60, 60, 60] and rests[-1] == LONGEST_REST
    pace.hear(Accepted("SM1"), after(now))
    pace.push_back(0, after(now))
    assert not pace.rests(after(now + 1))


def test_it_rests_at_least_as_long_as_the_carrier_asks() -> None:
    pace = Pace(10, 0.8)
    pace.push_back(20, after(0))
    assert pace.rests(after(19.9)) and not pace.rests(after(20))


class Clock:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


@given(
    st.floats(0.3, 120),
    st.lists(st.tuples(st.floats(0, 0.3), st.integers(1, 4), st.booleans()), max_size=150),
)
def test_however_texts_bunch_up_the_line_takes_no_more_than_the_rate(
    rate: float, came: list[tuple[float, int, bool]]
) -> None:
    clock = Clock()
    line = Departures(rate, 0.8, clock.now, clock.sleep)
    gone: list[tuple[float, int, bool]] = []
    for gap, segments, answer in came:
        clock.time += gap
        line.wait(segments, answer)
        gone.append((clock.time, segments, answer))
    for moment, _, _ in gone:
        second = [one for one in gone if moment - 1 < one[0] <= moment]
        assert len(second) == 1 or sum(one[1] for one in second) <= most(rate)
        campaigns = [one[1] for one in second if not one[2]]
        assert len(campaigns) <= 1 or sum(campaigns) < rate * 0.8 + max(campaigns)


def test_a_text_that_comes_in_its_turn_is_not_held_back() -> None:
    clock = Clock()
    line = Departures(100, 0.8, clock.now, clock.sleep)
    for step in range(500):
        clock.time = step / 75
        line.wait(1)
        assert clock.time == step / 75
