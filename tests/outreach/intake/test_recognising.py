"""Files are known by what is in them, never by name, and a bad one gets a sentence."""

import gzip
import io
import logging
import os
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach import intake
from outreach.intake import ReadExport, Source, Unreadable, plain, read, sources
from outreach.intake.sighting import Sighting
from problem import Problem
from tests.outreach.intake.files import Counted, source, upload, workbook

SMS = """<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<?xml-stylesheet type="text/xsl" href="sms.xsl"?>
<smses count="99"><sms address="+31612345678" date="1600000000000" type="1" body="wit"/></smses>
"""
REPORT = """<?xml version="1.0" encoding="utf-8"?>
<project xmlns="http://pa.cellebrite.com/report/2.0"><decodedData><modelType type="SMS">
<model type="SMS"><field name="Body" type="String"><value type="String">wit</value></field>
<multiModelField name="Parties" type="Party"><model type="Party">
<field name="Identifier" type="String"><value type="String">+31612345678</value></field>
<field name="Role" type="PartyRole"><value type="PartyRole">From</value></field>
</model></multiModelField></model></modelType></decodedData></project>
"""
SHEETS: dict[str, list[list[object]]] = {
    "Blad1": [["nummer", "richting", "bericht"], ["0612345678", "in", "wit"]]
}
CHAT = "3-2-2021 14:05 - +31 6 12345678: wit\n3-2-2021 14:06 - Baas: ja\n"
XRY = "XRY Export\n\nMessages/SMS\n\n\nSMS #\t1\nText:\twit\nFrom\nTel:\t0612345678\n"
CARD = "BEGIN:VCARD\nTEL:0612345678\nEND:VCARD\n"
ANDROID = """create table sms (_id integer primary key, thread_id integer, address text,
date integer, type integer, body text);
insert into sms values (1, 1, '+31612345678', 1600000000000, 1, 'wit');"""


