"""Android's messages, contacts and calls, of old phones and of makers who changed the tables."""

from datetime import UTC, datetime

import pytest

from outreach.intake import database
from outreach.intake.sighting import Sighting
from tests.outreach.intake.databases import SMS, made
from tests.outreach.intake.files import seen, source

MMS = """
create table pdu (_id integer primary key, thread_id integer, date integer, msg_box integer);
create table addr (_id integer primary key, msg_id integer, contact_id integer, address text,
    type integer);
create table part (_id integer primary key, mid integer, seq integer, ct text, text text);
"""
CONTACTS = """
create table mimetypes (_id integer primary key, mimetype text);
insert into mimetypes values (5, 'vnd.android.cursor.item/phone_v2'),
    (7, 'vnd.android.cursor.item/name');
create table raw_contacts (_id integer primary key, display_name text);
create table data (_id integer primary key, mimetype_id integer, raw_contact_id integer, data1);
"""
CALLS = """
create table calls (_id integer primary key, number text, date integer, duration integer,
    type integer);
"""


def sightings(*scripts: str) -> list[Sighting]:
    return list(database.read(source(made(*scripts))).sightings)


def test_an_sms_is_read_with_its_moment() -> None:
    script = "insert into sms values (41, 1, '+31612345678', 1583236800500, 1, 'heb je wit');"
    moment = datetime(2020, 3, 3, 12, 0, 0, 500_000, UTC)
    assert sightings(SMS, script) == [
        Sighting(1, "+31612345678", "in", "heb je wit", moment, "message", "sms")
    ]


@pytest.mark.parametrize(
    ("box", "direction", "why"),
    [
        ("1", "in", "inbox"),
        ("2", "out", "sent"),
        ("3", "out", "draft"),
        ("4", "out", "outbox"),
        ("5", "out", "failed"),
        ("6", "out", "queued"),
        ("0", "none", "all: not a box a message lies in"),
        ("null", "none", "not said"),
        ("'x'", "none", "damaged"),
    ],
)
def test_the_box_says_the_direction(box: str, direction: str, why: str) -> None:
    script = f"insert into sms (address, type, body) values ('0612345678', {box}, 'x');"  # noqa: S608
    (one,) = sightings(SMS, script)
    assert (one.direction, bool(one.reason)) == (direction, direction == "none")


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("'+31612345678'", "+31612345678"),
        ("612345678", "612345678"),  # a maker's column that lost its zero
        ("x'30363132333435363738'", "0612345678"),
        ("null", ""),
        ("'T-Mobile'", "T-Mobile"),
    ],
)
def test_an_address_goes_out_as_it_is_spelled(address: str, number: str) -> None:
    script = f"""
    create table sms (address, type, body); insert into sms values ({address}, 1, null);
    """  # noqa: S608
    assert sightings(script) == [Sighting(1, number, "in", sheet="sms")]


@pytest.mark.parametrize("date", ["0", "null", "-5", "'gisteren'", "9e30", "9223372036854775807"])
def test_a_moment_that_can_not_be_is_none(date: str) -> None:
    script = f"insert into sms (type, date, body) values (1, {date}, 'x');"  # noqa: S608
    assert [one.moment for one in sightings(SMS, script)] == [None]


def test_an_mms_has_the_number_that_is_not_the_owners() -> None:
    script = """
    insert into pdu values (3, 1, 1583236800, 1), (4, 1, 1583236860, 2), (9, 1, 0, 1),
        (10, 1, 0, 7);
    insert into addr (msg_id, address, type) values
        (3, 'insert-address-token', 151), (3, '+31612345678', 137),
        (4, 'insert-address-token', 137),
        (4, 'insert-address-token', 151), (4, '0687654321', 151), (4, '0611112222', 151),
        (10, '0633334444', 137);
    insert into part (mid, ct, text) values (3, 'application/smil', '<smil/>'),
        (3, 'text/plain', 'wat kost'), (3, 'image/jpeg', null), (3, 'text/plain', 'een gram'),
        (99, 'text/plain', 'nobody');
    """
    export = database.read(source(made(SMS, MMS, script)))
    first, second, third, fourth = export.sightings
    moment = datetime(2020, 3, 3, 12, 0, tzinfo=UTC)
    assert export.format == "Android messages"
    assert first == Sighting(
        1, "+31612345678", "in", "wat kost\neen gram", moment, "message", "pdu"
    )
    assert second[:4] == (2, "0687654321", "out", "")
    assert third[:4] == (3, "", "in", "")
    assert (fourth.direction, bool(fourth.reason)) == ("none", True)


