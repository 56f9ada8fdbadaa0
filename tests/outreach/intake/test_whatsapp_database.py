"""WhatsApp on Android, before and after its tables changed, and on iOS."""

from datetime import UTC, datetime

import pytest

from outreach.intake import database
from outreach.intake.sighting import Sighting
from tests.outreach.intake.databases import made
from tests.outreach.intake.files import seen, source

NEW = """
create table jid (_id integer primary key autoincrement, user text, server text, raw_string text);
create table chat (_id integer primary key autoincrement, jid_row_id integer unique);
create table message (_id integer primary key autoincrement, chat_row_id integer not null,
    from_me integer not null, key_id text, sender_jid_row_id integer, timestamp integer,
    message_type integer, text_data text);
insert into jid values (1, '31612345678', 's.whatsapp.net', '31612345678@s.whatsapp.net'),
    (2, '1234-5678', 'g.us', '1234-5678@g.us'), (3, 'status', 'broadcast', 'status@broadcast'),
    (4, '31687654321', 's.whatsapp.net', '31687654321@s.whatsapp.net'), (5, '99', 'lid', '99@lid');
insert into chat values (1, 1), (2, 2), (3, 3), (4, 5);
insert into message values (1, -1, 0, '-1', 0, 0, -1, null);
"""
JAN, PIET, GROUP = "31612345678@s.whatsapp.net", "31687654321@s.whatsapp.net", "1234-5678@g.us"
OLD = """
create table messages (_id integer primary key autoincrement, key_remote_jid text,
    key_from_me integer, status integer, data text, timestamp integer, media_wa_type text,
    media_caption text, remote_resource text);
insert into messages (key_remote_jid, key_from_me, status) values ('-1', 0, -1);
"""
IOS = """
create table ZWACHATSESSION (Z_PK integer primary key, ZCONTACTJID varchar);
create table ZWAGROUPMEMBER (Z_PK integer primary key, ZMEMBERJID varchar);
create table ZWAMEDIAITEM (Z_PK integer primary key, ZTITLE varchar);
create table ZWAMESSAGE (Z_PK integer primary key, ZISFROMME integer, ZMESSAGETYPE integer,
    ZGROUPEVENTTYPE integer, ZCHATSESSION integer, ZGROUPMEMBER integer, ZMEDIAITEM integer,
    ZMESSAGEDATE timestamp, ZFROMJID varchar, ZTOJID varchar, ZTEXT varchar);
insert into ZWACHATSESSION values (1, '31612345678@s.whatsapp.net'), (2, '1234-5678@g.us'),
    (3, 'status@broadcast'), (4, '99@lid');
insert into ZWAGROUPMEMBER values (7, '31687654321@s.whatsapp.net');
insert into ZWAMEDIAITEM values (8, 'foto van wit');
"""
NOON = datetime(2020, 3, 3, 12, 0, tzinfo=UTC)


def sightings(*scripts: str) -> list[Sighting]:
    return list(database.read(source(made(*scripts))).sightings)


def test_messages_of_people_and_groups() -> None:
    script = """
    insert into message values (2, 1, 0, 'a', 0, 1583236800000, 0, 'heb je wit'),
        (3, 1, 1, 'b', 0, 0, 0, 'ja'), (4, 2, 0, 'c', 4, 0, 0, 'wie heeft'),
        (5, 2, 1, 'd', 4, 0, 0, 'ik'), (6, 3, 0, 'e', 4, 0, 0, 'mijn dag'),
        (7, 1, 0, 'f', 0, 0, 7, 'code changed'), (8, 1, 0, 'g', 0, 0, 10, 'video'),
        (9, 2, 7, 'h', 4, 0, 0, 'x');
    """
    export = database.read(source(made(NEW, script)))
    found = list(export.sightings)
    assert export.format == "WhatsApp (Android)"
    assert found[:4] == [
        Sighting(2, JAN, "in", "heb je wit", NOON, "message", "message"),
        Sighting(3, JAN, "out", "ja", None, "message", "message"),
        Sighting(4, PIET, "in", "wie heeft", None, "message", "message"),
        Sighting(5, GROUP, "out", "ik", None, "message", "message"),
    ]
    assert found[4] == Sighting(8, JAN, "in", "", None, "call", "message")
    assert (found[5].direction, bool(found[5].reason)) == ("none", True)
    assert len(found) == 6  # no story, no notice, not the first row


@pytest.mark.parametrize(
    ("more", "number"),
    [
        ("", "99@lid"),
        (
            "create table jid_map (lid_row_id integer primary key, jid_row_id integer);"
            "insert into jid_map values (5, 4);",
            PIET,
        ),
    ],
)
def test_an_alias_is_the_number_behind_it_where_that_is_known(more: str, number: str) -> None:
    script = "insert into message values (2, 4, 0, 'a', 0, 0, 0, 'heb je wit');"
    assert [one.number for one in sightings(NEW, script, more)] == [number]


