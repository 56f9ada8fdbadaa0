"""When an organisation is open, and to which one somebody goes."""

from datetime import datetime

import pytest

from helpdesk import partners, routing
from helpdesk.hours import Partner, parse_hours
from helpdesk.routing import Request
from helpdesk.workdays import AMSTERDAM
from problem import Problem


def partner(name, hours="1-5 09:00-17:00", **values):
    return Partner(**{
        "id": name, "name": name.title(), "kind": "addiction_care", "municipalities": ("Zwolle",),
        "languages": ("nl",), "hours": hours, "round_clock": False, "phone": "", "website": "",
        "capacity": 10, "position": 1, **values,
    })  # fmt: skip


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    "hours, moment, is_open",
    [
        ("1-5 09:00-17:00", "2026-03-03 09:00", True),  # the first minute
        ("1-5 09:00-17:00", "2026-03-03 17:00", False),  # closed at the hour itself
        ("1-5 09:00-17:00", "2026-03-07 12:00", False),  # Saturday
        ("1-5 09:00-17:00", "2026-04-06 12:00", False),  # Easter Monday
        ("1-5 09:00-17:00", "2026-04-27 12:00", False),  # King's Day
        ("1-5 09:00-17:00", "2026-07-01 08:30", False),  # summer time: half past six in UTC
        ("1-4 09:00-17:00; 5 09:00-12:00", "2026-03-06 13:00", False),
        ("5 19:00-02:00", "2026-03-07 01:00", True),  # past midnight
        ("5 19:00-02:00", "2026-03-06 01:00", False),
    ],
)
def test_opening_hours(hours, moment, is_open):
    assert partners.is_open(partner("one", hours), at(moment)) is is_open


def test_round_the_clock_is_open_on_holidays_too():
    assert partners.is_open(partner("night", round_clock=True), at("2026-12-25 03:00"))


@pytest.mark.parametrize(
    "hours", ["whenever", "1-5", "0-3 09:00-17:00", "5-1 09:00-17:00", "1 9-17u"]
)
def test_hours_that_cant_be_read_are_refused_with_an_example(hours):
    with pytest.raises(Problem, match="1-5 09:00-17:00"):
        parse_hours(hours)


DAY = partner("day", languages=("nl", "en"))
PEERS = partner("peers", "1-7 18:00-22:00", kind="peer_support", position=2)
NIGHT = partner("night", municipalities=(), languages=("nl", "tr"), round_clock=True, position=3)
ELSEWHERE = partner("far", municipalities=("Arnhem",), languages=("nl", "pl"), position=4)
ALL = [DAY, PEERS, NIGHT, ELSEWHERE]


@pytest.mark.parametrize(
    "request_, moment, chosen, why",
    [
        (Request("help", "Zwolle", "nl"), "2026-03-03 12:00", "day", "works in Zwolle"),
        (Request("help", "zwolle", "und"), "2026-03-03 03:00", "day", "works in zwolle"),
        (Request("help", "Zwolle", "tr"), "2026-03-03 12:00", "night", "no organisation nearer"),
        (Request("help", "Zwolle", "pl"), "2026-03-03 12:00", "day", "nobody speaks Polski"),
        (Request("help", "", "nl"), "2026-03-03 12:00", "night", "no organisation nearer"),
        (Request("help", "Arnhem", "nl"), "2026-03-03 12:00", "far", "works in Arnhem"),
        (Request("crisis", "Zwolle", "nl"), "2026-03-03 12:00", "day", "open now"),
        (Request("crisis", "Zwolle", "nl"), "2026-03-03 03:00", "night", "open now"),
        (Request("crisis", "Zwolle", "nl"), "2026-03-03 20:00", "night", "open now"),
    ],
)
def test_somebody_goes_to_who_can_answer_and_the_reason_says_why(request_, moment, chosen, why):
    route = routing.route(request_, ALL, {}, at(moment))
    assert route.partner == chosen
    assert why in str(route.reason)


def test_a_full_organisation_leaves_it_to_the_next():
    route = routing.route(Request("help", "Zwolle", "nl"), ALL, {"day": 10}, at("2026-03-03 12:00"))
    assert route.partner == "peers"


def test_without_organisations_nothing_is_lost():
    assert (
        routing.route(Request("help", "Zwolle", "nl"), [], {}, at("2026-03-03 12:00")).partner == ""
    )


def test_who_waits_too_long_goes_round():
    request, moment = Request("help", "Zwolle", "nl"), at("2026-03-03 12:00")
    way, current = [], "day"
    for _ in range(3):
        current = routing.next_route(request, ALL, current, moment).partner
        way.append(current)
    assert way == ["peers", "night", "day"]


def test_a_crisis_goes_on_only_to_who_is_open():
    route = routing.next_route(
        Request("crisis", "Zwolle", "nl"), ALL, "night", at("2026-03-03 03:00")
    )
    assert route.partner == "night"
    assert "nobody else" in str(route.reason)


def test_the_example_is_read_once_and_marked(house):
    partners.seed(house.helpdesk)
    partners.seed(house.helpdesk)
    found = partners.all_of(house.helpdesk)
    assert [one.id for one in found] == ["tactus", "peers", "night"]
    assert all("(voorbeeld)" in one.name for one in found)
    assert {"Zwolle", "Deventer", "Enschede"} <= set(found[0].municipalities)
    assert found[2].round_clock and not found[2].municipalities
