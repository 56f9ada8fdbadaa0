"""Exports are known by what is in them, and a bad file gets a sentence within seconds."""

import io
import time
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake import Upload, read
from outreach.intake.sighting import ReadExport
from problem import Problem

BACKUP = """<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<?xml-stylesheet type="text/xsl" href="sms.xsl"?>
<smses count="99">
  <sms address="+31612345678" date="1600000000000" type="1" body="heb je wit &#55357;&#56832;"/>
  <sms address="+31612345678" date="1600000060000" type="2" body="ja" />
  <mms address="0687654321" date="1600000120000" msg_box="1">
    <parts><part ct="image/jpeg" text="null"/><part ct="text/plain" text="en sos?"/></parts>
    <addrs><addr address="+31687654321" type="137"/>
    <addr address="+31688888888" type="151"/></addrs>
  </mms>
</smses>
"""


def upload(content: str | bytes, name: str = "export") -> Upload:
    return Upload(name, content.encode() if isinstance(content, str) else content)


def seen(export: ReadExport) -> list[tuple[int, str, str, str]]:
    return [(one.row, one.number, one.direction, one.text) for one in export.sightings]


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return file.getvalue()


CELLEBRITE = {
    "SMS Messages": [
        ["SMS Messages (3)"],
        ["#", "Folder", "Party", "Timestamp: Time", "Status", "Message"],
        [1, "Inbox", "From: +31612345678 Jan", "03-03-2020 12:00:00", "Read", "heb je\nwit"],
        [2, "Sent", "To: 31612345678", "03-03-2020 12:01:00", "Sent", "ja wit"],
        [3, "", "From: ING", "03-03-2020 12:02:00", "Read", "code 123456"],
        [4, "", "Jan", "03-03-2020 12:03:00", "", "?"],
    ],
    "Contacts": [["Contacts (1)"], ["#", "Name", "Number"], [1, "mama", "0611111111"]],
    "Device Information": [
        ["Device Information"],
        ["#", "Category", "Name", "Value"],
        [1, "SIM", "MSISDN", "+31 6 88888888"],
    ],
}


def test_a_cellebrite_workbook_with_its_header_on_row_two() -> None:
    export = read(upload(workbook(CELLEBRITE)))
    assert export.format == "Cellebrite xlsx"
    assert seen(export) == [
        (3, "+31612345678 Jan", "in", "heb je\nwit"),
        (4, "31612345678", "out", "ja wit"),
        (5, "ING", "in", "code 123456"),
    ]
    assert "+31 6 88888888" in export.owners
    assert [row for row, _ in export.unreadable] == [6]


def test_both_parties_in_one_cell() -> None:
    rows = [
        ["Parties", "Body"],
        ["From: +31612345678 Jan\nTo: +31688888888 (owner)", "wit?"],
        ["From: +31688888888 (owner)\nTo: +31612345678 Jan", "wit!"],
    ]
    export = read(upload(workbook({"Chats": rows})))
    assert [one.direction for one in export.sightings] == ["in", "out"]
    assert export.sightings[1].number == "+31612345678 Jan"


def test_numbers_that_a_spreadsheet_made_numbers_of() -> None:
    rows = [["nummer", "richting", "bericht"], [612345678, "in", "wit"], [31612345678.0, "in", ""]]
    export = read(upload(workbook({"Blad1": rows})))
    assert [one.number for one in export.sightings] == ["612345678", "31612345678"]


CSV = [
    ("number;direction;text\n0612345678;in;wit, 2 stuks\n", "semicolons, as Dutch Excel"),
    ("number,direction,text\n0612345678,in,\"wit, 2 stuks\"\n", "commas"),
    ("Nummer\tRichting\tBericht\n0612345678\tInkomend\twit, 2 stuks\n", "tabs, Dutch"),
    ("nummer|type|tekst\n0612345678|ontvangen|wit, 2 stuks\n", "bars"),
    ("sep=;\nAfzender;Datum;Inhoud\n0612345678;3-3-2020;wit, 2 stuks\n", "a line for Excel above"),
    ("Van;Aan;Bericht\n0612345678;0688888888;wit, 2 stuks\n0688888888;0687654321;ja\n"
     "0687654321;+31688888888;nee\n", "owner known by being everywhere"),
    ("Export 2020\n\n#;Map;Telefoonnummer;Tekst\n1;Postvak IN;0612345678;wit, 2 stuks\n", "title"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), CSV, ids=[row[1] for row in CSV])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_csv_of_any_delimiter_and_encoding(text: str, why: str, encoding: str) -> None:
    export = read(upload(text.encode(encoding), "picture.jpg"))
    assert export.format == "csv", why
    first = export.sightings[0]
    assert (first.number, first.direction, first.text) == ("0612345678", "in", "wit, 2 stuks")


def test_who_is_in_every_row_is_the_owner_in_any_spelling() -> None:
    export = read(upload(CSV[5][0]))
    assert [one.direction for one in export.sightings] == ["in", "out", "in"]
    assert export.owners == {"+31688888888"}


def test_accents_of_an_old_windows_file() -> None:
    export = read(upload("nummer;richting;tekst\n0612345678;in;cocaïne\n".encode("cp1252")))
    assert export.sightings[0].text == "cocaïne"


