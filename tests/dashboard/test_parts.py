"""Dates, numbers and sentences as people say them, in both languages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard import parts, phone, state
from house import House
from problem import Problem


@pytest.fixture(params=["nl", "en"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(state, "language", lambda: request.param)
    return str(request.param)


@pytest.fixture(autouse=True)
def clock(house: House, noon: datetime) -> Iterator[None]:
    state.install(house, clock=lambda: noon)
    yield


def test_numbers_have_the_separators_of_the_language(language: str) -> None:
    assert parts.number(12345.6, 1) == {"nl": "12.345,6", "en": "12,345.6"}[language]
    assert parts.percent(0.467) == {"nl": "46,7%", "en": "46.7%"}[language]


@pytest.mark.parametrize(
    "ago, nl, en",
    [
        (timedelta(), "vandaag 13:00", "today 13:00"),
        (timedelta(days=1), "gisteren 13:00", "yesterday 13:00"),
        (timedelta(days=-1), "morgen 13:00", "tomorrow 13:00"),
        (timedelta(days=4), "vr 27 februari 13:00", "Fri 27 February 13:00"),
        (timedelta(days=100), "23 november 2025 13:00", "23 November 2025 13:00"),
    ],
)
def test_moments_are_said_in_dutch_time(
    language: str, noon: datetime, ago: timedelta, nl: str, en: str
) -> None:
    assert parts.moment(noon - ago) == {"nl": nl, "en": en}[language]


def test_summer_time_counts(language: str) -> None:
    july = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert parts.moment(july).endswith("14:00")


def test_a_problem_comes_filled_and_in_the_readers_language(language: str) -> None:
    problem = Problem(
        "There are {recipients} recipients. A campaign needs {least}: add exports.",
        recipients=1234,
        least=100,
    )
    assert {"nl": "1.234", "en": "1,234"}[language] in parts.sentence(problem)


def test_a_problem_about_a_problem_is_filled_too(language: str) -> None:
    inner = Problem("Write {{link}} where the link should come.")
    outer = Problem("Variant {letter}: {sentence}", letter="A", sentence=inner)
    assert "{link}" in parts.sentence(outer)


def test_a_date_is_a_day_and_not_a_moment(language: str) -> None:
    assert parts.day(date(2026, 5, 1)) == {"nl": "1 mei 2026", "en": "1 May 2026"}[language]


@pytest.mark.parametrize("sly", ["*bold*", "[a](b)", ":material/home:", "$x$", "<b>", "1. a", "#a"])
def test_somebodys_words_are_never_read_as_markdown(sly: str) -> None:
    plain = parts.plain(sly)
    marks = [at for at, sign in enumerate(plain) if sign in "*[]():$<>#"]
    assert all(plain[at - 1] == "\\" for at in marks)


def test_a_text_on_a_phone_is_never_read_as_html(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr("dashboard.phone.st.html", drawn.append)
    monkeypatch.setattr(state, "language", lambda: "en")
    sly = '<script>x</script> http://localhost:8080/c/"onclick=1'
    phone.phone("<b>", [phone.Bubble(sly)])
    assert "<script>" not in drawn[0]
    assert "<b>" not in drawn[0]
    assert 'href="http://localhost:8080/c/&quot;onclick=1"' in drawn[0]
