"""Workbooks of every kind, whole, odd, locked and hostile."""

import io
import struct
import zipfile
from datetime import datetime

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.intake import workbook as workbooks
from outreach.intake.layout import Layout
from outreach.intake.sighting import ReadExport
from problem import Problem
from tests.outreach.intake.files import seen, source, workbook

ROWS: list[list[object]] = [["nummer", "richting", "bericht"], ["0612345678", "in", "wit?"]]


def read(content: bytes, layout: Layout | None = None) -> ReadExport:
    return workbooks.read(source(content, layout=layout))


def test_numbers_that_a_spreadsheet_made_numbers_of() -> None:
    rows = [["nummer", "richting", "bericht"], [612345678, "in", "wit"], [31612345678.0, "in", ""]]
    export = read(workbook({"Blad1": rows}))
    assert export.format == "xlsx"
    assert [one.number for one in export.sightings] == ["612345678", "31612345678"]


def test_dates_formulas_hidden_sheets_and_a_title_over_merged_cells() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Berichten")
        sheet.merge_range(0, 0, 0, 3, "Toestel van 3 maart 2020")
        sheet.write_row(2, 1, ["Datum", "Nummer", "Richting", "Tekst"])
        day = book.add_format({"num_format": "dd-mm-yyyy hh:mm"})
        sheet.write_datetime(3, 1, datetime(2020, 3, 3, 12), day)  # noqa: DTZ001 - as Excel has it
        sheet.write_formula(3, 2, '="06"&"12345678"', None, "0612345678")
        sheet.write_row(3, 3, ["in", "een\ntwee"])
        sheet.write_formula(4, 2, '="06"&"87654321"', None, "")  # never calculated
        sheet.write_row(4, 3, ["in", "drie"])
        hidden = book.add_worksheet("Meer")
        hidden.hide()
        for place, row in enumerate(ROWS):
            hidden.write_row(place, 0, row)
        book.add_chartsheet("Grafiek")
    found = list(read(file.getvalue()).sightings)
    assert [(one.sheet, one.row, one.number, one.text) for one in found] == [
        ("Berichten", 4, "0612345678", "een\ntwee"),
        ("Berichten", 5, "", "drie"),
        ("Meer", 2, "0612345678", "wit?"),
    ]
    assert str(found[0].moment) == "2020-03-03 11:00:00+00:00"


def test_a_list_and_contacts_are_told_apart_by_what_is_beside_them() -> None:
    people: list[list[object]] = [["naam", "telefoon"], ["Jan", "0687654321"]]
    alone = list(read(workbook({"Blad1": people})).sightings)
    assert [(one.kind, one.number, one.row) for one in alone] == [("listed", "0687654321", 2)]
    beside = list(read(workbook({"Mensen": people, "Blad2": ROWS})).sightings)
    assert [one.kind for one in beside] == ["message", "contact"]


def test_a_sheet_without_header() -> None:
    export = read(workbook({"Blad1": [["Jan", 612345678], ["Piet", 687654321]], "Blad2": []}))
    assert [one.number for one in export.sightings] == ["612345678", "687654321"]


def test_beside_sheets_with_a_header_what_looks_like_a_number_is_left_alone() -> None:
    export = read(workbook({"Blad1": ROWS, "Blad2": [["x", 612345678], ["y", 687654321]]}))
    assert [one.sheet for one in export.sightings] == ["Blad1"]


def test_a_person_corrects_one_sheet() -> None:
    odd: list[list[object]] = [["a", "b", "c"], ["0612345678", "in", "x"]]
    content = workbook({"Blad1": ROWS, "Blad2": odd})
    fix = Layout(sheet="Blad2", header=1, columns={"number": 0, "direction": 1, "text": 2})
    export = read(content, fix)
    assert seen(export) == [(2, "0612345678", "in", "wit?"), (2, "0612345678", "in", "x")]
    assert export.layout is not None
    assert (export.layout.sheet, export.layout.names) == ("Blad2", ("a", "b", "c"))


def test_one_sheet_that_cannot_be_told_does_not_spoil_the_others() -> None:
    unclear: list[list[object]] = [["nummer", "bericht"], ["0687654321", "sos?"]]
    found = list(read(workbook({"Blad1": unclear, "Blad2": ROWS})).sightings)
    assert [(one.number, one.direction, bool(one.reason)) for one in found] == [
        ("0687654321", "none", True),
        ("0612345678", "in", False),
    ]


def test_borders_down_to_the_last_row_are_no_cells() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Blad1")
        for place, row in enumerate(ROWS):
            sheet.write_row(place, 0, row)
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    assert seen(read(file.getvalue())) == [(2, "0612345678", "in", "wit?")]


def test_an_ods() -> None:
    export = read(_ods(ROWS))
    assert export.format == "ods"
    assert seen(export) == [(2, "0612345678", "in", "wit?")]


