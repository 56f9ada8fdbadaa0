"""What a lead is told about cost and end of a campaign."""

from datetime import UTC, datetime, time, timedelta

import pytest

from outreach import pace
from outreach.window import Window
from settings import Settings, check

OFFICE = Window(time(10), time(20), frozenset({1, 2, 3, 4, 5, 6}), False)
TUESDAY = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)  # 13:00 in Zwolle
MINUTE = timedelta(minutes=1)


def test_cost_follows_the_segments_that_the_text_takes(settings: Settings) -> None:
    short = pace.estimate({"A": "Hulp: {link} STOP"}, 750, settings)
    long = pace.estimate({"A": "Hulp: {link} STOP" + "x" * 160}, 750, settings)
    assert (short.segments, short.euro) == (750, pytest.approx(60.0))
    assert long.segments == 1500


def test_two_variants_are_shared_out_evenly(settings: Settings) -> None:
    both = {"A": "Hulp: {link} STOP", "B": "Hulp: {link} STOP" + "x" * 160}
    assert pace.estimate(both, 100, settings).segments == 150


def test_a_draft_without_text_costs_nothing(settings: Settings) -> None:
    assert pace.estimate({}, 750, settings) == pace.Estimate(0, 0.0, 0.0)


def test_sending_takes_the_share_of_the_rate_that_campaigns_may_use() -> None:
    slow = check({"carrier": {"rate": 1, "campaign_share": 0.5}})
    assert pace.estimate({"A": "Hulp: {link} STOP"}, 30, slow).seconds == 60


def test_the_planned_pace_is_what_the_settings_allow() -> None:
    slow = check({"carrier": {"rate": 10, "campaign_share": 0.8}})
    assert pace.planned({"A": "Hulp: {link} STOP"}, slow) == pytest.approx(480)
    assert pace.planned({}, slow) == 0


@pytest.mark.parametrize(
    "left, per_minute, end, because",
    [
        (0, 10, TUESDAY, "nothing left"),
        (100, 10, TUESDAY + 10 * MINUTE, "ten minutes of work in an open window"),
        (100, 0, None, "nothing moves"),
        # 13:00 to 20:00 takes 4,200; the other 600 leave on Wednesday from 10:00 on.
        (4800, 10, datetime(2026, 3, 4, 10, 0, tzinfo=UTC), "the night does not count"),
        (10_000_000, 10, None, "further than anybody can say"),
    ],
)
def test_the_end_counts_open_hours_only(
    left: int, per_minute: float, end: datetime | None, because: str
) -> None:
    found = pace.ends(left, per_minute, OFFICE, TUESDAY)
    assert (found is None) == (end is None), because
    if found and end:
        assert abs(found - end) <= MINUTE, because
