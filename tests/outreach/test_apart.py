"""Files are read in a process that has little memory, no secrets, and may die without harm."""

import io
import os
import zipfile
from pathlib import Path

import pytest

from outreach import apart
from outreach.apart import Unread
from outreach.intake import Upload
from outreach.rule import Rule
from outreach.tally import Tally
from problem import Problem

RULE = Rule("buyers", "wit")
GOOD = b"nummer;richting;tekst\n0612345678;in;heb je wit\n0687654321;in;tot morgen mam\n"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def sparse(quote: str = '"') -> bytes:
    """A workbook of a kilobyte with two cells as far apart as can be.

    With other quotation marks that isn't seen beforehand, and its reader dies.
    """
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{LINKS}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="a" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="900000"><c r="ZZ900000"><v>1</v></c></row></sheetData></worksheet>',
    }
    place = "xl/worksheets/sheet1.xml"
    parts[place] = parts[place].replace('"', quote)
    return packed({name: text.encode() for name, text in parts.items()})


def packed(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def read(*uploads: Upload) -> list[Tally | Unread]:
    return list(apart.read(uploads, RULE))


def test_what_comes_back_is_what_was_in_the_file() -> None:
    (tally,) = read(Upload("a.csv", GOOD))
    assert isinstance(tally, Tally)
    assert list(tally.found) == ["+31612345678"] and tally.found["+31612345678"].kind == "mobile"
    assert (tally.sightings, tally.senders, tally.format) == (2, 2, "csv")
    assert tally.sha256 == Upload("a.csv", GOOD).sha256() and tally.archive_sha256 == ""
    assert tally.layout is not None and tally.layout.delimiter == ";"
    assert tally.caught[0].text == "heb je wit"


def test_a_workbook_that_asks_for_all_memory_harms_nobody(tmp_path: Path) -> None:
    files = [Upload("a.csv", GOOD), Upload("bomb.xlsx", sparse()), Upload("b.csv", GOOD + b"\n")]
    first, bomb, last = read(*files)
    assert isinstance(first, Tally) and isinstance(last, Tally)
    assert isinstance(bomb, Unread) and str(bomb.problem).endswith(".")


def test_the_rest_of_a_zip_is_read_after_a_member_that_kills_its_reader() -> None:
    archive = packed({"1.csv": GOOD, "2.xlsx": sparse(), "3.csv": GOOD + b"\n"})
    first, bomb, last = read(Upload("all.zip", archive))
    assert [one.name for one in (first, bomb, last)] == [
        "all.zip/1.csv", "all.zip/2.xlsx", "all.zip/3.csv"
    ]  # fmt: skip
    assert isinstance(first, Tally) and isinstance(bomb, Unread) and isinstance(last, Tally)
    assert first.archive_sha256 == Upload("all.zip", archive).sha256() != first.sha256


def test_a_file_on_disk_is_read_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(GOOD)
    (tally,) = read(Upload("a.csv", path=tmp_path / "a.csv"))
    assert isinstance(tally, Tally) and len(tally.found) == 1


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    (found,) = read(Upload("a.csv", path=tmp_path / "a.csv"))
    assert isinstance(found, Unread) and "opened" in str(found.problem)


@pytest.mark.parametrize("place", ["pipe", "/dev/zero"])
def test_what_has_no_end_is_not_opened(place: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    files = [Upload("endless", path=tmp_path / place), Upload("a.csv", GOOD)]
    endless, tally = read(*files)
    assert isinstance(endless, Unread) and "opened" in str(endless.problem)
    assert isinstance(tally, Tally)


def test_a_zip_that_kills_its_reader_again_and_again_is_given_up_aloud() -> None:
    killers = {f"{place}.xlsx": sparse("'") for place in range(5)}
    found = read(Upload("all.zip", packed({"0.csv": GOOD, **killers, "9.csv": GOOD})))
    assert isinstance(found[0], Tally) and len(found) == 2 + apart.DEATHS
    last = found[-1]
    assert isinstance(last, Unread) and last.name == "all.zip"
    assert "no further" in str(last.problem)


def test_a_database_and_its_journal_are_read_together() -> None:
    names = ["a.db", "a.db-wal", "b.db-wal", "c.txt"]
    grouped = [[one.name for one in some] for some in apart.groups([Upload(n) for n in names])]
    assert grouped == [["a.db", "a.db-wal"], ["b.db-wal"], ["c.txt"]]


def test_rejected_rows_are_a_table_that_a_spreadsheet_can_not_run() -> None:
    rows = (
        b"nummer;richting;tekst\n0612345678;in;hoi\n=1+1;in;wit\n061234;in;wit\n0687654321;in;wit"
    )
    taken = apart.rejected(
        [Upload("a.csv", rows)], RULE, "a.csv", outside=[("+31687654321".__eq__, "Excluded.")]
    )
    lines = taken.split("\r\n")
    assert lines[0] == "sheet,row,number,reason"
    assert lines[1].startswith(",2,,")  # the mother's number is nobody's business
    assert lines[2].startswith(",3,'=1+1,") and lines[3].startswith(",4,061234,")
    assert lines[4] == ",5,,Excluded."


def test_rejected_rows_of_a_file_that_is_gone() -> None:
    with pytest.raises(Problem, match="Choose it again"):
        apart.rejected([Upload("a.csv", GOOD)], RULE, "b.csv")