def test_an_old_xls() -> None:
    export = read(_ole("Workbook", _biff(ROWS)))
    assert export.format == "xls"
    assert seen(export) == [(2, "0612345678", "in", "wit?")]


def _bomb(size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(size):
                part.write(b" " * 1024 * 1024)
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


def _locked_zip() -> bytes:
    raw = bytearray(workbook({"Blad1": ROWS}))
    place = -1
    while (place := raw.find(b"PK\x01\x02", place + 1)) >= 0:
        raw[place + 8] |= 1  # the flag "encrypted" of every part
    return bytes(raw)


def _sparse() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Blad1")
        for place, row in enumerate(ROWS):
            sheet.write_row(place, 0, row)
        sheet.write(1_048_575, 16_383, "x")
    return file.getvalue()


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../../etc/export.csv", "number\n0612345678\n")
    return file.getvalue()


BAD = [
    (_bomb(60), "unpacks", "60 MB in 60 kB"),
    (_bomb(1100), "unpacks", "more than a gigabyte"),
    (_lying_bomb(), "damaged", "a size that lies"),
    (_locked_zip(), "locked", "parts with a password"),
    (_sparse(), "far larger", "a cell in the last corner: 17 billion cells in memory"),
    (_zip(), "zip file", "a zip of something else"),
    (b"PK\x03\x04" + b"x" * 500, "damaged", "no directory"),
    (lambda raw: raw[: len(raw) // 2], "damaged", "half a workbook"),
    (workbook({"Blad1": [["a", "b"], [1, 2]]}), "No sheet", "a workbook without numbers"),
    (workbook({"Blad1": []}), "No sheet", "an empty workbook"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "could not be read", "half an old workbook"),
    (workbook({"Blad1": [["nummer", "tekst"], ["0612345678", "wit"]]}), "direction", "no way told"),
]


@pytest.mark.parametrize(("content", "word", "why"), BAD, ids=[row[2] for row in BAD])
def test_bad_workbooks_get_a_sentence(content: object, word: str, why: str) -> None:
    raw = content if isinstance(content, bytes) else content(workbook({"Blad1": ROWS}))  # type: ignore[operator]
    with pytest.raises(Problem) as caught:
        list(read(raw).sightings)
    assert word in str(caught.value), why


def test_an_encrypted_workbook_is_told_to_be_locked() -> None:
    with pytest.raises(Problem) as caught:
        read(_ole("EncryptionInfo", bytes(5000)))
    assert "locked" in str(caught.value)


def test_a_correction_of_a_sheet_that_is_not_there() -> None:
    with pytest.raises(Problem) as caught:
        read(workbook({"Blad1": ROWS}), Layout(sheet="Blad9"))
    assert "Blad9" in str(caught.value)


@given(st.integers(100, 6000))
@settings(max_examples=50)
def test_a_workbook_cut_anywhere_is_a_problem(length: int) -> None:
    whole = workbook({"Blad1": ROWS})
    with pytest.raises(Problem):
        list(read(whole[: min(length, len(whole) - 1)]).sightings)


def _ods(rows: list[list[object]]) -> bytes:
    cells = [
        "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{cell}</text:p></table:table-cell>"
            for cell in row
        )
        for row in rows
    ]
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    name = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{part}="{name}:{part}:1.0"' for part in ("office", "table", "text"))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="Blad1">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return file.getvalue()


def _biff(rows: list[list[object]]) -> bytes:
    # [MS-XLS]: the records of a workbook with one sheet of label cells.
    def record(kind: int, body: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 1996, 0, 6))

    title = struct.pack("<BB", 5, 0) + b"Blad1"
    head = begin(5)
    place = len(head) + 4 + 6 + len(title) + 4
    head += record(0x0085, struct.pack("<IH", place, 0) + title) + record(0x000A)
    cells = b"".join(
        record(0x0204, struct.pack("<HHHHB", y, x, 0, len(str(cell)), 0) + str(cell).encode())
        for y, row in enumerate(rows)
        for x, cell in enumerate(row)
    )
    size = struct.pack("<IIHHH", 0, len(rows), 0, 3, 0)
    return head + begin(0x10) + record(0x0200, size) + cells + record(0x000A)


def _ole(name: str, content: bytes) -> bytes:
    # [MS-CFB]: header, one sector of the allocation table, one of the directory, one stream.
    content = content.ljust(max(4096, -len(content) % 512 + len(content)), b"\0")
    sectors = len(content) // 512
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        wide = title.encode("utf-16-le")
        sign = struct.pack("<HBBIII", len(wide) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return wide.ljust(64, b"\0") + sign + bytes(36) + struct.pack("<IQ", start, size)

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    directory += entry(name, 2, 0xFFFFFFFF, 2, len(content))
    return header + table + directory.ljust(512, b"\0") + content