def database(script: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(script)
        return connection.serialize()


def packed(**members: str | bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


UFDR = packed(report_xml=REPORT, files__foto="x")
KINDS: list[tuple[str | bytes, str, str]] = [
    (SMS, "SMS Backup & Restore", "xml of an app"),
    ("\ufeff\r\n" + SMS.partition("\n")[2], "SMS Backup & Restore", "without its first line"),
    (REPORT, "Cellebrite", "Cellebrite's xml"),
    (UFDR, "Cellebrite", "Cellebrite's ufdr"),
    (workbook(SHEETS), "xlsx", "a workbook"),
    (database(ANDROID), "Android", "a phone's database"),
    (CHAT, "WhatsApp chat", "a chat"),
    (XRY, "MSAB XRY text", "XRY's text"),
    (CARD, "vCard", "contacts"),
    ("\ufeff\n begin:vcard\nTEL:0612345678\nend:vcard\n", "vCard", "contacts after white space"),
    ("number;direction;text\n0612345678;in;wit\n", "csv", "a table"),
    ("0612345678\n", "Plain list", "a list"),
]


@pytest.mark.parametrize(("content", "name", "why"), KINDS, ids=[row[2] for row in KINDS])
def test_the_content_tells_the_format(content: str | bytes, name: str, why: str) -> None:
    export = read(source(content, "foto.jpg"))
    assert name in export.format, why
    numbers = {one.number.replace("+31", "0").replace(" ", "") for one in export.sightings}
    assert "0612345678" in numbers, why


@pytest.mark.parametrize(("content", "name", "why"), KINDS, ids=[row[2] for row in KINDS])
def test_and_so_it_does_in_a_zip(content: str | bytes, name: str, why: str) -> None:
    (one,) = sources([upload(packed(export=content), "alles.zip")])
    assert isinstance(one, Source)
    export = read(one)
    assert name in export.format, why
    assert list(export.sightings)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("text", [CHAT, XRY, CARD, SMS.replace(" encoding='UTF-8'", "")])
def test_in_any_encoding(text: str, encoding: str) -> None:
    first = next(read(source(text.encode(encoding))).sightings)
    assert first.number.replace(" ", "").endswith("612345678")


LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
<smses><sms address="0612345678" type="1" body="&b;"/></smses>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<smses><sms address="0612345678" type="1" body="&a;"/></smses>"""
BOOK = workbook(SHEETS)

BAD: list[tuple[str | bytes, str, str]] = [
    (b"", "empty", "nothing in it"),
    (b"\0" * 300_000, "empty", "only zeros: a broken copy"),
    (b"\xff\xfe\r\0\n\0", "empty", "a mark and an empty line"),
    (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 9, "picture", "jpeg"),
    (b"\x89PNG\r\n\x1a\n" + bytes(200), "picture", "png"),
    (b"GIF89a" + bytes(200), "picture", "gif"),
    (b"RIFF\0\0\0\0WEBPVP8 " + bytes(200), "picture", "webp"),
    (b"\0\0\0\x18ftypheic" + bytes(200), "picture", "heic"),
    (b"\0\0\0\x18ftypmp42" + bytes(200), "film", "mp4"),
    (b"RIFF\0\0\0\0WAVEfmt " + bytes(200), "sound", "wav"),
    (b"RIFF\0\0\0\0AVI LIST" + bytes(200), "film", "avi"),
    (b"OggS" + bytes(200), "sound", "a voice message"),
    (b"%PDF-1.7 ...", "PDF", "a report as pdf"),
    (b"7z\xbc\xaf\x27\x1c" + bytes(100), "compressed", "7z"),
    (b"Rar!\x1a\x07" + bytes(100), "compressed", "rar"),
    (b"a.csv" + bytes(252) + b"ustar\x0000" + bytes(300), "compressed", "tar"),
    (b"MZ\x90\0" + bytes(200), "program", "a Windows program"),
    (b"\x7fELF\2\1\1" + bytes(200), "program", "a Linux program"),
    (b"\x37\x7f\x06\x82" + bytes(100), "together", "the log of a database"),
    (os.urandom(20_000), "encrypted", "a locked database, WhatsApp's crypt15"),
    (b"\x0a\x26\x08\x01" + bytes(80) + os.urandom(20_000), "encrypted", "crypt14"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "", "locked or old workbook"),
    (b"SQLite format 3\0" + bytes(100), "", "a database of which all is gone"),
    (database("create table note (body text)"), "", "another app's database"),
    (bytes(range(256)) * 8, "can be read", "any bytes"),
    (BOOK[:3000], "damaged", "half a workbook"),
    (packed(xl__workbook_xml="<x/>"), "", "hardly a workbook"),
    (packed(word__document_xml="<x/>"), "document", "docx"),
    (packed(ppt__presentation_xml="<x/>"), "document", "pptx"),
    (packed(export_csv="x"), "zip", "a zip, deeper than one level"),
    (workbook({"Blad1": [["a", "b"], [1, 2]]}), "", "a workbook without numbers"),
    (SMS[:180], "cut off", "half a backup"),
    (UFDR[:400], "damaged", "half a ufdr"),
    (packed(report_xml=REPORT[:500], files__a="x"), "cut off", "a ufdr of half a report"),
    (LAUGHS, "entities", "entity expansion"),
    (OUTSIDE, "entities", "a file from elsewhere"),
    ("<html><body>0612345678</body></html>", "web page", "a web page"),
    ("<!DOCTYPE html><html><body>0612345678</body></html>", "", "a web page, newer"),
    ("<svg/>", "not known", "another xml"),
    ("<svg", "cut off", "half of another xml"),
    ("<", "", "hardly xml"),
    ("BEGIN:VCARD\nFN:Jan\nEND:VCARD\n", "no phone numbers", "contacts without numbers"),
    (CARD + "BEGIN:VCARD\nTEL:061", "middle", "half of the contacts"),
    ("Beste collega,\nHierbij de lijst.\nGroet\n", "No phone numbers", "a letter"),
    ("number;text\n0612345678;wit\n", "direction", "texts that may be anybody's"),
    ("from;to;text\n0612345678;0688888888;wit\n0687654321;0611111111;wit\n", "direction",
     "two parties, no owner"),
    ('number;direction;text\n0612345678;in;"' + "x" * 11_000_000, "quotation", "a cell, open"),
    (b"x" * 5_000_000, "No phone numbers", "a line of five million signs"),
    (gzip.compress(b"0612345678\n"), "compressed", "a gzip, deeper than one level"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "word", "why"), BAD, ids=[row[2] for row in BAD])
def test_bad_input_gets_a_sentence_after_little_reading(
    content: str | bytes, word: str, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    raw = content.encode() if isinstance(content, str) else content
    taken: list[int] = []
    bad = replace(source(raw, "export.xlsx"), open=lambda: Counted(raw, taken))
    with pytest.raises(Problem) as caught:
        list(read(bad).sightings)
    assert word in str(caught.value), why
    assert sum(taken) <= 10 * len(raw) + 1000, "it is read through a few times at most"
    assert not caplog.records, "nothing unexpected happened"


def test_a_size_that_lies_is_damage() -> None:
    raw = bytearray(packed(list_txt="0612345678\n" * 1000))
    place = raw.rindex(b"PK\x01\x02") + 24
    raw[place : place + 4] = (20).to_bytes(4, "little")
    (one,) = sources([upload(bytes(raw), "z")])
    if isinstance(one, Source):
        with pytest.raises(Problem, match="damaged"):
            list(read(one).sightings)
    else:
        assert "damaged" in str(one.problem)


def test_good_files_beside_bad_ones_are_read() -> None:
    zipped = packed(a="0612345678\n", b=b"%PDF-1.7", c=BOOK[:3000], d=CARD)
    read_well, said = [], []
    for one in sources([upload(zipped, "z"), upload(b"", "leeg")]):
        try:
            if isinstance(one, Unreadable):
                raise one.problem
            read_well += [seen.number for seen in read(one).sightings]
        except Problem as problem:
            said.append(str(problem))
    assert read_well == ["0612345678", "0612345678"]
    assert len(said) == 3


@pytest.mark.parametrize("late", [False, True], ids=["at once", "while reading"])
@pytest.mark.parametrize(
    ("error", "word"),
    [
        (ValueError("06 12345678"), "could not be read"),
        (MemoryError(), "memory"),
        (zipfile.BadZipFile("06 12345678"), "damaged"),
    ],
)
def test_whatever_goes_wrong_is_a_sentence_and_tells_no_number(
    late: bool,
    error: Exception,
    word: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def sightings():  # noqa: ANN202
        yield Sighting(1, "0612345678", "none", kind="listed")
        raise error

    def broken(_: Source) -> ReadExport:
        if late:
            return ReadExport("x", sightings())
        raise error

    monkeypatch.setattr(plain, "read", broken)
    with caplog.at_level(logging.DEBUG), pytest.raises(Problem, match=word) as caught:
        list(read(source("0612345678\n")).sightings)
    assert caught.value.__suppress_context__
    assert type(error).__name__ in caplog.text
    assert "12345678" not in caplog.text


STARTS = [
    b"", b"PK\x03\x04", b"<smses>", b"<project>", b"number;text\n", b"BEGIN:VCARD\n", b"\xff\xfe",
    b"SQLite format 3\0", b"\xd0\xcf\x11\xe0", b"XRY Export\n", b"3-2-2021 14:05 - Jan: ",
]  # fmt: skip


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(STARTS))
def test_whatever_the_bytes_there_are_sightings_or_a_problem(tail: bytes, start: bytes) -> None:
    try:
        assert all(isinstance(one, Sighting) for one in read(source(start + tail)).sightings)
    except Problem as problem:
        assert str(problem)


@settings(deadline=None)
@given(st.integers(1, len(BOOK) - 1))
def test_a_workbook_cut_anywhere_is_a_problem(length: int) -> None:
    with pytest.raises(Problem):
        list(read(source(BOOK[:length])).sightings)


def test_the_package_names_what_others_use() -> None:
    assert set(intake.__all__) == {
        "Layout", "ReadExport", "Sighting", "Source", "Unreadable", "Upload", "read", "sources",
    }  # fmt: skip
