"""Messages, contacts and calls of iPhones and Macs, of before and after iOS 11."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake import database, typedstream
from outreach.intake.sighting import Sighting
from tests.outreach.intake.databases import made
from tests.outreach.intake.files import seen, source

SCHEMA = """
create table handle (ROWID integer primary key autoincrement, id text not null, service text);
create table chat (ROWID integer primary key autoincrement, guid text, chat_identifier text,
    account_login text, last_addressed_handle text);
create table chat_handle_join (chat_id integer, handle_id integer, unique (chat_id, handle_id));
create table chat_message_join (chat_id integer, message_id integer,
    primary key (chat_id, message_id));
create table message (ROWID integer primary key autoincrement, guid text, text text,
    attributedBody blob, handle_id integer default 0, account text, date integer,
    is_from_me integer default 0, item_type integer default 0,
    associated_message_type integer default 0, destination_caller_id text);
insert into handle (id) values ('+31612345678'), ('jan@example.nl'), ('0687654321');
insert into chat (chat_identifier) values ('+31612345678'), ('chat1234'), ('0611112222');
insert into chat_handle_join values (1, 1), (2, 2), (2, 3);
"""
NOON = datetime(2020, 3, 3, 12, 0, tzinfo=UTC)
SECONDS = 604929600  # from 2001 to then


def sightings(*scripts: str) -> list[Sighting]:
    return list(database.read(source(made(*scripts))).sightings)


def styled(text: str, mutable: bool = False, runs: bytes = b"") -> bytes:
    """An NSAttributedString as Messages archives it."""
    raw = text.encode()
    if len(raw) < 0x80:
        size = bytes((len(raw),))
    elif len(raw) < 0x8000:
        size = b"\x81" + len(raw).to_bytes(2, "little")
    else:
        size = b"\x82" + len(raw).to_bytes(4, "little")
    start = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@"
    names = b"\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85\x92"
    if mutable:
        kind = b"\x84\x84\x84\x0fNSMutableString\x01\x84\x84\x08NSString\x01\x95"
    else:
        kind = b"\x84\x84\x84\x08NSString\x01\x94"
    end = b"\x86\x84\x02iI\x01\x05\x92\x84\x84\x84\x0cNSDictionary\x00\x94\x84\x01i\x00\x86\x86"
    return start + names + kind + b"\x84\x01+" + size + raw + runs + end


def test_who_wrote_and_who_was_written_to() -> None:
    script = """
    insert into message (text, handle_id, is_from_me) values ('heb je wit', 1, 0), ('ja', 1, 1),
        ('groep', 3, 0), ('aan groep', 0, 1), ('aan een', 0, 1), ('wie', 0, 0), ('een', 0, 0),
        ('nergens', 0, 1);
    insert into chat_message_join values (1, 1), (1, 2), (2, 3), (2, 4), (3, 5), (2, 6), (1, 7);
    """
    assert seen(database.read(source(made(SCHEMA, script)))) == [
        (1, "+31612345678", "in", "heb je wit"),
        (2, "+31612345678", "out", "ja"),
        (3, "0687654321", "in", "groep"),
        (4, "jan@example.nl", "out", "aan groep"),  # the first of the group
        (5, "0611112222", "out", "aan een"),  # a chat without handles is named after its number
        (6, "", "in", "wie"),  # which of the group isn't known
        (7, "+31612345678", "in", "een"),
        (8, "", "out", "nergens"),
    ]


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        (SECONDS, NOON),
        (SECONDS * 10**9, NOON),
        (SECONDS * 10**9 + 5 * 10**8, NOON.replace(microsecond=500_000)),
        (0, None),
        (-1, None),
        ("null", None),
        (2**63 - 1, datetime(2293, 4, 11, 23, 47, 16, 854_776, UTC)),
    ],
)
def test_seconds_and_nanoseconds_since_2001(date: object, moment: datetime | None) -> None:
    script = f"insert into message (text, handle_id, date) values ('x', 1, {date});"  # noqa: S608
    assert [one.moment for one in sightings(SCHEMA, script)] == [moment]


def test_both_ways_of_counting_occur_in_one_database() -> None:
    script = f"""
    insert into message (text, handle_id, date) values ('x', 1, {SECONDS}),
        ('y', 1, {SECONDS}000000000);
    """  # noqa: S608
    assert [one.moment for one in sightings(SCHEMA, script)] == [NOON, NOON]


def test_whose_phone_it_was() -> None:
    script = """
    insert into message (text, handle_id, account, destination_caller_id) values
        ('x', 1, 'P:+31600000001', '+31600000001'), ('y', 1, 'E:ik@example.nl', ''),
        ('z', 1, 'e:', 'tel:+31600000002'), ('z', 1, null, null);
    update chat set account_login = 'p:+31600000003', last_addressed_handle = '+31600000004';
    """
    export = database.read(source(made(SCHEMA, script)))
    assert {one.number for one in export.sightings} == {"+31612345678"}
    numbers = {f"+3160000000{n}" for n in (1, 2, 3, 4)}
    assert export.owners == {*numbers, "ik@example.nl"}


def test_what_the_phone_itself_wrote_is_nobodys_text() -> None:
    script = """
    insert into message (text, handle_id, item_type) values ('x', 1, 0), ('Jan left', 1, 1),
        ('y', 1, null);
    """
    assert [one[:4] for one in sightings(SCHEMA, script)] == [
        (1, "+31612345678", "in", "x"),
        (3, "+31612345678", "in", "y"),
    ]


def test_a_reaction_is_a_sighting_without_the_text_it_quotes() -> None:
    script = """
    insert into message (text, handle_id, associated_message_type) values
        ('Loved “ik heb wit”', 1, 2000), ('echt', 1, 0);
    """
    assert [one.text for one in sightings(SCHEMA, script)] == ["", "echt"]


def test_a_message_in_two_conversations_is_one() -> None:
    script = """
    insert into message (text, handle_id) values ('x', 1), ('y', 1);
    insert into chat_message_join values (1, 1), (2, 1), (1, 2);
    """
    assert [one[:4] for one in sightings(SCHEMA, script)] == [
        (1, "+31612345678", "in", "x"),
        (2, "+31612345678", "in", "y"),
    ]


def test_an_old_version_without_most_columns_and_tables() -> None:
    script = """
    create table message (text, handle_id, is_from_me, date); create table handle (id);
    insert into handle values ('0612345678');
    insert into message values ('x', 1, 0, 0), ('y', 1, 5, 0);
    """
    first, second = sightings(script)
    assert first == Sighting(1, "0612345678", "in", "x", sheet="message")
    assert (second.direction, bool(second.reason)) == ("none", True)


def test_a_text_that_is_only_in_the_styled_body() -> None:
    blob = styled("heb je wit? één gram").hex()
    script = f"""
    insert into message (text, attributedBody, handle_id) values (null, x'{blob}', 1),
        ('eerst', x'{blob}', 1), (null, x'00ff', 1);
    """  # noqa: S608
    assert [one.text for one in sightings(SCHEMA, script)] == ["heb je wit? één gram", "eerst", ""]


@given(text=st.text(max_size=400), mutable=st.booleans(), longer=st.sampled_from((1, 300)))
def test_every_text_comes_back_out_of_a_styled_body(text: str, mutable: bool, longer: int) -> None:
    whole = text * longer
    assert typedstream.string(styled(whole, mutable)) == whole


@given(end=st.integers(0, 200), text=st.sampled_from(("kort", "lang " * 60)))
def test_a_styled_body_that_was_cut_off_gives_all_or_nothing(end: int, text: str) -> None:
    assert typedstream.string(styled(text)[:end]) in ("", text)


@given(blob=st.binary(max_size=60) | st.none() | st.text(max_size=5))
def test_what_is_no_styled_body_gives_nothing(blob: object) -> None:
    assert typedstream.string(blob) == ""
    assert typedstream.string(b"\x04\x0bstreamtyped" + str(blob).encode()) == ""


def test_contacts_are_phone_numbers_and_no_mail() -> None:
    script = """
    create table ABPerson (ROWID integer primary key, First text);
    create table ABMultiValue (UID integer primary key, record_id integer, property integer,
        identifier integer, label integer, value text);
    insert into ABMultiValue (property, value) values (4, 'jan@example.nl'), (3, '06 12345678'),
        (3, null);
    """
    export = database.read(source(made(script)))
    assert export.format == "iOS contacts"
    assert list(export.sightings) == [
        Sighting(2, "06 12345678", "none", kind="contact", sheet="ABMultiValue")
    ]


def test_calls() -> None:
    script = f"""
    create table ZCALLRECORD (Z_PK integer primary key, ZANSWERED integer, ZORIGINATED integer,
        ZDATE timestamp, ZADDRESS varchar);
    insert into ZCALLRECORD values (1, 0, 0, {SECONDS}.0, cast('+31612345678' as blob)),
        (2, 1, 1, {SECONDS}.5, '0687654321'), (3, 1, null, null, null);
    """  # noqa: S608
    export = database.read(source(made(script)))
    first, second, third = export.sightings
    assert export.format == "iOS calls"
    assert first == Sighting(1, "+31612345678", "in", "", NOON, "call", "ZCALLRECORD")
    assert second[:3] == (2, "0687654321", "out")
    assert (third.number, third.direction, bool(third.reason)) == ("", "none", True)


def test_calls_of_before_ios_8() -> None:
    script = """
    create table call (ROWID integer primary key, address text, date integer, duration integer,
        flags integer);
    insert into call values (1, '0612345678', 1583236800, 5, 4), (2, '0687654321', 0, 5, 5);
    """
    assert sightings(script) == [
        Sighting(1, "0612345678", "in", "", NOON, "call", "call"),
        Sighting(2, "0687654321", "out", "", None, "call", "call"),
    ]
