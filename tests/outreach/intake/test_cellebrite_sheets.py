"""Cellebrite's workbook: header on row two, parties in one cell, several kinds of sheets."""

from outreach.intake import workbook as workbooks
from outreach.intake.sighting import NO_DIRECTION, ReadExport
from tests.outreach.intake.files import seen, source, workbook

Sheet = list[list[object]]

SMS: Sheet = [
    ["SMS Messages (4)"],
    ["#", "Folder", "Party", "Timestamp: Time", "Status", "Message"],
    [1, "Inbox", "From: +31612345678 Jan", "03-03-2020 12:00:00(UTC+1)", "Read", "heb je\nwit"],
    [2, "Sent", "To: 31612345678", "03-03-2020 12:01:00(UTC+1)", "Sent", "ja wit"],
    [3, "", "From: ING", "03-03-2020 12:02:00(UTC+1)", "Read", "code 123456"],
    [4, "", "Jan", "03-03-2020 12:03:00(UTC+1)", "", "?"],
]
CHATS: Sheet = [
    ["Chats (3)"],
    ["Chat #", "Participants", "Instant Message #",
     "From", "To", "Body", "Timestamp-Time", "Status"],
    [1, "31612345678@s.whatsapp.net Jan\n31688888888@s.whatsapp.net Ik (owner)", 1,
     "31612345678@s.whatsapp.net Jan", "", "wit?", "03/03/2020 12:00:00(UTC+0)", "Read"],
    [1, "31612345678@s.whatsapp.net Jan\n31688888888@s.whatsapp.net Ik (owner)", 2,
     "31688888888@s.whatsapp.net Ik (owner)", "", "ja", "03/03/2020 12:01:00(UTC+0)", "Read"],
    [2, "Groep", 1, "31687654321@s.whatsapp.net Piet", "31688888888@s.whatsapp.net Ik",
     "iemand sos?", "03/03/2020 12:02:00(UTC+0)", ""],
]  # fmt: skip
CONTACTS: Sheet = [
    ["Contacts (3)"],
    ["#", "Name", "Entries", "Type"],
    [1, "mama", "Phone-Mobile: 0611111111\nPhone-Home: 0201234567\nEmail-Home: m@example.nl", ""],
    [2, "app", "User ID-WhatsApp User Id: 31612345678@s.whatsapp.net", ""],
    [3, "mail", "Email-Work: 12345678@example.nl", ""],
]
CALLS: Sheet = [
    ["Call Log (2)"],
    ["#", "Type", "Parties", "Timestamp: Time", "Duration"],
    [1, "Incoming", "From: +31612345678 Jan", "03-03-2020 12:00:00", "00:01:00"],
    [2, "Outgoing", "To: +31687654321", "03-03-2020 12:00:00", "00:00:10"],
]
DEVICE: Sheet = [
    ["Device Information"],
    ["#", "Category", "Name", "Value"],
    [1, "SIM", "MSISDN", "+31 6 88888888"],
]
ACCOUNTS: Sheet = [["User Accounts (1)"], ["#", "Phone number"], [1, "0622222222"]]
PLACES: Sheet = [["Locations (1)"], ["#", "Number", "Address"], [1, "0633333333", "Dam 1"]]


def read(sheets: dict[str, Sheet]) -> ReadExport:
    return workbooks.read(source(workbook(sheets)))


def test_texts_with_the_header_on_row_two() -> None:
    export = read({"SMS Messages": SMS, "Device Information": DEVICE})
    assert export.format == "Cellebrite xlsx"
    assert seen(export) == [
        (3, "+31612345678 Jan", "in", "heb je\nwit"),
        (4, "31612345678", "out", "ja wit"),
        (5, "ING", "in", "code 123456"),
    ]
    assert export.owners == {"+31 6 88888888"}


def test_a_text_of_nobody_knows_which_way_is_kept() -> None:
    last = list(read({"SMS Messages": SMS, "Contacts": CONTACTS}).sightings)[3]
    assert (last.row, last.number, last.reason) == (6, "Jan", NO_DIRECTION)


def test_the_zone_behind_a_time() -> None:
    first = next(read({"SMS Messages": SMS, "Contacts": CONTACTS}).sightings)
    assert str(first.moment) == "2020-03-03 11:00:00+00:00"


def test_chats_by_the_mark_of_the_owner_and_not_by_status() -> None:
    export = read({"Chats": CHATS, "Contacts": CONTACTS})
    texts = [one for one in export.sightings if one.kind == "message"]
    assert [(one.number.split("@")[0], one.direction) for one in texts] == [
        ("31612345678", "in"),
        ("31612345678", "out"),
        ("31687654321", "in"),
    ]
    assert export.owners == {"31688888888@s.whatsapp.net Ik"}


def test_each_kind_of_sheet_and_nobody_from_accounts_and_places() -> None:
    export = read(
        {
            "Contacts": CONTACTS,
            "SMS Messages": SMS,
            "Call Log": CALLS,
            "User Accounts": ACCOUNTS,
            "Locations": PLACES,
        }
    )
    found = [
        (one.sheet, one.kind, one.number, one.direction)
        for one in export.sightings
        if one.kind != "message"
    ]
    assert found == [
        ("Call Log", "call", "+31612345678 Jan", "in"),
        ("Call Log", "call", "+31687654321", "out"),
        ("Contacts", "contact", "0611111111", "none"),
        ("Contacts", "contact", "0201234567", "none"),
        ("Contacts", "contact", "31612345678@s.whatsapp.net", "none"),
    ]


def test_both_parties_in_one_cell() -> None:
    rows: Sheet = [
        ["Parties", "Body"],
        ["From: +31612345678 Jan\nTo: +31688888888 (owner)", "wit?"],
        ["From: +31688888888 (owner)\nTo: +31612345678 Jan\nTo: +31687654321 Piet", "wit!"],
    ]
    export = read({"MMS Messages": rows, "Chats": [["leeg"]]})
    assert [(one.direction, one.number) for one in export.sightings] == [
        ("in", "+31612345678 Jan"),
        ("out", "+31612345678 Jan"),
    ]
    assert export.owners == {"+31688888888"}


def test_one_sheet_is_known_by_the_title_above_its_header() -> None:
    assert read({"Blad1": SMS}).format == "Cellebrite xlsx"


def test_contacts_alone_are_a_list() -> None:
    export = read({"Contacts": CONTACTS, "Device Information": DEVICE})
    assert {one.kind for one in export.sightings} == {"listed"}
