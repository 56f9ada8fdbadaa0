"""Visits are counted by people, once a link, with robots apart and nobody's address kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from gate import campaigns, figures, links, visits
from gate.notice import Delivered
from gate.room import Gate
from tests.gate.casting import NOON, OTHER_PHONE, PHONE, SECOND, deliver, launch, tap, tokens


def _raw(gate: Gate) -> dict[str, int]:
    return figures.raw(gate, "zwolle")


@pytest.mark.parametrize(
    ("agent", "method", "person", "why"),
    [
        (PHONE, "GET", True, "a phone"),
        (OTHER_PHONE, "GET", True, "another phone"),
        ("Mozilla/5.0 (Linux; Android 9; CUBOT X19) Chrome/99.0 Mobile", "GET", True, "a make"),
        (PHONE, "HEAD", False, "previewers ask for the head"),
        (PHONE, "POST", False, "nobody opens a link with a POST"),
        ("", "GET", False, "browsers say who they are"),
        ("   ", "GET", False, "blank is empty too"),
        ("WhatsApp/2.23.20.0", "GET", False, "a previewer"),
        ("facebookexternalhit/1.1", "GET", False, "a previewer"),
        ("TelegramBot (like TwitterBot)", "GET", False, "a previewer"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1)", "GET", False, "a search engine"),
        ("curl/8.5.0", "GET", False, "a script"),
        ("python-requests/2.32", "GET", False, "a script"),
        ("x" * 5000, "GET", True, "a silly long name stays a person's"),
    ],
)
def test_people_and_robots_are_told_apart(
    gate: Gate, agent: str, method: str, person: bool, why: str
) -> None:
    launch(gate)
    [token] = tokens(gate, "zwolle", 1)
    assert visits.record(gate, token, "home", agent, method, NOON) is person, why
    assert _raw(gate)["visits"] == (1 if person else 0)
    assert _raw(gate)["robots"] == (0 if person else 1)


def test_whoever_taps_twice_is_one_visitor(gate: Gate) -> None:
    launch(gate)
    tap(gate, tokens(gate, "zwolle", 3) * 2)
    assert _raw(gate)["visits"] == 3


def test_a_step_counts_each_visitor_once_and_the_visit_too(gate: Gate) -> None:
    launch(gate)
    [token] = tokens(gate, "zwolle", 1)
    tap(gate, [token, token], step="selfhelp")
    assert _raw(gate)["selfhelp"] == 1
    assert _raw(gate)["visits"] == 1
    assert _raw(gate)["care"] == 0


@pytest.mark.parametrize(
    ("seconds", "person"),
    [(0, False), (9, False), (10, True), (60, True)],
)
def test_another_agent_within_seconds_is_a_previewer(
    gate: Gate, seconds: int, person: bool
) -> None:
    launch(gate)
    [token] = tokens(gate, "zwolle", 1)
    tap(gate, [token])
    later = NOON + seconds * SECOND
    assert visits.record(gate, token, "home", OTHER_PHONE, "GET", later) is person
    assert _raw(gate)["visits"] == 1


def test_the_same_phone_within_seconds_stays_a_person(gate: Gate) -> None:
    launch(gate)
    [token] = tokens(gate, "zwolle", 1)
    tap(gate, [token])
    assert visits.record(gate, token, "story", PHONE, "GET", NOON + SECOND) is True


def test_a_known_robot_does_not_make_a_robot_of_the_person_behind_it(gate: Gate) -> None:
    launch(gate)
    [token] = tokens(gate, "zwolle", 1)
    assert visits.record(gate, token, "home", "WhatsApp/2.23", "GET", NOON) is False
    assert visits.record(gate, token, "home", PHONE, "GET", NOON + SECOND) is True


def test_two_phones_behind_one_link_in_one_batch_are_told_apart(gate: Gate) -> None:
    """The write takes all that wait at once, and has to see the earlier of them."""
    launch(gate)
    [token] = tokens(gate, "zwolle", 1)
    agents = [PHONE if n % 2 else OTHER_PHONE for n in range(20)]
    with ThreadPoolExecutor(20) as pool:
        people = list(
            pool.map(lambda one: visits.record(gate, token, "home", one, "GET", NOON), agents)
        )
    assert any(people)
    assert _raw(gate)["visits"] == 1


@pytest.mark.parametrize("token", ["", "no-such-token", "A" * 16])
def test_a_visitor_without_a_link_is_press_and_never_a_visit(gate: Gate, token: str) -> None:
    launch(gate)
    assert visits.record(gate, token, "home", PHONE, "GET", NOON) is True
    assert visits.record(gate, token, "home", OTHER_PHONE, "GET", NOON) is True
    assert visits.record(gate, token, "story", PHONE, "GET", NOON) is True
    assert visits.record(gate, token, "home", "curl/8", "GET", NOON) is False
    assert (_raw(gate)["visits"], _raw(gate)["press"], _raw(gate)["robots"]) == (0, 2, 0)


def test_press_is_counted_while_the_campaign_is_open(gate: Gate) -> None:
    launch(gate)
    for days in (-2, 0, 28, 30):
        visits.record(gate, "", "home", PHONE, "GET", NOON + timedelta(days=days))
    assert _raw(gate)["press"] == 2


def test_an_unknown_step_is_a_mistake_of_ours(gate: Gate) -> None:
    with pytest.raises(ValueError, match="step"):
        visits.record(gate, "", "elsewhere", PHONE, "GET", NOON)


def _day_and_hour(gate: Gate) -> list[tuple[object, int]]:
    with gate.db.read() as session:
        return session.connection.execute("select distinct day, hour from visits").fetchall()


@pytest.mark.parametrize(
    ("delivered", "hour"),
    [(0, -1), (99, -1), (100, 13), (750, 13)],
)
def test_the_hour_is_kept_only_on_days_with_many_deliveries(
    gate: Gate, delivered: int, hour: int
) -> None:
    launch(gate, letters="AB")
    deliver(gate, "zwolle", A=delivered // 2, B=delivered - delivered // 2)
    tap(gate, tokens(gate, "zwolle", 1))
    assert _day_and_hour(gate) == [(NOON.date(), hour)]


def test_many_deliveries_yesterday_do_not_keep_todays_hour(gate: Gate) -> None:
    launch(gate)
    yesterday = NOON.date() - timedelta(days=1)
    campaigns.report_delivered(gate, "zwolle", [Delivered("A", yesterday, 500)])
    tap(gate, tokens(gate, "zwolle", 1))
    assert _day_and_hour(gate) == [(NOON.date(), -1)]


def test_the_day_is_the_one_in_zwolle(gate: Gate) -> None:
    launch(gate)
    late = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)  # half past midnight in Zwolle
    tap(gate, tokens(gate, "zwolle", 1), late)
    assert _day_and_hour(gate)[0][0] == NOON.date() + timedelta(days=1)


def test_twenty_threads_lose_no_visit(gate: Gate) -> None:
    launch(gate)
    mine = tokens(gate, "zwolle", 60)
    jobs = [(token, step) for token in mine for step in ("home", "selfhelp")] * 2
    with ThreadPoolExecutor(20) as pool:
        people = list(pool.map(lambda job: visits.record(gate, *job, PHONE, "GET", NOON), jobs))
    assert all(people)
    assert (_raw(gate)["visits"], _raw(gate)["selfhelp"]) == (60, 60)
    with gate.db.read() as session:
        total = session.connection.execute("select sum(amount) from visits").fetchone()[0]
    assert total == len(jobs)


def test_who_fetched_a_link_is_forgotten_within_seconds(gate: Gate) -> None:
    launch(gate)
    tap(gate, tokens(gate, "zwolle", 2))
    visits.forget_fetches(gate, NOON + 5 * SECOND)
    assert _fetches(gate) == 2
    figures.publish(gate, NOON + 11 * SECOND)
    assert _fetches(gate) == 0


def _fetches(gate: Gate) -> int:
    with gate.db.read() as session:
        return session.connection.execute("select count(*) from fetches").fetchone()[0]


def test_neither_token_nor_agent_is_stored(gate: Gate) -> None:
    launch(gate)
    [token] = tokens(gate, "zwolle", 1)
    tap(gate, [token])
    with gate.db.read() as session:
        stored = str(
            [
                session.connection.execute(f"select * from {table}").fetchall()  # noqa: S608
                for table in ("visits", "fetches", "links")
            ]
        )
    assert token not in stored and PHONE not in stored
    assert links.index(gate, token) in stored