def test_a_backup_of_sms_and_mms() -> None:
    export = read(upload(BACKUP))
    assert export.format == "SMS Backup & Restore"
    assert seen(export) == [
        (1, "+31612345678", "in", "heb je wit 😀"),
        (2, "+31612345678", "out", "ja"),
        (3, "+31687654321", "in", "en sos?"),
    ]
    assert export.sightings[0].moment is not None


VCARDS = [
    ("BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE:=4A=61=\n=6E\nTEL;CELL:0612345678\n"
     "END:VCARD\n", "2.1, quoted-printable, no FN"),
    ("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jan\r\nitem1.TEL;TYPE=CELL:06123\r\n 45678\r\n"
     "PHOTO;ENCODING=b:!!!\r\nEND:VCARD\r\n", "3.0, folded, bad photo"),
    ("begin:vcard\nversion:4.0\ntel;value=uri:tel:0612345678\nend:vcard\n", "4.0, an address"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), VCARDS, ids=[row[1] for row in VCARDS])
def test_contacts(text: str, why: str) -> None:
    export = read(upload(text))
    assert export.format == "vCard"
    assert [one.number.removeprefix("tel:") for one in export.sightings] == ["0612345678"], why
    assert export.sightings[0].direction == "none"


def test_a_plain_list() -> None:
    export = read(upload("0612345678\n\nJan <+31687654321>\n"))
    assert seen(export) == [(1, "0612345678", "none", ""), (3, "Jan <+31687654321>", "none", "")]


def test_a_csv_of_numbers_alone_is_a_list() -> None:
    export = read(upload("naam;telefoonnummer\nJan;0612345678\n"))
    assert seen(export) == [(2, "0612345678", "none", "")]


def _bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(500):
                part.write(b"\0" * 1024 * 1024)
    return file.getvalue()


def _lying_bomb() -> bytes:
    # The directory says 10 bytes; what is packed is more.
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * 10_000_000)
    raw = bytearray(file.getvalue())
    place = raw.rindex(b"PK\x01\x02") + 24
    raw[place : place + 4] = (10).to_bytes(4, "little")
    return bytes(raw)


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../../etc/export.csv", "number\n0612345678\n")
    return file.getvalue()


LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
<smses><sms address="0612345678" type="1" body="&b;"/></smses>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<smses><sms address="0612345678" type="1" body="&a;"/></smses>"""
TEXTS = "number;text\n0612345678;wit\n"
NO_OWNER = "from;to;text\n0612345678;0688888888;wit\n0687654321;0611111111;wit\n"
CALLS = "number;direction\n0612345678;in\n"

BAD = [
    (b"", "empty", "nothing in it"),
    (b"\0" * 5000, "empty", "only zeros: a broken copy"),
    (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 9, "picture", "jpeg that is named export.xlsx"),
    (b"\x89PNG\r\n\x1a\n" + bytes(200), "picture", "png"),
    (b"%PDF-1.7 ...", "PDF", "a report as pdf"),
    (b"SQLite format 3\0" + bytes(100), "database", "a phone's database"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password", "locked or old workbook"),
    (bytes(range(256)) * 40, "can be read", "any bytes"),
    (workbook(CELLEBRITE)[:3000], "cut off", "half a workbook"),
    (_bomb(), "unpacks", "500 MB in half a megabyte"),
    (_lying_bomb(), "damaged", "a size that lies"),
    (_zip(), "zip file", "a zip of something else"),
    (workbook({"Blad1": [["a", "b"], [1, 2]]}), "No sheet", "a workbook without numbers"),
    (BACKUP[:400].encode(), "cut off", "half a backup"),
    (LAUGHS.encode(), "entities", "entity expansion"),
    (OUTSIDE.encode(), "entities", "a file from elsewhere"),
    (b"<calls><call number='0612345678'/></calls>", "calls", "a backup of calls"),
    (b"<html><body>0612345678</body></html>", "not known", "a web page"),
    (b"BEGIN:VCARD\nFN:Jan\nEND:VCARD\n", "no phone numbers", "contacts without numbers"),
    (TEXTS.encode(), "direction", "texts that may be anybody's"),
    (NO_OWNER.encode(), "direction", "two parties, no owner"),
    (CALLS.encode(), "called", "calls: what was wanted isn't known"),
    (b"Beste collega,\nHierbij de lijst.\nGroet\n", "No phone numbers", "a letter"),
    (b'number;direction;text\n0612345678;in;"' + b"x" * 11_000_000, "quotation", "a cell, open"),
]


@pytest.mark.parametrize(("content", "word", "why"), BAD, ids=[row[2] for row in BAD])
def test_bad_input_gets_a_sentence_within_seconds(content: bytes, word: str, why: str) -> None:
    began = time.monotonic()
    with pytest.raises(Problem) as caught:
        read(upload(content, "export.xlsx"))
    assert word in str(caught.value), why
    assert time.monotonic() - began < 5


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"<smses>", b"number;text\n"]))
def test_whatever_the_bytes_there_is_an_export_or_a_problem(tail: bytes, start: bytes) -> None:
    try:
        assert isinstance(read(upload(start + tail)), ReadExport)
    except Problem as problem:
        assert str(problem)


@given(st.integers(100, 6000))
def test_a_workbook_cut_anywhere_is_a_problem(length: int) -> None:
    whole = workbook(CELLEBRITE)
    if length < len(whole):
        with pytest.raises(Problem):
            read(upload(whole[:length]))
