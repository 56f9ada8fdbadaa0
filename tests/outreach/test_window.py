"""Texts leave between the hours, on the days, in Dutch time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.window import Window, closes, is_open, next_opening

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
USUAL = Window(time(10), time(20), frozenset(range(1, 7)), holidays=False)
ALL_DAY = Window(time(0), time(0), frozenset(range(1, 8)), holidays=True)
EVENING = Window(time(22), time(0), frozenset(range(1, 8)), holidays=True)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("window", "moment", "opened", "why"),
    [
        (USUAL, "2026-03-03 10:00", True, "from the very minute"),
        (USUAL, "2026-03-03 09:59:59.999999", False, "not a moment before"),
        (USUAL, "2026-03-03 19:59:59.999999", True, "until the last moment"),
        (USUAL, "2026-03-03 20:00", False, "not at the end itself"),
        (USUAL, "2026-03-07 12:00", True, "Saturday"),
        (USUAL, "2026-03-08 12:00", False, "Sunday"),
        (USUAL, "2026-04-27 12:00", False, "King's Day, a Monday"),
        (USUAL, "2027-04-27 12:00", False, "King's Day of another year"),
        (USUAL, "2026-04-06 12:00", False, "Easter Monday"),
        (USUAL, "2026-12-25 12:00", False, "Christmas Day, a Friday"),
        (USUAL, "2026-12-24 12:00", True, "the day before is a day"),
        (ALL_DAY, "2026-12-25 00:00", True, "all day, holidays too"),
        (ALL_DAY, "2026-03-08 23:59:59.999999", True, "to the end of Sunday"),
        (EVENING, "2026-03-03 23:59:59", True, "an end of 00:00 is the end of the day"),
        (EVENING, "2026-03-03 00:00", False, "and not its beginning"),
    ],
)
def test_open_or_not(window: Window, moment: str, opened: bool, why: str) -> None:
    assert is_open(window, at(moment)) is opened, why


def test_the_hours_are_dutch_in_summer_and_in_winter() -> None:
    assert is_open(USUAL, datetime(2026, 7, 1, 8, 0, tzinfo=UTC))
    assert not is_open(USUAL, datetime(2026, 7, 1, 7, 59, tzinfo=UTC))
    assert is_open(USUAL, datetime(2026, 1, 6, 9, 0, tzinfo=UTC))
    assert not is_open(USUAL, datetime(2026, 1, 6, 8, 59, tzinfo=UTC))


@pytest.mark.parametrize(
    ("moment", "opens", "why"),
    [
        ("2026-03-03 12:00", "2026-03-03 12:00", "open now"),
        ("2026-03-03 08:00", "2026-03-03 10:00", "later today"),
        ("2026-03-03 20:00", "2026-03-04 10:00", "tomorrow"),
        ("2026-03-07 21:00", "2026-03-09 10:00", "over Sunday"),
        ("2026-04-02 21:00", "2026-04-04 10:00", "over Good Friday"),
        ("2026-04-04 21:00", "2026-04-07 10:00", "over Easter"),
        ("2026-03-28 21:00", "2026-03-30 10:00", "over the night in which the clock moves"),
        ("2025-12-31 21:00", "2026-01-02 10:00", "over New Year's Day"),
    ],
)
def test_the_next_opening(moment: str, opens: str, why: str) -> None:
    assert next_opening(USUAL, at(moment)) == at(opens), why


def test_a_window_without_days_never_opens() -> None:
    with pytest.raises(ValueError, match="never opens"):
        next_opening(
            Window(time(10), time(20), frozenset(), holidays=False), at("2026-03-03 12:00")
        )


@given(
    st.integers(0, 3 * 365 * 24 * 60).map(lambda n: at("2025-01-01 00:00") + timedelta(minutes=n)),
    st.sampled_from([USUAL, ALL_DAY, EVENING]),
)
def test_the_next_opening_is_open_and_nothing_before_it_is(now: datetime, window: Window) -> None:
    opens = next_opening(window, now)
    assert is_open(window, opens) and opens >= now
    moment = now
    while moment < opens:
        assert not is_open(window, moment)
        moment += timedelta(minutes=37)


# Nights in which the clock moves

SPRING, AUTUMN = "2026-03-29", "2026-10-25"  # 02:00 becomes 03:00; 03:00 becomes 02:00
DAILY = frozenset(range(1, 8))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def nightly(start: str, end: str) -> Window:
    return Window(time.fromisoformat(start), time.fromisoformat(end), DAILY, holidays=True)


@pytest.mark.parametrize(
    ("hours", "now", "opens", "why"),
    [
        (("02:30", "20:00"), f"{SPRING} 00:30", f"{SPRING} 01:00", "02:30 is missing: from 03:00"),
        (("02:10", "02:50"), f"{SPRING} 00:30", "2026-03-30 00:10", "there is none that night"),
        (("10:00", "20:00"), f"{SPRING} 00:30", f"{SPRING} 08:00", "10:00 in summer time"),
        (("02:30", "20:00"), f"{AUTUMN} 00:00", f"{AUTUMN} 00:30", "the first 02:30"),
        (("02:30", "20:00"), f"{AUTUMN} 01:10", f"{AUTUMN} 01:30", "02:10 again: the second 02:30"),
        (("01:00", "02:30"), f"{AUTUMN} 00:40", f"{AUTUMN} 01:00", "02:00 comes again"),
        (("10:00", "20:00"), f"{AUTUMN} 00:40", f"{AUTUMN} 09:00", "10:00 in winter time"),
    ],
)
def test_a_window_opens_by_the_clock_on_the_wall(
    hours: tuple[str, str], now: str, opens: str, why: str
) -> None:
    window = nightly(*hours)
    assert next_opening(window, utc(now)) == utc(opens), why
    assert is_open(window, utc(opens)) and not is_open(window, utc(opens) - timedelta(minutes=1))


@pytest.mark.parametrize(
    ("hours", "now", "over", "why"),
    [
        (("01:00", "02:30"), f"{SPRING} 00:30", f"{SPRING} 01:00", "02:30 is missing: 03:00 is it"),
        (("01:00", "04:00"), f"{SPRING} 00:30", f"{SPRING} 02:00", "an hour earlier than else"),
        (("01:00", "02:30"), f"{AUTUMN} 00:10", f"{AUTUMN} 00:30", "the first 02:30"),
        (("01:00", "02:30"), f"{AUTUMN} 01:10", f"{AUTUMN} 01:30", "the second 02:30"),
        (("01:00", "04:00"), f"{AUTUMN} 00:30", f"{AUTUMN} 03:00", "over both hours"),
        (("01:00", "00:00"), f"{AUTUMN} 12:00", f"{AUTUMN} 23:00", "the end of the day"),
    ],
)
def test_a_window_closes_by_the_clock_on_the_wall(
    hours: tuple[str, str], now: str, over: str, why: str
) -> None:
    assert closes(nightly(*hours), utc(now)) == utc(over), why


@given(
    st.sampled_from([SPRING, AUTUMN]),
    st.integers(0, 24 * 60),
    st.integers(0, 4 * 60),
    st.integers(0, 4 * 60),
)
def test_no_night_moves_a_text_out_of_its_window(
    day: str, minute: int, start: int, long: int
) -> None:
    begin = at(f"{day} 00:00").astimezone(UTC) - timedelta(hours=2)
    moment = begin + timedelta(minutes=minute)
    end = start + long + 1
    window = nightly(f"{start // 60:02}:{start % 60:02}", f"{end // 60:02}:{end % 60:02}")
    opens = next_opening(window, moment)
    over = closes(window, opens)
    assert is_open(window, opens) and opens >= moment and over > opens
    for one in (opens, over - timedelta(minutes=1)):
        assert window.start <= one.astimezone(AMSTERDAM).time() < window.end
    while moment < opens:
        assert not is_open(window, moment)
        moment += timedelta(minutes=1)
    while opens < over:
        assert is_open(window, opens)
        opens += timedelta(minutes=1)
    assert not is_open(window, over)
