"""What is counted, and what of it is published, and when."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from gate import campaigns, figures
from gate.counts import CARE_FIGURES, STEP_FIGURES
from gate.room import Gate
from gate.sides import OutreachSide
from tests.gate.casting import NOON, SECOND, deliver, launch, tap, tokens

ALL = {"visits", "robots", "press", *STEP_FIGURES, *CARE_FIGURES}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _reply(gate: Gate, amount: int, start: int = 0, figure: str = "replies") -> None:
    with ThreadPoolExecutor(20) as pool:
        list(
            pool.map(
                lambda n: figures.count(gate, f"e{n}", "zwolle", figure, NOON),
                range(start, start + amount),
            )
        )


def _newest(gate: Gate) -> dict[tuple[str, str], str]:
    return {(one.name, one.variant): one.shown for one in figures.published(gate, "zwolle")}


def _run(gate: Gate, *seconds: int) -> None:
    for second in seconds:
        figures.publish(gate, NOON + second * SECOND)


def test_every_figure_is_less_than_ten_from_the_launch_on(gate: Gate) -> None:
    launch(gate)
    _run(gate, 0)
    assert _newest(gate) == {(name, ""): "<10" for name in ALL}
    assert all(not one.final for one in figures.published(gate, "zwolle"))


def test_nothing_of_a_figure_shows_before_ten_and_more(gate: Gate) -> None:
    launch(gate)
    deliver(gate, "zwolle", A=300)
    _run(gate, 0)
    _reply(gate, 9)
    _run(gate, 2)
    assert len(figures.published(gate, "zwolle")) == len(ALL)
    _reply(gate, 10, start=9)
    _run(gate, 4)
    assert _newest(gate)["replies", ""] == "10"


def test_an_event_counts_once_however_often_it_is_told(gate: Gate) -> None:
    launch(gate)
    for _ in range(3):
        _reply(gate, 5)
    _reply(gate, 5, figure="help_requests")
    assert figures.raw(gate, "zwolle")["replies"] == 5
    assert figures.raw(gate, "zwolle")["help_requests"] == 5


def test_an_unknown_figure_is_a_mistake_of_ours(gate: Gate) -> None:
    with pytest.raises(ValueError, match="figure"):
        figures.count(gate, "e", "zwolle", "visits", NOON)


def test_an_unknown_senders_event_is_no_campaigns(gate: Gate) -> None:
    launch(gate)
    figures.count(gate, "e", "", "replies", NOON)
    assert figures.raw(gate, "zwolle")["replies"] == 0


def test_a_campaign_that_the_gate_does_not_know_has_no_figures(gate: Gate) -> None:
    assert figures.raw(gate, "nowhere") == {}
    assert figures.published(gate, "nowhere") == []


def test_nobody_reads_the_exact_counts_of_a_real_campaign(gate: Gate) -> None:
    launch(gate, instant=False)
    with pytest.raises(ValueError, match="real campaign"):
        figures.raw(gate, "zwolle")


@pytest.mark.parametrize(
    ("after", "visits", "replies"),
    [
        (2 * SECOND, "<10", "<10"),
        (HOUR - SECOND, "<10", "<10"),
        (HOUR, "moved", "<10"),
        (DAY - SECOND, "moved", "<10"),
        (DAY, "moved", "moved"),
    ],
)
def test_visits_move_hourly_at_most_and_cares_counts_daily(
    gate: Gate, after: timedelta, visits: str, replies: str
) -> None:
    launch(gate, instant=False)
    deliver(gate, "zwolle", A=300)
    _run(gate, 0)
    tap(gate, tokens(gate, "zwolle", 30))
    _reply(gate, 30)
    figures.publish(gate, NOON + after)
    shown = _newest(gate)
    assert (shown["visits", ""] != "<10") == (visits == "moved")
    assert (shown["replies", ""] != "<10") == (replies == "moved")


def test_an_event_after_a_quiet_hour_waits_for_the_next_look(gate: Gate) -> None:
    """The moment of a publication must not be the moment of somebody's tap."""
    launch(gate, instant=False)
    deliver(gate, "zwolle", A=300)
    for minute in range(0, 91):
        figures.publish(gate, NOON + minute * timedelta(minutes=1))
    tap(gate, tokens(gate, "zwolle", 30))
    figures.publish(gate, NOON + timedelta(minutes=91))
    assert _newest(gate)["visits", ""] == "<10"
    figures.publish(gate, NOON + timedelta(minutes=120))
    assert _newest(gate)["visits", ""] != "<10"


def test_publishing_writes_nothing_when_nothing_moved(gate: Gate) -> None:
    launch(gate)
    _run(gate, 0)
    before = gate.db.changes
    _run(gate, 2, 4, 6)
    assert gate.db.changes == before


