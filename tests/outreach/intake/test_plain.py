"""A bare list: each line goes out as it stands, and a letter is no list."""

import pytest

from outreach import numbers
from outreach.intake import plain
from problem import Problem
from tests.outreach.intake.files import seen, source


def test_a_number_a_line_with_or_without_a_name() -> None:
    export = plain.read(source("0612345678\n\n  Jan <+31687654321>  \r\nPiet\t06-11111111\n"))
    assert export.format == "Plain list"
    assert seen(export) == [
        (1, "0612345678", "none", ""),
        (3, "Jan <+31687654321>", "none", ""),
        (4, "Piet\t06-11111111", "none", ""),
    ]


def test_it_is_a_list_that_somebody_made() -> None:
    assert {one.kind for one in plain.read(source("0612345678\n")).sightings} == {"listed"}


SEVERAL = ["0612345678, 0687654321", "0612345678;0687654321", "0612345678 / 0687654321"]


@pytest.mark.parametrize("line", SEVERAL)
def test_several_on_a_line_go_out_together(line: str) -> None:
    assert seen(plain.read(source(line + "\n"))) == [(1, line, "none", "")]


def test_a_remark_is_kept_and_not_used() -> None:
    found = list(plain.read(source("# 0611111111 is mijn zus\n0612345678\n")).sightings)
    assert [bool(one.reason) for one in found] == [True, False]


def test_a_thousand_numbers_on_one_line_are_read_one_by_one() -> None:
    line = ",".join(f"06{number:08}" for number in range(10_000_000, 10_001_000))
    found = list(plain.read(source(line)).sightings)
    assert len(found) == 1000
    assert {one.row for one in found} == {1}
    assert all(numbers.read(one.number).textable for one in found)


def test_what_is_too_long_is_cut_and_not_used() -> None:
    found = list(plain.read(source("0612345678\n" + "06123456789" * 500_000)).sightings)
    assert [bool(one.reason) for one in found] == [False, True]
    assert len(found[1].number) == 300


def test_a_letter_is_no_list() -> None:
    with pytest.raises(Problem, match="No phone numbers"):
        plain.read(source("Beste collega,\nHierbij de lijst.\nGroet\n"))


def test_half_of_the_lines_are_enough() -> None:
    assert len(list(plain.read(source("Jan\n0612345678\nPiet\n0687654321\n")).sightings)) == 4