def test_an_mms_without_a_table_of_texts_still_has_a_sender() -> None:
    script = """
    insert into pdu values (1, 1, 0, 1); insert into addr (msg_id, address, type)
        values (1, '0612345678', 137); drop table part; drop table sms;
    """
    assert [one.number for one in sightings(SMS, MMS, script)] == ["0612345678"]


def test_tables_without_types_and_indexes_take_no_longer() -> None:
    # A copy of a tool: "create table … as select" keeps neither. Quadratic would hit the budget.
    script = """
    create table pdu (_id integer primary key, msg_box); create table addr (msg_id, address, type);
    create table part (mid, ct, text);
    with recursive n(i) as (values (1) union all select i + 1 from n where i < 20000)
    insert into pdu select i, 1 from n;
    insert into addr select _id, '06' || (10000000 + _id), 137 from pdu;
    insert into part select _id, 'text/plain', 'wit ' || _id from pdu;
    """
    found = sightings(script)
    assert found[-1][:4] == (20000, "0610020000", "in", "wit 20000")
    assert len(found) == 20000


def test_many_addresses_and_texts_of_one_message_do_not_multiply() -> None:
    script = """
    insert into pdu values (1, 1, 0, 1);
    with recursive n(i) as (values (1) union all select i + 1 from n where i < 20000)
    insert into addr (msg_id, address, type) select 1, '0612345678', 137 from n;
    insert into part (mid, ct, text) select 1, 'text/plain', 'x' from addr;
    """
    (one,) = sightings(SMS, MMS, script)
    assert (one.number, len(one.text)) == ("0612345678", 39999)


def test_contacts_and_calls_of_one_file() -> None:
    script = """
    insert into data (mimetype_id, raw_contact_id, data1) values (7, 1, 'Jan 0699999999'),
        (5, 1, '06 12345678'), (5, 1, null), (5, 9223372034707292161, '0611112222');
    insert into calls (number, date, type) values ('0687654321', 1583236800000, 3);
    """
    export = database.read(source(made(CONTACTS, CALLS, script)))
    moment = datetime(2020, 3, 3, 12, 0, tzinfo=UTC)
    assert export.format == "Android contacts + Android calls"
    assert list(export.sightings) == [
        Sighting(2, "06 12345678", "none", kind="contact", sheet="data"),
        Sighting(1, "0687654321", "in", "", moment, "call", "calls"),
    ]
    assert export.owners == {"0611112222"}  # an id of the owner's own card


@pytest.mark.parametrize(
    ("kind", "direction", "why"),
    [
        (1, "in", "answered"),
        (2, "out", "made"),
        (3, "in", "missed"),
        (4, "in", "voicemail"),
        (5, "in", "rejected"),
        (6, "in", "blocked"),
        (7, "in", "answered on another device"),
        (1000, "none", "a maker's own"),
    ],
)
def test_a_call_has_a_direction_and_no_text(kind: int, direction: str, why: str) -> None:
    script = f"insert into calls (number, type) values ('0612345678', {kind});"  # noqa: S608
    (one,) = sightings(CALLS, script)
    assert (one.kind, one.text, one.direction) == ("call", "", direction)
    assert bool(one.reason) == (direction == "none")


@pytest.mark.parametrize("number", ["-1", "-2", "-3", ""])
def test_a_hidden_caller_has_no_number(number: str) -> None:
    script = f"insert into calls (number, type) values ('{number}', 1);"  # noqa: S608
    assert seen(database.read(source(made(CALLS, script)))) == [(1, "", "in", "")]
