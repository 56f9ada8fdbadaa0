"""XRY's text exports: blocks of keys, under From, To and Participant."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake import xry_text
from outreach.intake.sighting import Sighting
from problem import Problem
from tests.outreach.intake.files import seen, source

MESSAGES = """XRY Export

Messages/SMS


SMS #\t1
Text:\t\theb je

wit: 2 stuks
Direction:\tIncoming
Time:\t\t1/2/2019 1:23:45 PM UTC+1 (Device)
Status:\t\tRead
From
Tel:\t\t+31612345678
Name:\t\tJan
Storage:\tDevice
Index:\t\t1
Folder:\t\tInbox

SMS #\t2
Text:\t\tja
Direction:\tOutgoing
To
Tel:\t\t+31687654321
From
Tel:\t\t+31688888888

SMS #\t3
Text:\t\t?
Tel:\t\t0611111111
"""
MESSAGES_SEEN = [
    (6, "+31612345678", "in", "heb je\n\nwit: 2 stuks"),
    (20, "+31687654321", "out", "ja"),
]

CALLS = """XRY Export

Calls


Calls #\t1
Call Type:\tMissed
Time:\t1/2/2019 1:23:45 PM (Device)
From
Tel:\t0612345678

Calls #\t2
Call Type:\tDialed
To
Tel:\t0687654321
"""

CONTACTS = """XRY Export

Contacts/Contacts


Contacts #\t1
Name:\tmama
Tel:\t0611111111
Mobile:\t0622222222
Storage:\tSIM

Contacts #\t2
Name:\tpapa
"""

DEVICE = """XRY Export

Device/General Information


General Information #\t1
Attribute:\tDevice Name
Data:\tiPhone
Attribute:\tSubscriber number (MSISDN)
Data:\t+31 6 88888888
"""

DUTCH = """XRY-export

Berichten/SMS

SMS # 1
Tekst: wit?
Richting: Inkomend
Tijd: 2-1-2019 13:23:45
Van
Tel: 0612345678

