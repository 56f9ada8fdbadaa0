"""The rules for figures, on their own: what may be seen, and how little it gives away."""

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.publishing import Count, Standing, last, look, shown
from tests.gate.casting import NOON, SECOND

HOUR = timedelta(hours=1)


def _count(raw: int, delivered: int | None = 1000, every: timedelta = timedelta()) -> Count:
    return Count("visits", "", raw, delivered, every)


def _draws(*values: int) -> Callable[[], int]:
    left = list(values)
    return lambda: left.pop(0)


@pytest.mark.parametrize(
    ("raw", "delivered", "value", "why"),
    [
        (0, 750, None, "nobody is hidden like somebody"),
        (8, 750, None, "Zwolle's eight callers"),
        (9, 750, None, "the last hidden count"),
        (10, 750, 10, "the first that is shown"),
        (19, 750, 10, "down to tens"),
        (70, 750, 70, "Zwolle: care"),
        (109, 750, 100, "Zwolle: self-help"),
        (350, 750, 350, "Zwolle: home page"),
        (750, 750, 740, "'everybody' would point at each"),
        (741, 750, 740, "one below"),
        (100, 105, 90, "delivered minus ten, down to tens"),
        (15, 19, None, "few delivered: nothing to see"),
        (15, 20, 10, "just enough"),
        (15, 0, None, "replies that overtake the receipts"),
        (3000, None, 3000, "press is not about recipients"),
        (9, None, None, "few of the press"),
    ],
)
def test_what_a_count_is_shown_as(
    raw: int, delivered: int | None, value: int | None, why: str
) -> None:
    assert shown(raw, delivered, 10) == value, why


def test_a_higher_limit_hides_more() -> None:
    assert shown(29, 750, 30) is None
    assert shown(30, 750, 30) == 30


@pytest.mark.parametrize("raw", [0, 3, 500])
def test_the_first_look_publishes_less_than_ten_whatever_the_count(raw: int) -> None:
    assert look(_count(raw), None, NOON, 10, _draws(4)) == Standing(None, 14, NOON)


@pytest.mark.parametrize(
    ("raw", "value", "why"),
    [
        (13, "same", "one event short of the mark"),
        (14, 10, "the mark"),
        (24, 10, "between marks it says what it said at the mark"),
        (29, 10, "a look at the border of thirty gives nothing away"),
        (30, 10, "nor one just over it"),
        (31, 30, "the second mark, 14 + 10 + 7"),
        (44, 40, "the third, 31 + 10 + 2"),
    ],
)
def test_a_figure_moves_at_its_secret_marks_only(raw: int, value: object, why: str) -> None:
    before = Standing(None, 14, NOON)
    after = look(_count(raw), before, NOON + SECOND, 10, _draws(7, 2, 9, 9))
    assert (after.value if after else "same") == value, why


def test_a_figure_is_not_looked_at_before_its_time() -> None:
    before = Standing(None, 10, NOON)
    assert look(_count(500, every=HOUR), before, NOON + HOUR - SECOND, 10, _draws(0)) is None
    assert look(_count(10, every=HOUR), before, NOON + HOUR, 10, _draws(0)).value == 10


def test_a_look_without_news_puts_off_the_next_one() -> None:
    """Else the first event after a quiet hour would be published within seconds."""
    before = Standing(None, 10, NOON)
    after = look(_count(9, every=HOUR), before, NOON + HOUR, 10, _draws())
    assert after == Standing(None, 10, NOON + HOUR)
    assert look(_count(10, every=HOUR), after, NOON + HOUR + SECOND, 10, _draws()) is None


def test_a_figure_never_falls() -> None:
    before = Standing(90, 101, NOON)
    after = look(_count(105, delivered=50), before, NOON + SECOND, 10, _draws(0))
    assert after == Standing(90, 111, NOON + SECOND)
    assert last(_count(105, delivered=0), before, 10) == 90


def test_the_last_value_is_of_the_count_itself() -> None:
    assert last(_count(358), Standing(330, 361, NOON), 10) == 350
    assert last(_count(9), None, 10) is None


@given(
    steps=st.lists(st.integers(0, 40), max_size=30),
    draws=st.lists(st.integers(0, 9), min_size=200, max_size=200),
)
def test_how_often_one_looks_does_not_matter(steps: list[int], draws: list[int]) -> None:
    """Who adds events in bulk between two looks sees no more than who adds them one by one."""
    bulk = single = look(_count(0), None, NOON, 10, _draws(draws[0]))
    from_bulk, from_single = _draws(*draws[1:]), _draws(*draws[1:])
    raw = 0
    for step in steps:
        bulk = look(_count(raw + step), bulk, NOON, 10, from_bulk) or bulk
        for one in range(step):
            single = look(_count(raw + one + 1), single, NOON, 10, from_single) or single
        raw += step
        assert (bulk.value, bulk.next_at) == (single.value, single.next_at)


@given(
    events=st.integers(0, 400),
    draws=st.lists(st.integers(0, 9), min_size=60, max_size=60),
    delivered=st.integers(0, 400),
)
def test_a_published_value_is_always_what_the_rules_make_of_it(
    events: int, draws: list[int], delivered: int
) -> None:
    standing, values, moved_at = None, [], []
    source = _draws(*draws)
    for raw in range(events + 1):
        after = look(_count(raw, delivered), standing, NOON, 10, source)
        if standing and after and after.value != standing.value:
            moved_at.append(raw)
        standing = after or standing
        values.append(standing.value)
    for raw, value in enumerate(values):
        assert value is None or (value % 10 == 0 and 10 <= value <= min(raw, delivered - 10))
    assert [one or 0 for one in values] == sorted(one or 0 for one in values)
    assert all(b - a >= 10 for a, b in zip(moved_at, moved_at[1:], strict=False))


def test_no_single_event_moves_a_figure_with_more_than_one_chance_in_ten() -> None:
    """Even for who knows all other events: his best moment gains him a tenth, exactly."""
    chance = {0: Fraction(1)}  # that a mark lies at this count
    for at in range(1, 200):
        chance[at] = (
            sum((chance.get(at - 10 - r, Fraction(0)) for r in range(10)), Fraction(0)) / 10
        )
    flips = max(chance[at] for at in range(1, 200))
    assert flips == Fraction(1, 10)


def test_the_marks_of_the_code_are_those_of_the_reckoning() -> None:
    """Every draw of the first two marks: each count from 10 to 19 is the first mark in a tenth."""
    crossed = {at: 0 for at in range(10, 40)}
    for first, second in product(range(10), repeat=2):
        start = look(_count(0), None, NOON, 10, _draws(first))
        moved = look(_count(start.next_at), start, NOON, 10, _draws(second))
        crossed[start.next_at] += 1
        crossed[moved.next_at] += 1
    assert [crossed[at] for at in range(10, 20)] == [10] * 10
    assert sum(crossed[at] for at in range(20, 40)) == 100
