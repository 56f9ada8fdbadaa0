"""Nobody is texted twice, and nobody who said stop is texted again: promise 1."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

import settings as all_settings
from gate import stops
from gate.room import Gate

ANNA, BEN, CEM = "+31612345601", "+31612345602", "+31612345603"
NUMBERS = [f"+316{n:08d}" for n in range(6)]


def _entries(gate: Gate) -> list[tuple[int, str]]:
    with gate.db.read() as session:
        rows = session.connection.execute("select person, campaign from stops").fetchall()
    return rows


def _coarse(gate: Gate, bits: int) -> Gate:
    coarse = gate.settings.gate.model_copy(update={"index_bits": bits})
    return replace(gate, settings=gate.settings.model_copy(update={"gate": coarse}))


def _twins(gate: Gate) -> tuple[str, str]:
    """Two numbers that share a cut index."""
    seen: dict[int, str] = {}
    for n in range(100_000):
        number = f"+316{n:08d}"
        other = seen.setdefault(stops.cut_index(gate, number), number)
        if other != number:
            return other, number
    raise AssertionError("no two numbers share an index")


def test_a_number_is_admitted_once_and_held_for_every_later_campaign(gate: Gate) -> None:
    assert stops.admit(gate, "one", [ANNA, BEN]) == [True, True]
    assert stops.admit(gate, "two", [ANNA, CEM]) == [False, True]


def test_a_retry_of_the_same_campaign_is_admitted_again(gate: Gate) -> None:
    stops.admit(gate, "one", [ANNA])
    assert stops.admit(gate, "one", [ANNA]) == [True]
    assert len(_entries(gate)) == 1


def test_whoever_said_stop_is_held_in_the_own_campaign_too(gate: Gate) -> None:
    stops.admit(gate, "one", [ANNA])
    stops.add(gate, ANNA)
    assert stops.admit(gate, "one", [ANNA]) == [False]


def test_a_number_that_was_held_is_not_put_on_the_list_for_that_campaign(gate: Gate) -> None:
    stops.add(gate, ANNA)
    stops.admit(gate, "one", [ANNA])
    assert [campaign for _, campaign in _entries(gate)] == [stops.STOP]


def test_two_recipients_of_one_campaign_who_share_an_index_are_both_texted(gate: Gate) -> None:
    twins = _twins(gate)
    assert stops.admit(gate, "one", twins) == [True, True]
    assert stops.admit(gate, "two", twins) == [False, False]


def test_saying_stop_twice_is_like_saying_it_once(gate: Gate) -> None:
    stops.add(gate, ANNA)
    stops.add(gate, ANNA)
    assert len(_entries(gate)) == 1


def test_the_list_can_not_prove_that_a_number_is_on_it(gate: Gate) -> None:
    """22 bits for some hundred million Dutch mobile numbers: about 24 share each value."""
    indexes = [stops.cut_index(gate, f"+316{n:08d}") for n in range(0, 10**8, 10**4)]
    assert max(indexes) < 2**22
    assert 10**8 / 2**22 > 20
    assert len(set(indexes)) < len(indexes)


def test_a_campaign_without_an_id_can_not_pass_for_a_stop(gate: Gate) -> None:
    with pytest.raises(ValueError, match="id"):
        stops.admit(gate, "", [ANNA])


def test_two_campaigns_that_claim_the_same_people_at_once_never_both_get_one(gate: Gate) -> None:
    people = [f"+316{n:08d}" for n in range(40)]
    asked = [(f"campaign-{n % 4}", number) for n, number in enumerate(people * 4)]
    with ThreadPoolExecutor(20) as pool:
        verdicts = list(pool.map(lambda one: stops.admit(gate, one[0], [one[1]])[0], asked))
    admitted: dict[int, set[str]] = {}
    for (campaign, number), verdict in zip(asked, verdicts, strict=True):
        if verdict:
            admitted.setdefault(stops.cut_index(gate, number), set()).add(campaign)
    assert len(admitted) == len({stops.cut_index(gate, number) for number in people})
    assert all(len(campaigns) == 1 for campaigns in admitted.values())


STEPS = st.one_of(
    st.tuples(st.just("admit"), st.sampled_from("abc"), st.lists(st.sampled_from(NUMBERS))),
    st.tuples(st.just("stop"), st.just(""), st.lists(st.sampled_from(NUMBERS), max_size=1)),
)


@given(steps=st.lists(STEPS, max_size=12))
@examples(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_course_of_events_keeps_the_promise(
    gate: Gate, steps: list[tuple[str, str, list[str]]]
) -> None:
    """Against a plain model: a number is texted by one campaign at most, never after a stop."""
    coarse = _coarse(gate, 16)  # settings may cut deeper; numbers here then hardly share
    with gate.db.read() as session:
        session.connection.execute("delete from stops")
    listed: dict[int, set[str]] = {}
    for kind, campaign, numbers in steps:
        indexes = [stops.cut_index(coarse, number) for number in numbers]
        if kind == "stop":
            for number, index in zip(numbers, indexes, strict=True):
                stops.add(coarse, number)
                listed.setdefault(index, set()).add("")
            continue
        expected = [listed.get(index, set()) <= {campaign} for index in indexes]
        assert stops.admit(coarse, campaign, numbers) == expected
        for index, admitted in zip(indexes, expected, strict=True):
            if admitted:
                listed.setdefault(index, set()).add(campaign)
    assert all(len(campaigns - {""}) <= 1 for campaigns in listed.values())


def test_the_number_of_bits_is_a_setting_with_bounds() -> None:
    with pytest.raises(all_settings.WrongSetting, match="index_bits"):
        all_settings.check({"gate": {"index_bits": 40}})
