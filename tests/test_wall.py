"""Promise 3: the police never learn who asked for help, who clicked, or who said stop.

The adversary has all that the outreach side has, and time to watch. Each attack is tried on a
planted leak first, so that a test that finds nothing means something.
"""

import inspect
import random
import shutil
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import grimp
import pytest

from carrier.base import Refused
from gate import figures
from gate.notice import CampaignNotice, Delivered
from gate.sides import CareSide, OutreachSide
from house import House
from tests import adversary, world
from tests.spoils import Spoils, spoils_of_a_run
from tests.world import NUMBERS, World

SEED = 7501
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def spoils(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spoils]:
    """A whole campaign in which people act while others are still being texted."""
    yield from spoils_of_a_run(tmp_path_factory.mktemp("wall") / "data", random.Random(SEED))


# The run itself


def test_the_run_was_a_real_one(spoils: Spoils) -> None:
    assert len(spoils.ids) == len(NUMBERS) == len(spoils.tokens)
    assert len(spoils.deeds) == len(NUMBERS) // 2
    assert {line["status"] for line in spoils.rows["messages"]} == {"delivered", "undelivered"}
    assert any("hears DEBUG" in line for line in spoils.logs)
    clicked, asked, stopped = (len(spoils.acted(deed)) for deed in world.DEEDS)
    counted = spoils.counted
    assert (counted["visits"], counted["selfhelp"]) == (clicked, clicked)
    assert (counted["help_requests"], counted["opt_outs"]) == (asked, stopped)
    assert counted["replies"] == asked + stopped
    assert counted["answers"] > 0
    assert any(one.value for one in spoils.seen[-1])


# Attack 1: every column and the order of the rows


@pytest.mark.parametrize(
    "deeds", [("click", "help", "stop"), ("click",), ("help",), ("stop",)], ids="-".join
)
def test_no_column_and_no_order_of_rows_tells_who_acted(
    spoils: Spoils, deeds: tuple[str, ...]
) -> None:
    tried = adversary.clues(spoils.rows, spoils.ids, spoils.acted(*deeds))
    assert len(tried) > 60
    leaks = {one.name: f"AUC {one.auc:.2f}" for one in tried if one.leaks}
    assert not leaks


@pytest.mark.parametrize(
    ("share", "why"),
    [(1.0, "a column that says it"), (0.8, "one that says it four times in five")],
)
def test_the_attack_finds_a_column_that_leaks(spoils: Spoils, share: float, why: str) -> None:
    dice, acted = random.Random(SEED), spoils.acted(*world.DEEDS)
    leaky = [
        {**line, "planted": (_owner(spoils, line) in acted) == (dice.random() < share)}
        for line in spoils.rows["messages"]
    ]
    tried = adversary.clues({"messages": leaky}, spoils.ids, acted)
    assert {one.name.split()[0] for one in tried if one.leaks} == {"messages.planted"}, why


def test_the_attack_finds_rows_that_move_when_somebody_says_stop(spoils: Spoils) -> None:
    """As an engine moves a row to the end when it is updated."""
    stopped, lines = spoils.acted("stop"), spoils.rows["messages"]
    moved = sorted(lines, key=lambda line: _owner(spoils, line) in stopped)
    leaky = [{**line, "rowid": place} for place, line in enumerate(moved)]
    tried = adversary.clues({"messages": leaky}, spoils.ids, stopped)
    assert any(one.leaks and "rowid" in one.name for one in tried)


def _owner(spoils: Spoils, line: dict[str, object]) -> str:
    return next(one for one, ids in spoils.ids.items() if line["id"] in ids)


# Attack 2: two worlds that differ in nothing but what people did


@pytest.mark.duckdb
def test_the_outreach_side_is_the_same_to_the_byte_whether_people_act_or_not(
    tmp_path: Path,
) -> None:
    dice = random.Random(SEED)
    before = world.launch(tmp_path / "before")
    while len(before.tokens) < len(NUMBERS):
        before.deliver(before.send_some(), dice)
    before.house.close()
    quiet, lively = (_branch(tmp_path, name, before) for name in ("quiet", "lively"))
    for number, deed in lively.secretly_choose(dice).items():
        lively.act(number, deed, dice)
    assert lively.deeds and not quiet.deeds
    for one in (quiet, lively):
        one.now = before.now
        one.work()
        one.work()
        one.house.close()
    dumps = [adversary.everything(tmp_path / name / "outreach.duckdb") for name in BRANCHES]
    assert dumps[0] == dumps[1]
    keys = [adversary.bytes_of(tmp_path / name / "keys" / "outreach") for name in BRANCHES]
    assert keys[0] == keys[1]
    gates = [adversary.everything(tmp_path / name / "gate.duckdb") for name in BRANCHES]
    assert gates[0] != gates[1]  # the comparison does see what people did where it is stored


BRANCHES = ("quiet", "lively")


def _branch(folder: Path, name: str, before: World) -> World:
    shutil.copytree(folder / "before", folder / name)
    return world.reopen(folder / name, before)