SMS # 2
Tekst: ja
Map: Postvak UIT
Aan: 0612345678
"""


def blocks(*texts: str) -> list[Sighting]:
    text = "".join(f"SMS #\t{place}\n{text}\n\n" for place, text in enumerate(texts, start=1))
    return list(xry_text.read(source("XRY Export\n\nMessages/SMS\n\n\n" + text)).sightings)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_messages(encoding: str) -> None:
    assert xry_text.fits(MESSAGES)
    export = xry_text.read(source(MESSAGES.encode(encoding)))
    found = list(export.sightings)
    assert export.format == "MSAB XRY text"
    assert [(one.row, one.number, one.direction, one.text) for one in found[:2]] == MESSAGES_SEEN
    assert found[0].moment == datetime(2019, 1, 2, 12, 23, 45, tzinfo=UTC)
    assert (found[2].number, found[2].direction, bool(found[2].reason)) == (
        "0611111111",
        "none",
        True,
    )
    assert export.owners == {"+31688888888"}


def test_calls() -> None:
    assert xry_text.fits(CALLS)
    found = list(xry_text.read(source(CALLS)).sightings)
    assert [(one.number, one.direction, one.kind, one.text) for one in found] == [
        ("0612345678", "in", "call", ""),
        ("0687654321", "out", "call", ""),
    ]


def test_contacts_are_beside_the_messages() -> None:
    assert xry_text.fits(CONTACTS)
    found = list(xry_text.read(source(CONTACTS)).sightings)
    assert [(one.number, one.kind, one.direction) for one in found] == [
        ("0611111111", "contact", "none"),
        ("0622222222", "contact", "none"),
        ("", "contact", "none"),
    ]


def test_the_device_tells_its_owner() -> None:
    export = xry_text.read(source(DEVICE))
    assert xry_text.fits(DEVICE)
    assert list(export.sightings) == []
    assert export.owners == {"+31 6 88888888"}


def test_dutch_names_of_the_keys() -> None:
    assert xry_text.fits(DUTCH)
    export = xry_text.read(source(DUTCH))
    assert seen(export) == [(5, "0612345678", "in", "wit?"), (12, "0612345678", "out", "ja")]


DIRECTIONS = [
    ("Text: wit\nFrom\nTel: 0612345678", "in", "only a sender is named"),
    ("Text: wit\nTo\nTel: 0612345678", "out", "only a receiver is named"),
    ("Text: wit\nType: Deliver\nTel: 0612345678", "in", "a text that was delivered"),
    ("Text: wit\nType: Submit\nTel: 0612345678", "out", "a text that was submitted"),
    ("Text: wit\nFolder: Inbox\nParticipant\nTel: 0612345678", "in", "by its folder"),
    ("Text: wit\nStatus: Sent\nTel: 0612345678", "out", "by its status"),
    ("Text: wit\nStatus: Read\nTel: 0612345678", "?", "both kinds can be read"),
    ("Text: wit\nFrom\nTel: 0612345678\nTo\nTel: 0688888888", "?", "both parties, no direction"),
    ("Text: x\nDirection: Outgoing\nDirection: Incoming\nTel: 0612345678", "?", "it says two"),
    ("Direction: Incoming\nFrom: 0612345678\nMessage: wit", "in", "a heading as a key"),
]


@pytest.mark.parametrize(
    ("text", "direction", "why"), DIRECTIONS, ids=[row[2] for row in DIRECTIONS]
)
def test_where_the_direction_stands(text: str, direction: str, why: str) -> None:
    (found,) = blocks(text)
    assert found.number == "0612345678"
    assert ("?" if found.reason else found.direction) == direction, why


def test_a_text_that_looks_like_a_sender_makes_nobody_one() -> None:
    (found,) = blocks("Text: bel hem\nTel: 0699999999\nDirection: Incoming\nFrom\nTel: 0612345678")
    assert (found.number, found.reason) == ("0612345678", "")
    (found,) = blocks(
        "Text: bel\nFrom\nTel: 0699999999\nDirection: Incoming\nFrom\nTel: 0612345678"
    )
    assert found.reason


def test_a_name_without_a_number_is_kept() -> None:
    (found,) = blocks("Text: code 123456\nDirection: Incoming\nFrom\nName: ING")
    assert (found.number, found.direction) == ("ING", "in")


def test_a_long_text_in_parts_is_one() -> None:
    part = "Text: {}\nReference Number: {}\nSegments: 2\nSegment Number: {}\nFrom\nTel: 0612345678"
    found = blocks(part.format("heb je co", 7, 1), part.format("ke?", 7, 2), part.format("x", 8, 1))
    assert [one.text for one in found] == ["heb je coke?", "x"]


def test_blocks_without_titles() -> None:
    first, second = "Text: wit\nFrom\nTel: 0612345678\n", "Text: sos\nFrom\nTel: 0687654321\n"
    export = xry_text.read(source(f"XRY Export\n\nMessages/SMS\n\n\n{first}\n{second}"))
    assert [one[1:] for one in seen(export)] == [
        ("0612345678", "in", "wit"),
        ("0687654321", "in", "sos"),
    ]


NOT_XRY = [
    ("number;text\n0612345678;wit", "a table"),
    ("Tel: 0612345678\nName: Jan\nText: wit", "keys without a title"),
    ("#1\n0612345678\n#2\n0687654321", "numbers with numbers"),
]


@pytest.mark.parametrize(("text", "why"), NOT_XRY, ids=[row[1] for row in NOT_XRY])
def test_what_is_no_xry_export(text: str, why: str) -> None:
    assert not xry_text.fits(text), why


def test_five_million_signs_on_a_line_are_survived() -> None:
    (found,) = blocks("Text: " + " " * 5_000_000 + "x\nFrom\nTel: 0612345678")
    assert found.number == "0612345678"


PIECES = [
    "SMS # 1\n", "\n", "Text:", "wit\n", "From\n", "Tel: 06\n", "To: x\n", "Direction: Incoming\n",
    "Reference Number: 1\n", "Segment Number: 1\n", "Attribute: MSISDN\n", "Data: 06\n",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_blocks_give_sightings(text: str) -> None:
    try:
        for one in xry_text.read(source(text)).sightings:
            assert one.reason or one.direction != "none" or one.kind == "contact"
    except Problem as problem:
        assert str(problem)
