"""Contacts: every TEL is a number, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import numbers
from outreach.intake import vcard
from problem import Problem
from tests.outreach.intake.files import source

CARDS = [
    ("BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE:=4A=61=\n=6E\nTEL;CELL:0612345678\n"
     "END:VCARD\n", "2.1, quoted-printable, no FN"),
    ("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jan\r\nitem1.TEL;TYPE=CELL:06123\r\n 45678\r\n"
     "PHOTO;ENCODING=b:A\r\nEND:VCARD\r\n", "3.0, folded, in a group, bad photo"),
    ("begin:vcard\nversion:4.0\ntel;value=uri:tel:0612345678\nend:vcard\n", "4.0, an address"),
    ("BEGIN:VCARD\nTEL;VALUE=uri;TYPE=\"cell,home\";X=\"a:b\":tel:06-12345678;ext=5\nEND:VCARD\n",
     "4.0, a colon in quotes, an extension"),
    ("BEGIN:VCARD\nTEL;CELL;ENCODING=QUOTED-PRINTABLE:=30=36=31=32=\n=33=34=35=36=37=38\n"
     "END:VCARD\n", "2.1, the number itself quoted-printable"),
    ("BEGIN:VCARD\nNOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:bel=\nTEL:0699999999=\n\n"
     "TEL:0612345678\nEND:VCARD\n", "a note that goes on in a line like TEL"),
    ("BEGIN:VCARD\nNOTE:bel\n TEL:0699999999\nTEL:0612345678\nEND:VCARD\n", "a folded note"),
    ("BEGIN:VCARD\nTEL;TYPE=CELL;waid=31612345678:0612345678\nIMPP;X-SERVICE-TYPE=WhatsApp:"
     "x-apple:31612345678\nX-WA-BIZ-NAME:31699999999\nEND:VCARD\n", "WhatsApp repeats the number"),
    ("BEGIN:VCARD\nFN:a;b:TEL\nX-TEL:0699999999\nTELEX:0699999999\nTEL:0612345678\nTEL:\n"
     "END:VCARD\n", "what only resembles TEL, and an empty one"),
    ("BEGIN:VCARD\nAGENT:BEGIN:VCARD\\nTEL:0699999999\\nEND:VCARD\nTEL:0612345678\nEND:VCARD\n",
     "3.0, an assistant in one line"),
    ("BEGIN:VCARD\n0612345678 jan\nTEL;TYPE=\"cell:0612345678\nTEL:06\\-12345678\nEND:VCARD\n",
     "stray lines, an open quotation, an escape"),
    ("BEGIN:VCARD\nPHOTO;ENCODING=BASE64:\n /9j/4AAQ\n AAAA==\n\nTEL;CELL:0612345678\nEND:VCARD\n",
     "2.1, a photo and an empty line"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), CARDS, ids=[row[1] for row in CARDS])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_card_has_one_number(text: str, why: str, encoding: str) -> None:
    export = vcard.read(source(text.encode(encoding)))
    assert export.format == "vCard"
    seen = list(export.sightings)
    assert [numbers.read(one.number).number for one in seen] == ["+31612345678"], why
    assert (seen[0].direction, seen[0].kind, seen[0].reason) == ("none", "listed", "")


def test_rows_are_lines_and_a_card_without_number_is_told() -> None:
    text = "BEGIN:VCARD\nTEL:0612345678\nTEL:0687654321\nEND:VCARD\nBEGIN:VCARD\nFN:x\nEND:VCARD\n"
    seen = [(one.row, one.number) for one in vcard.read(source(text)).sightings]
    assert seen == [(2, "0612345678"), (3, "0687654321"), (5, "")]


def test_an_assistant_is_somebody_else() -> None:
    text = (
        "BEGIN:VCARD\nAGENT:\nBEGIN:VCARD\nTEL:0611111111\nEND:VCARD\nTEL:0612345678\nEND:VCARD\n"
        "BEGIN:VCARD\nTEL:0687654321\nEND:VCARD\n"
    )
    seen = [(one.number, bool(one.reason)) for one in vcard.read(source(text)).sightings]
    assert seen == [("0611111111", True), ("0612345678", False), ("0687654321", False)]


def test_a_card_without_an_end_spoils_no_other() -> None:
    text = "BEGIN:VCARD\nTEL:0612345678\nBEGIN:VCARD\nTEL:0687654321\nEND:VCARD\n"
    assert [one.reason for one in vcard.read(source(text)).sightings] == ["", ""]


BAD = [
    ("BEGIN:VCARD\nTEL:0612345678\nEND:VCARD\nBEGIN:VCARD\nTEL:+316876543", "middle", "cut off"),
    ("BEGIN:VCARD\nFN:Jan\nEND:VCARD\n", "no phone numbers", "contacts without numbers"),
]


@pytest.mark.parametrize(("text", "word", "why"), BAD, ids=[row[2] for row in BAD])
def test_what_is_wrong_is_said(text: str, word: str, why: str) -> None:
    with pytest.raises(Problem, match=word):
        list(vcard.read(source(text)).sightings)


PIECES = ["TEL", ";", ":", '"', "=", "\n", " ", "06", "BEGIN:VCARD\n", "END:VCARD\n", "AGENT:\n"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_lines_give_numbers_or_a_problem(text: str) -> None:
    try:
        assert all(one.kind == "listed" for one in vcard.read(source(text)).sightings)
    except Problem as problem:
        assert str(problem)


def test_a_photo_of_five_million_signs_costs_nothing() -> None:
    text = "BEGIN:VCARD\nPHOTO;ENCODING=b;X=" + '"a"' * 1_700_000 + "\nTEL:0612345678\nEND:VCARD\n"
    assert [one.number for one in vcard.read(source(text)).sightings] == ["0612345678"]