# Attack 3: looking for anything that the other rooms know people by


def test_nothing_by_which_gate_and_care_know_people_is_on_the_outreach_side(
    spoils: Spoils,
) -> None:
    everywhere = [*spoils.files, str(spoils.rows).encode(), "\n".join(spoils.logs).encode()]
    secrets = [*spoils.tokens.values(), *spoils.indexes]
    assert adversary.found_in(secrets, everywhere) == []
    numbers = [number[1:] for number in NUMBERS]
    assert adversary.found_in(numbers, everywhere) == []


def test_the_search_finds_a_token_that_is_there(spoils: Spoils) -> None:
    token = spoils.tokens[NUMBERS[0]]
    planted = [*spoils.files, f"GET /c/{token} 302".encode()]
    assert adversary.found_in([token], planted) == [token]


def test_who_opted_out_at_the_carrier_looks_like_any_refusal(tmp_path: Path) -> None:
    ran = world.launch(tmp_path / "data")
    ran.postbox.outcomes = [Refused("21610"), Refused("21614")]  # opted out; not a mobile number
    ran.send_some()
    ran.house.close()
    lines = adversary.everything(tmp_path / "data" / "outreach.duckdb")["messages"]
    refused = [line["code"] for line in lines if line["status"] == "undelivered"]
    assert len(refused) == 2 and len(set(refused)) == 1


# Attack 4: watching the figures while one person acts


def test_published_figures_are_never_finer_than_tens(spoils: Spoils) -> None:
    for history in spoils.seen:
        assert all(one.value is None or one.value % 10 == 0 for one in history)
        assert all(one.value is None or 10 <= one.value <= len(NUMBERS) - 10 for one in history)


def test_a_figure_that_is_watched_while_one_person_acts_hardly_ever_moves(house: House) -> None:
    """The sandbox's figures, looked at after every single event: the best place to watch from."""
    notice = CampaignNotice("watched", "W", "Zwolle", world.START, {"A": "{link}"}, instant=True)
    house.outreach.gate.open_campaign(notice)
    many = Delivered("A", world.START.date(), 10_000)
    house.outreach.gate.report_delivered("watched", [many])
    moments = (world.START + n * timedelta(seconds=2) for n in count())
    figures.publish(house.gate, next(moments))
    acts, gaps, since = 300, [], 0
    for n in range(acts):
        before = _shown(house)
        house.helpdesk.gate.count(f"event-{n}", "watched", "help_requests", world.START)
        figures.publish(house.gate, next(moments))
        since += 1
        if _shown(house) != before:
            gaps.append(since)
            since = 0
    advantage = len(gaps) / acts
    assert advantage <= 0.1, f"a watcher who says 'now' at each move is right {advantage:.3f}"
    assert min(gaps) >= 10 and max(gaps) <= 19, f"moves {gaps} events apart"
    assert len(set(gaps)) > 3, "the distance is no secret"


def _shown(house: House) -> list[int | None]:
    history = house.outreach.gate.published("watched")
    return [one.value for one in history if one.name == "help_requests"]


# The wall as it is built


def test_no_import_leads_from_the_outreach_side_to_care_or_back() -> None:
    graph = grimp.build_graph("outreach", "helpdesk", "gate", "carrier", "trust", "db")
    for one, other in (("outreach", "helpdesk"), ("helpdesk", "outreach")):
        assert not graph.find_shortest_chains(one, other)
    for side in ("outreach", "helpdesk"):
        assert not graph.find_shortest_chains("gate", side)


@pytest.mark.parametrize(
    ("face", "may"),
    [
        (
            OutreachSide,
            {
                "open_campaign",
                "admit",
                "refused_by_carrier",
                "short_links",
                "campaign_of_link",
                "report_delivered",
                "published",
                "care_is_ready",
            },
        ),
        (CareSide, {"campaign_of", "stop", "hear", "count", "answered_alarm"}),
    ],
)
def test_each_side_can_say_and_ask_what_is_listed_and_no_more(face: type, may: set[str]) -> None:
    offered = {name for name, _ in inspect.getmembers(face, inspect.isfunction)}
    assert {name for name in offered if not name.startswith("_")} == may


def test_the_outreach_sides_keys_open_nothing_of_the_others(house: House) -> None:
    keys = house.data / "keys"
    others = {keys / "gate.json", keys / "care.json"}
    assert all(file.exists() for file in others)
    mine = adversary.bytes_of(keys / "outreach")
    assert not {file.read_bytes() for file in others} & set(mine)
    house.outreach.keys.ring("campaign-x", make=True)
    assert not house.outreach.keys.has("gate") and not house.outreach.keys.has("care")


def test_a_person_has_no_common_value_in_two_rooms(house: House) -> None:
    rings = (
        house.gate.vault,
        house.helpdesk.vault,
        house.outreach.keys.ring("campaign-x", make=True),
        house.outreach.keys.ring("campaign-y", make=True),
    )
    assert len({ring.index(NUMBERS[0], "person") for ring in rings}) == len(rings)
