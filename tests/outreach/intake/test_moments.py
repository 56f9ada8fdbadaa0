"""When a text was written, in every spelling that exports have."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake import days, moments

SPELLED = [
    ("2020-03-03 12:00:00", "2020-03-03T11:00:00", "ISO, Dutch time"),
    ("2020-03-03T12:00:00+01:00", "2020-03-03T11:00:00", "ISO with a zone"),
    ("2020-03-03T12:00:00.123456789Z", "2020-03-03T12:00:00.123456", "nanoseconds"),
    ("2020/03/04 12:00", "2020-03-04T11:00:00", "year first, slashes"),
    ("03-04-2020 12:00:05", "2020-04-03T10:00:05", "day first, summer time"),
    ("3/4/2020 12:00", "2020-04-03T10:00:00", "day first where both are possible"),
    ("3/25/2020 12:00", "2020-03-25T11:00:00", "month first where nothing else is"),
    ("3.4.2020, 12:00", "2020-04-03T10:00:00", "dots and a comma"),
    ("3-4-20 12:00", "2020-04-03T10:00:00", "a short year"),
    ("03-03-2020 9:31:00 PM", "2020-03-03T20:31:00", "afternoon"),
    ("03-03-2020 12:05 a.m.", "2020-03-02T23:05:00", "just after midnight"),
    ("03-03-2020 12:05 PM", "2020-03-03T11:05:00", "just after noon"),
    ("03/03/2020 12:00:00(UTC+1)", "2020-03-03T11:00:00", "Cellebrite's zone"),
    ("03/03/2020 12:00:00 (UTC+02:00)", "2020-03-03T10:00:00", "with minutes"),
    ("03/03/2020 12:00:00 UTC-5 (Network)", "2020-03-03T17:00:00", "XRY's zone and remark"),
    ("3/3/2020 9:31:00 PM(UTC-5)", "2020-03-04T02:31:00", "half days and a zone"),
    ("2020-03-03 12:00:00 UTC", "2020-03-03T12:00:00", "UTC by name"),
    ("2020-07-03 12:00:00 CEST", "2020-07-03T10:00:00", "summer time by name"),
    ("3 mrt 2020 12:00", "2020-03-03T11:00:00", "a Dutch month"),
    ("di 3 maart 2020 om 12:00", "2020-03-03T11:00:00", "a Dutch day and month"),
    ("Mar 3, 2020 12:00:00 PM", "2020-03-03T11:00:00", "an English month"),
    ("03-03-2020", "2020-03-02T23:00:00", "a day alone"),
    ("20200303T120000Z", "2020-03-03T12:00:00", "compact"),
    ("1583233200", "2020-03-03T11:00:00", "seconds since 1970"),
    ("1583233200123", "2020-03-03T11:00:00.123000", "milliseconds since 1970"),
    ("29-03-2020 02:30", "2020-03-29T01:30:00", "an hour that summer time skips"),
    ("25-10-2020 02:30", "2020-10-25T00:30:00", "an hour that comes twice: the first"),
]


@pytest.mark.parametrize(("text", "utc", "why"), SPELLED, ids=[row[2] for row in SPELLED])
def test_spellings(text: str, utc: str, why: str) -> None:
    assert moments.read(text) == datetime.fromisoformat(utc).replace(tzinfo=UTC), why


@pytest.mark.parametrize(
    "cell",
    ["", None, "gisteren", "31-02-2020 12:00", "12:00", "0612345678", "03-03-2020 25:00", True,
     "0001-01-01 00:00", "9999-12-31 23:59 UTC-5", "03-03-2020 12:00 kom je", " " * 100_000,
     "12:" + " " * 100_000, float("nan"), float("inf"), 612345678.0, timedelta(1)],
)  # fmt: skip
def test_what_is_no_moment(cell: object) -> None:
    assert moments.read(cell) is None


CELLS = [
    (datetime(2020, 3, 3, 12), "a spreadsheet's moment"),  # noqa: DTZ001 - as it comes
    (1583233200.0, "seconds"),
    (1583233200000, "milliseconds"),
    (43893.5, "days since 1900, a cell without a date format"),
]


@pytest.mark.parametrize(("cell", "why"), CELLS, ids=[row[1] for row in CELLS])
def test_cells_of_a_spreadsheet(cell: object, why: str) -> None:
    assert moments.read(cell) == datetime(2020, 3, 3, 11, tzinfo=UTC), why


def test_the_order_is_an_argument() -> None:
    found = moments.read("03/04/2020 12:00", "mdy", UTC)
    assert found == datetime(2020, 3, 4, 12, tzinfo=UTC)


def test_the_order_shows_in_the_dates_of_a_column() -> None:
    assert days.order_of(["03/04/2020", "03/25/2020"]) == "mdy"
    assert days.order_of(["03/04/2020", "25/03/2020"]) == ""
    assert days.order_of(["03/25/2020", "25/03/2020"]) == ""  # they contradict each other


def test_a_day_and_a_time_in_columns_of_their_own() -> None:
    noon = datetime(2020, 3, 3, 11, tzinfo=UTC)
    assert moments.joined("03-03-2020", "12:00") == noon
    assert moments.joined("03-03-2020 00:00:00", "12:00") == noon
    assert moments.joined(date(2020, 3, 3), time(12)) == noon
    assert moments.joined("03-03-2020", "") == datetime(2020, 3, 2, 23, tzinfo=UTC)


def test_milliseconds() -> None:
    assert moments.from_milliseconds("1583233200000") == datetime(2020, 3, 3, 11, tzinfo=UTC)
    assert moments.from_milliseconds("x") is None
    assert moments.from_milliseconds("9" * 30) is None


WHEN = st.datetimes(datetime(2000, 1, 1), datetime(2039, 12, 31))  # noqa: DTZ001 - as written
SPELLINGS = ["%Y-%m-%d %H:%M:%S", "%d-%m-%Y %H:%M:%S", "%d/%m/%Y %I:%M:%S %p", "%Y%m%dT%H%M%S"]


@given(WHEN, st.sampled_from(SPELLINGS))
def test_every_moment_comes_back(moment: datetime, spelling: str) -> None:
    found = moments.read(moment.strftime(spelling))
    local = moment.replace(microsecond=0, tzinfo=moments.AMSTERDAM)
    assert found == local.astimezone(UTC)


@given(st.text(max_size=90))
def test_whatever_the_text_it_is_a_moment_or_none(text: str) -> None:
    found = moments.read(text)
    assert found is None or found.tzinfo is UTC
