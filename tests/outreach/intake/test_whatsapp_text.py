"""Exported chats: whose message it is stands nowhere, so nobody is guessed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake import whatsapp_text
from outreach.intake.sighting import ReadExport
from problem import Problem
from tests.outreach.intake.files import source

BUYER = "+31 6 12345678"


def chat(*lines: str) -> ReadExport:
    return whatsapp_text.read(source("\n".join(lines) + "\n"))


def told(*lines: str) -> list[tuple[str, str, str]]:
    """Direction ("?" if it can't be told), number and text."""
    return [
        ("?" if one.reason else one.direction, one.number, one.text)
        for one in chat(*lines).sightings
    ]


SPELLINGS = [
    ("[03-02-2021 14:05:12] {who}: {what}", "iOS, Dutch"),
    ("[03-02-2021, 14:05:12] {who}: {what}", "iOS, with a comma"),
    ("\u200e[03-02-2021 14:05:12] {who}: {what}", "iOS, a direction mark before it"),
    ("3-2-2021 14:05 - {who}: {what}", "Android, Dutch"),
    ("03-02-2021 14:05 - \u202a{who}\u202c: {what}", "Android, marks around a number"),
    ("03-02-21 14:05 - {who}: {what}", "Android, two digits of the year"),
    ("03/02/2021, 14:05 - {who}: {what}", "Android, British"),
    ("2/3/21, 2:05\u202fPM - {who}: {what}", "Android, American"),
    ("[2/3/21, 2:05:12 PM] {who}: {what}", "iOS, American"),
    ("03.02.21, 14:05 - {who}: {what}", "Android, German"),
    ("[03.02.21, 14:05:12] {who}: {what}", "iOS, German"),
    ("03.02.21 um 14:05 - {who}: {what}", "Android, older German"),
    ("2021-02-03, 14:05 - {who}: {what}", "Android, year first"),
    ("3-2-2021 2:05 p.m. - {who}: {what}", "Android, Dutch, twelve hours"),
]


@pytest.mark.parametrize(("form", "why"), SPELLINGS, ids=[row[1] for row in SPELLINGS])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_phone_in_any_language(form: str, why: str, encoding: str) -> None:
    lines = [form.format(who=BUYER, what="heb je: wit"), form.format(who="Baas", what="ja")]
    text = "\n".join(lines)
    assert whatsapp_text.fits(text), why
    export = whatsapp_text.read(source(text.encode(encoding)))
    first, second = export.sightings
    assert export.format == "WhatsApp chat"
    assert (first.row, first.number, first.direction) == (1, BUYER, "in"), why
    assert first.text == "heb je: wit"
    assert first.moment and first.moment.replace(second=0) == datetime(
        2021, 2, 3, 13, 5, tzinfo=UTC
    )
    assert (second.row, second.number, second.direction) == (2, BUYER, "out")


ORDERS = [
    (["2/3/21, 2:05 PM", "1/31/21, 2:05 PM"], (2, 3), "a later day 31 says month first"),
    (["2/3/21, 2:05 PM", "31/1/21, 2:05 PM"], (3, 2), "a first part of 31 says day first"),
    (["2/3/21, 14:05", "2/13/21, 14:05"], (2, 3), "month first on a 24-hour clock"),
    (["2/3/21, 14:05", "2/3/21, 14:06"], (3, 2), "nothing says it: day first"),
    (["2/3/21, 2:05 PM", "2/3/21, 2:06 PM"], (2, 3), "nothing but AM and PM: month first"),
]


@pytest.mark.parametrize(("stamps", "expected", "why"), ORDERS, ids=[row[2] for row in ORDERS])
def test_the_whole_file_tells_which_is_the_day(
    stamps: list[str], expected: tuple[int, int], why: str
) -> None:
    first = next(chat(*(f"{stamp} - {BUYER}: x" for stamp in stamps)).sightings)
    assert first.moment, why
    assert (first.moment.month, first.moment.day) == expected, why


def test_two_orders_in_one_file_are_no_time() -> None:
    lines = (f"{day}, 14:05 - {BUYER}: x" for day in ("31/1/21", "1/31/21", "2/3/21"))
    assert {one.moment for one in chat(*lines).sightings} == {None}


AT = "3-2-2021 14:05 - "
OWNERS = [
    ([f"{BUYER}: a", "Baas: b"], [("in", BUYER), ("out", BUYER)], "a number isn't the owner"),
    ([f"{BUYER}: a"], [("in", BUYER)], "the owner never answered"),
    ([f"{BUYER}: a", "+31 6 87654321: b"], [("?", BUYER), ("?", "+31 6 87654321")],
     "two numbers, one is the owner"),
    (["Jan: a", "Baas: b"], [("?", "Jan"), ("?", "Baas")], "two names"),
    (["Jan: a"], [("?", "Jan")], "one name"),
    (["Jan: a", "You: b"], [("in", "Jan"), ("out", "Jan")], "You"),
    (["Jan: a", "Baas: Je hebt dit bericht verwijderd", "Baas: c"],
     [("in", "Jan"), ("out", "Jan"), ("out", "Jan")], "who deleted it has the phone, Dutch"),
    (["Jan: a", "Baas: You deleted this message."], [("in", "Jan"), ("out", "Jan")], "English"),
    (["Jan: a", "Baas: Du hast diese Nachricht gelöscht."], [("in", "Jan"), ("out", "Jan")],
     "German"),
    ([f"{BUYER}: a", "Jan: b", "Baas: c"], [("in", BUYER), ("?", "Jan"), ("?", "Baas")],
     "a group: which name is the owner?"),
    ([f"{BUYER}: a", "+31 6 87654321: b", "+31 6 11111111: c"],
     [("in", BUYER), ("in", "+31 6 87654321"), ("in", "+31 6 11111111")],
     "a group of numbers, in which the owner is silent"),
    ([f"{BUYER}: a", "Jan: b", "Baas: You deleted this message"],
     [("in", BUYER), ("in", "Jan"), ("out", "")], "a group in which the owner is known"),
    ([f"{BUYER}: You deleted this message", "Baas: b"], [("?", BUYER), ("out", BUYER)],
     "a buyer who types that sentence"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected", "why"), OWNERS, ids=[row[2] for row in OWNERS])
def test_who_has_the_phone(lines: list[str], expected: list[tuple[str, str]], why: str) -> None:
    seen = told(*(AT + line for line in lines))
    assert [(direction, number) for direction, number, _ in seen] == expected, why


def test_a_message_of_several_lines() -> None:
    seen = list(chat(AT + f"{BUYER}: heb je", "wit: 2", "", "graag", AT + f"{BUYER}: ?").sightings)
    assert [(one.row, one.text) for one in seen] == [(1, "heb je\nwit: 2\n\ngraag"), (5, "?")]


NOBODY = [
    AT + "Berichten en oproepen zijn end-to-end versleuteld. Tik voor meer info.",
    AT + f"Je beveiligingscode voor {BUYER} is gewijzigd.",
    f"[03-02-2021 14:05:12] {BUYER}: \u200eBerichten en oproepen zijn end-to-end versleuteld.",
    f"[03-02-2021 14:05:12] {BUYER}: \u200eGemiste spraakoproep",
]


@pytest.mark.parametrize("line", NOBODY)
def test_whatsapps_own_sentences_are_nobodys(line: str) -> None:
    with pytest.raises(Problem, match="Nobody"):
        chat(line)
    assert told(line, "en meer", AT + f"{BUYER}: hoi") == [("in", BUYER, "hoi")]


WORDLESS = [
    "<Media weggelaten>", "<Media omitted>", "<Medien ausgeschlossen>", "\u200eimage omitted",
    "\u200eafbeelding weggelaten", "<\u200eafbeelding weggelaten>", "\u200eBild weggelassen",
    "\u200elijst.pdf • \u200e3 pagina's \u200edocument weggelaten",
    "\u200e<bijgevoegd: 00000012-PHOTO-2021-02-03.jpg>", "IMG-1-WA1.jpg (bestand bijgevoegd)",
    "\u200eIMG-1-WA1.jpg (file attached)", "\u200eLocatie: https://maps.google.com/?q=52.5,6.1",
    "\u200eDit bericht is verwijderd.", "This message was deleted", "null",
]  # fmt: skip


@pytest.mark.parametrize("what", WORDLESS)
def test_pictures_and_such_are_messages_without_words(what: str) -> None:
    assert told(AT + f"{BUYER}: {what}") == [("in", BUYER, "")]
    assert told(AT + f"{BUYER}: {what}", "met wit") == [("in", BUYER, "\nmet wit")]


def test_who_leaves_something_out_still_says_it() -> None:
    assert told(AT + f"{BUYER}: ik heb de sos weggelaten")[0][2] == "ik heb de sos weggelaten"


NO_CHATS = [
    ("number;text\n0612345678;3-2-2021 14:05 - Jan: wit", "a table with such a text"),
    ("0612345678\n0687654321", "numbers"),
    ("3-2-2021 14:05\nJan: hoi", "a date alone"),
    ("", "nothing"),
]


@pytest.mark.parametrize(("text", "why"), NO_CHATS, ids=[row[1] for row in NO_CHATS])
def test_what_is_no_chat(text: str, why: str) -> None:
    assert not whatsapp_text.fits(text), why


def test_a_chat_that_was_cut_at_its_beginning() -> None:
    assert whatsapp_text.fits("en nog iets\n" + 3 * (AT + "Jan: hoi\n"))


def test_a_text_without_an_end_is_cut() -> None:
    seen = told(AT + f"{BUYER}: wit", *(["x" * 1000] * 3000))
    assert len(seen) == 1
    assert len(seen[0][2]) < 70_000


PIECES = ["[", "]", "3-2-2021", "2/13/21", " ", "14:05", " PM", " - ", "Jan", ": ", "\n", "\u200e"]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_lines_give_sightings_or_a_problem(text: str) -> None:
    try:
        for one in whatsapp_text.read(source(text)).sightings:
            assert one.reason or one.direction != "none"
    except Problem as problem:
        assert str(problem)
