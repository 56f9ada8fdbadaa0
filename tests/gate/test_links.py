"""Short links that work, that nobody can forge, and that nothing ties to a recipient."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from gate import campaigns, links
from gate.room import Gate
from problem import Problem
from settings import check
from tests.engines import open_database
from tests.gate.casting import NOON, launch, tokens
from trust.vault import KeyRoom


def test_a_link_is_the_public_address_and_sixteen_letters_and_digits(gate: Gate) -> None:
    launch(gate)
    [link] = links.mint(gate, "zwolle", "A", 1)
    assert re.fullmatch(r"http://localhost:8080/c/[A-Za-z0-9]{16}", link)


def test_a_token_tells_its_campaign_and_variant(gate: Gate) -> None:
    launch(gate, letters="AB")
    assert links.read(gate, tokens(gate, "zwolle", 1, "A")[0]) == ("zwolle", "A")
    assert links.read(gate, tokens(gate, "zwolle", 1, "B")[0]) == ("zwolle", "B")


def test_making_links_stores_nothing(gate: Gate) -> None:
    launch(gate)
    before = gate.db.changes
    links.mint(gate, "zwolle", "A", 50)
    assert gate.db.changes == before


def test_no_two_links_are_the_same(gate: Gate) -> None:
    launch(gate)
    assert len(set(tokens(gate, "zwolle", 10_000))) == 10_000


@pytest.mark.parametrize(
    ("mangle", "why"),
    [
        (lambda token: "", "nothing"),
        (lambda token: token[:-1], "cut off by the phone"),
        (lambda token: token + ".", "full stop glued to it"),
        (lambda token: token.swapcase(), "spelled out by somebody"),
        (lambda token: token[:10] + "é" + token[11:], "not ASCII"),
        (lambda token: token[:10] + "0" * 6, "a guessed MAC"),
        (lambda token: token[::-1], "backwards"),
        (lambda token: "A" * 16, "a guess"),
        (lambda token: "\0" * 16, "binary"),
    ],
)
def test_what_is_no_token_of_ours_reads_as_none(gate: Gate, mangle, why: str) -> None:
    launch(gate)
    [token] = tokens(gate, "zwolle", 1)
    assert links.read(gate, mangle(token)) is None, why


def test_any_change_of_one_character_is_noticed(gate: Gate) -> None:
    launch(gate)
    [token] = tokens(gate, "zwolle", 1)
    for place in range(len(token)):
        for letter in "aZ9":
            changed = token[:place] + letter + token[place + 1 :]
            if changed != token:
                assert links.read(gate, changed) is None


def test_a_token_of_one_variant_is_none_of_another(gate: Gate) -> None:
    launch(gate, letters="AB")
    a, b = tokens(gate, "zwolle", 1, "A")[0], tokens(gate, "zwolle", 1, "B")[0]
    assert links.read(gate, b[:3] + a[3:]) is None


def test_the_same_index_stands_for_a_token_under_the_gates_ring_only(
    gate: Gate, tmp_path: Path
) -> None:
    other = KeyRoom(tmp_path / "others").ring("gate", make=True)
    assert links.index(gate, "x" * 16) == links.index(gate, "x" * 16)
    assert links.index(gate, "x" * 16) != other.index("x" * 16, "token")


def test_a_closed_campaigns_links_are_dead_and_no_more_are_made(gate: Gate) -> None:
    launch(gate)
    [token] = tokens(gate, "zwolle", 1)
    campaigns.close_old(gate, NOON.replace(month=4))
    assert links.read(gate, token) is None
    with pytest.raises(Problem, match="closed"):
        links.mint(gate, "zwolle", "A", 1)


def test_the_key_of_a_closed_campaign_is_gone_from_the_database(gate: Gate) -> None:
    launch(gate, letters="AB")
    campaigns.close_old(gate, NOON.replace(month=4))
    with gate.db.read() as session:
        assert session.links.of_variant(campaign="zwolle", variant="A")["key_sealed"] is None
        assert session.links.of_variant(campaign="zwolle", variant="B")["key_sealed"] is None


def test_links_survive_a_restart(tmp_path: Path) -> None:
    keys = KeyRoom(tmp_path / "keys")
    first = Gate(open_database("gate", tmp_path), keys.ring("gate", make=True), check({}))
    launch(first)
    [token] = tokens(first, "zwolle", 1)
    first.db.close()
    second = Gate(open_database("gate", tmp_path), keys.ring("gate"), check({}))
    assert links.read(second, token) == ("zwolle", "A")
    second.db.close()


@given(taken=st.sets(st.text("AB", min_size=3, max_size=3), max_size=7))
@examples(max_examples=20)
def test_a_new_prefix_is_unlike_all_others(taken: set[str]) -> None:
    assert links.new_prefix(taken) not in taken