def test_messages_of_before_the_tables_changed() -> None:
    script = """
    insert into messages (key_remote_jid, key_from_me, status, data, timestamp, remote_resource,
        media_wa_type, media_caption) values
        ('31612345678@s.whatsapp.net', 0, 0, 'heb je wit', 1583236800000, null, '0', null),
        ('31612345678@s.whatsapp.net', 1, 13, 'ja', 0, '', '0', null),
        ('1234-5678@g.us', 0, 0, null, 0, '31687654321@s.whatsapp.net', '1', 'foto'),
        ('1234-5678@g.us', 0, 6, 'left', 0, '31687654321@s.whatsapp.net', '0', null),
        ('status@broadcast', 0, 0, 'dag', 0, '31687654321@s.whatsapp.net', '0', null),
        ('31612345678@s.whatsapp.net', 0, 0, 'lijst', 0, '15@broadcast', '0', null),
        ('31612345678@s.whatsapp.net', 0, 0, 'video', 0, null, '10', null);
    """
    assert [one[:6] for one in sightings(OLD, script)] == [
        (2, JAN, "in", "heb je wit", NOON, "message"),
        (3, JAN, "out", "ja", None, "message"),
        (4, PIET, "in", "foto", None, "message"),
        (7, JAN, "in", "lijst", None, "message"),
        (8, JAN, "in", "", None, "call"),
    ]


@pytest.mark.parametrize(
    ("new", "texts"), [(0, ["oud", "oud"]), (1, ["oud", "oud"]), (2, ["nieuw"] * 2)]
)
def test_a_database_with_both_is_read_once(new: int, texts: list[str]) -> None:
    old = "insert into messages (key_remote_jid, key_from_me, data) values ('x', 0, 'oud');"
    added = "insert into message (chat_row_id, from_me, text_data) values (1, 0, 'nieuw');"
    assert [one.text for one in sightings(NEW, OLD, old * 2, added * new)] == texts


def test_contacts_are_people() -> None:
    script = """
    create table wa_contacts (_id integer primary key, jid text, number text, display_name text);
    insert into wa_contacts (jid, number) values ('31612345678@s.whatsapp.net', '+31612345678'),
        ('31687654321@s.whatsapp.net', null), ('1234-5678@g.us', null), ('status@broadcast', null),
        (null, null);
    """
    assert sightings(script) == [
        Sighting(1, "+31612345678", "none", kind="contact", sheet="wa_contacts"),
        Sighting(2, PIET, "none", kind="contact", sheet="wa_contacts"),
    ]


def test_messages_on_ios() -> None:
    script = f"""
    insert into ZWAMESSAGE values
        (1, 0, 0, 0, 1, null, null, 604929600.0, '{JAN}', null, 'heb je wit'),
        (2, 1, 0, 0, 1, null, null, null, null, '{JAN}', 'ja'),
        (3, 0, 1, 0, 2, 7, 8, null, '{GROUP}', null, null),
        (4, 0, 6, 2, 2, 7, null, null, '{GROUP}', null, 'joined'),
        (5, 0, 10, 2, 1, null, null, null, '{JAN}', null, 'encrypted'),
        (6, 0, 10, 1, 1, null, null, null, '{JAN}', null, 'missed'),
        (7, 0, 0, 0, 3, null, null, null, '{JAN}', null, 'mijn dag'),
        (8, 0, 0, 0, 4, null, null, null, '{PIET}', null, 'via alias'),
        (9, 0, 0, 0, 4, null, null, null, '99@lid', null, 'alleen alias'),
        (10, 0, 0, 0, null, null, null, null, '{JAN}', null, 'los');
    """  # noqa: S608
    export = database.read(source(made(IOS, script)))
    assert export.format == "WhatsApp (iOS)"
    assert [one[:6] for one in export.sightings] == [
        (1, JAN, "in", "heb je wit", NOON, "message"),
        (2, JAN, "out", "ja", None, "message"),
        (3, PIET, "in", "foto van wit", None, "message"),
        (6, JAN, "in", "", None, "call"),
        (8, PIET, "in", "via alias", None, "message"),
        (9, "99@lid", "in", "alleen alias", None, "message"),
        (10, JAN, "in", "los", None, "message"),
    ]


def test_a_group_message_without_its_sender_is_the_groups() -> None:
    script = f"""
    insert into ZWAMESSAGE (ZISFROMME, ZCHATSESSION, ZFROMJID, ZTEXT) values (0, 2, '{GROUP}', 'x');
    """  # noqa: S608
    assert seen(database.read(source(made(IOS, script)))) == [(1, GROUP, "in", "x")]