def test_no_figure_comes_nearer_than_ten_to_all_who_got_it(gate: Gate) -> None:
    launch(gate)
    deliver(gate, "zwolle", A=40)
    _run(gate, 0)
    tap(gate, tokens(gate, "zwolle", 40))
    _run(gate, 2)
    campaigns.close_old(gate, NOON + 28 * DAY)
    assert _newest(gate)["visits", ""] == "30"


@pytest.mark.parametrize(
    ("letters", "amounts", "published", "why"),
    [
        ("AB", {"A": 100, "B": 100}, True, "enough of both"),
        ("AB", {"A": 400, "B": 99}, False, "the total minus A would give away B"),
        ("AB", {"A": 100}, False, "nothing of B yet"),
        ("A", {"A": 400}, False, "the same as the total, with other secrets"),
        ("ABCD", dict.fromkeys("ABCD", 100), True, "four at most"),
        ("ABCDE", dict.fromkeys("ABCDE", 100), False, "five are too many"),
    ],
)
def test_variants_are_compared_only_when_all_are_large(
    gate: Gate, letters: str, amounts: dict[str, int], published: bool, why: str
) -> None:
    launch(gate, letters=letters)
    deliver(gate, "zwolle", **amounts)
    _run(gate, 0)
    tap(gate, tokens(gate, "zwolle", 30))
    _run(gate, 2)
    variants = {variant for _, variant in _newest(gate)} - {""}
    assert variants == (set(letters) if published else set()), why
    assert {name for name, variant in _newest(gate) if variant} <= {"visits"}
    if published:
        assert _newest(gate)["visits", "A"] != "<10"


def test_the_last_figures_are_rounded_counts_and_final_for_ever(gate: Gate) -> None:
    launch(gate, letters="AB")
    deliver(gate, "zwolle", A=400, B=350)
    _run(gate, 0)
    tap(gate, tokens(gate, "zwolle", 36))
    _reply(gate, 9)
    campaigns.close_old(gate, NOON + 28 * DAY)
    final = {(one.name, one.variant): one for one in figures.published(gate, "zwolle")}
    assert {key for key, one in final.items() if one.final} == set(final)
    assert final["visits", ""].value == final["visits", "A"].value == 30
    assert final["replies", ""].value is None
    before = figures.published(gate, "zwolle")
    _reply(gate, 50, start=100)
    figures.publish(gate, NOON + 29 * DAY)
    campaigns.close_old(gate, NOON + 30 * DAY)
    assert figures.published(gate, "zwolle") == before


def test_a_campaign_whose_time_is_over_waits_for_its_last_figures(gate: Gate) -> None:
    launch(gate)
    figures.publish(gate, NOON + 28 * DAY)
    assert figures.published(gate, "zwolle") == []


def test_publishing_from_many_threads_keeps_the_rules(gate: Gate) -> None:
    launch(gate)
    deliver(gate, "zwolle", A=300)
    _run(gate, 0)
    _reply(gate, 60)
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda n: _run(gate, n), range(2, 22)))
    moved = [one for one in figures.published(gate, "zwolle") if one.value]
    assert len(moved) == 1


def test_two_open_campaigns_keep_their_counts_apart(gate: Gate) -> None:
    launch(gate)
    launch(gate, "leiden")
    tap(gate, tokens(gate, "leiden", 4))
    assert figures.raw(gate, "zwolle")["visits"] == 0
    assert figures.raw(gate, "leiden")["visits"] == 4


COURSE = st.lists(
    st.tuples(st.sampled_from(["taps", "replies", "deliver"]), st.integers(0, 30)), max_size=8
)


@given(course=COURSE)
@examples(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_happens_outreach_sees_what_the_rules_make_of_it(
    gate: Gate, course: list[tuple[str, int]]
) -> None:
    _empty(gate)
    launch(gate)
    side, delivered, told = OutreachSide(gate), 0, 0
    for second, (kind, amount) in enumerate(course):
        if kind == "taps":
            tap(gate, tokens(gate, "zwolle", amount))
        elif kind == "replies":
            _reply(gate, amount, start=told)
            told += amount
        else:
            delivered += amount
            deliver(gate, "zwolle", A=delivered)
        _run(gate, second)
        raw = figures.raw(gate, "zwolle")
        for one in side.published("zwolle"):
            value = one.value or 0
            assert value % 10 == 0 and value <= max(0, min(raw[one.name], delivered - 10))
    history = side.published("zwolle")
    for name in ("visits", "replies"):
        values = [one.value or 0 for one in history if one.name == name]
        assert values == sorted(values)
        assert len(values) == len(set(values))  # nothing is said twice


def _empty(gate: Gate) -> None:
    with gate.db.read() as session:
        for (
            table
        ) in "campaigns links visits fetches events deliveries published thresholds".split():
            session.connection.execute(f"delete from {table}")  # noqa: S608
