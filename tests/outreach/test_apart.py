"""Files are read in a process that has little memory, no secrets, and may die without harm."""

import io
import json
import os
import zipfile
from pathlib import Path

import pytest

from outreach import apart
from outreach.apart import process, wire
from outreach.apart.process import child
from outreach.buyers import OUTGOING
from outreach.intake import Unreadable, Upload
from outreach.rows import Rows
from outreach.rule import Rule
from outreach.tally import OF_A_PERSON, Found, Tally
from problem import Problem
from tests.outreach.intake.files import workbook

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


def read(*uploads: Upload) -> list[Tally | Unreadable]:
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
    assert isinstance(bomb, Unreadable) and str(bomb.problem).endswith(".")


@pytest.mark.parametrize(
    ("size", "megabytes", "why"),
    [
        (0, 480, "a small file that asks for more is a bad one"),
        (1024, 480, "so is a bomb of a kilobyte"),
        (11 * 1024**2, 920, "a list of a million numbers"),
        (1024**3, 3072, "there is an end to it"),
    ],
)
def test_memory_goes_with_the_size_within_limits(size: int, megabytes: int, why: str) -> None:
    assert process.limits(size).memory // 1024**2 == megabytes, why


def test_the_rest_of_a_zip_is_read_after_a_member_that_kills_its_reader() -> None:
    archive = packed({"1.csv": GOOD, "2.xlsx": sparse(), "3.csv": GOOD + b"\n"})
    first, bomb, last = read(Upload("all.zip", archive))
    assert [one.name for one in (first, bomb, last)] == [
        "all.zip/1.csv", "all.zip/2.xlsx", "all.zip/3.csv"
    ]  # fmt: skip
    assert isinstance(first, Tally) and isinstance(bomb, Unreadable) and isinstance(last, Tally)
    assert first.archive_sha256 == Upload("all.zip", archive).sha256() != first.sha256


def test_a_file_on_disk_is_read_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(GOOD)
    (tally,) = read(Upload("a.csv", path=tmp_path / "a.csv"))
    assert isinstance(tally, Tally) and len(tally.found) == 1


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    (found,) = read(Upload("a.csv", path=tmp_path / "a.csv"))
    assert isinstance(found, Unreadable) and "opened" in str(found.problem)


@pytest.mark.parametrize("place", ["pipe", "/dev/zero"])
def test_what_has_no_end_is_not_opened(place: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    files = [Upload("endless", path=tmp_path / place), Upload("a.csv", GOOD)]
    endless, tally = read(*files)
    assert isinstance(endless, Unreadable) and "opened" in str(endless.problem)
    assert isinstance(tally, Tally)


def test_a_zip_that_kills_its_reader_again_and_again_is_given_up_aloud() -> None:
    killers = {f"{place}.xlsx": sparse("'") for place in range(5)}
    found = read(Upload("all.zip", packed({"0.csv": GOOD, **killers, "9.csv": GOOD})))
    assert isinstance(found[0], Tally) and len(found) == 2 + apart.DEATHS
    last = found[-1]
    assert isinstance(last, Unreadable) and last.name == "all.zip"
    assert "no further" in str(last.problem)


TOGETHER = [
    (["a.db", "a.db-wal", "b.db-wal", "c.txt"], [[0, 1], [2], [3]], "one alone"),
    (["a.db-wal", "a.db"], [[1, 0]], "in another order"),
    (["a.db", "a.db-shm", "a.db-journal"], [[0]], "what SQLite keeps beside it"),
    (["a.db", "a.db-wal", "a.db", "a.db-wal"], [[0, 1], [2, 3]], "two phones, one name"),
    (["a.db-wal", "a.db", "a.db-wal", "a.db"], [[1, 0], [3, 2]], "so too in another order"),
    (["a.db", "a.db", "a.db-wal", "a.db-wal"], [[0, 2], [1, 3]], "first all databases"),
    (["a.db", "a.db", "a.db-wal"], [[0, 2], [1]], "never one for both"),
    (["a.db", "a.db-wal", "a.db-wal"], [[0, 1], [2]], "one too many is said"),
    (["a.db (2)", "a.db", "a.db-wal", "a.db (2)-wal"], [[0, 3], [1, 2]], "told apart by a number"),
]


@pytest.mark.parametrize(("names", "together", "why"), TOGETHER, ids=[row[2] for row in TOGETHER])
def test_a_database_and_its_journal_are_read_together(
    names: list[str], together: list[list[int]], why: str
) -> None:
    uploads = [Upload(name, str(place).encode()) for place, name in enumerate(names)]
    grouped = [[int(one.content) for one in some] for some in apart.groups(uploads)]
    assert grouped == together, why


def test_many_numbers_come_back_in_their_order_with_their_rows() -> None:
    amount = 2 * wire.SLICE + 1  # more than go in one line
    numbers = [f"06{10_000_000 + 7 * place}" for place in range(amount)]
    (tally,) = read(Upload("a.txt", "\n".join(numbers).encode()))
    assert isinstance(tally, Tally)
    assert list(tally.found) == [f"+31{number[1:]}" for number in numbers]
    assert [str(one.rows) for one in tally.found.values()] == [
        str(row) for row in range(1, amount + 1)
    ]


def test_no_line_between_the_processes_is_long() -> None:
    numbers = "\n".join(f"06{10_000_000 + place}" for place in range(3 * wire.SLICE))
    job = wire.Job("choose", RULE, "NL")
    with child([Upload("a.txt", numbers.encode())], job, 0) as lines:
        longest = max(len(json.dumps(content)) for _, content in lines)
    assert longest < 100 * wire.SLICE


def test_what_a_chosen_number_is_survives_the_way_between_processes() -> None:
    rows = Rows(OF_A_PERSON)
    for row in (2, 3, 9):
        rows.add("SMS", row)
    rows.add("Chats", 4)
    plain = json.loads(json.dumps([wire.found_to("+31612345678", Found("mobile", True, rows))]))
    ((number, found),) = wire.found_from(plain)
    assert (number, found.kind, found.listed) == ("+31612345678", "mobile", True)
    assert (found.rows.amount, str(found.rows)) == (4, "SMS 2-3, 9; Chats 4")
    found.rows.add("Chats", 5)
    assert str(found.rows) == "SMS 2-3, 9; Chats 4-5"


def test_the_region_reaches_whoever_owns_the_phone() -> None:
    # Two parties and no direction: who is in the phone's own sheet sent the outgoing ones.
    texts: list[list[object]] = [
        ["from", "to", "text"],
        ["+32470123456", "0470765432", "wit"],
        ["0470765432", "0470123456", "wit"],
    ]
    book = workbook({"Device": [["MSISDN", "0470123456"]], "SMS": texts})
    (tally,) = apart.read([Upload("a.xlsx", book)], RULE, "BE")
    assert isinstance(tally, Tally)
    assert tally.owners == ("+32470123456",) and list(tally.found) == ["+32470765432"]
    outgoing = [one for one in tally.rejected if one.reason == OUTGOING]
    assert [one.amount for one in outgoing] == [1], "however the owner's number is spelled"


def test_rejected_rows_are_a_table_that_a_spreadsheet_can_not_run() -> None:
    rows = (
        b"nummer;richting;tekst\n0612345678;in;hoi\n=1+1;in;wit\n061234;in;wit\n0687654321;in;wit"
    )
    taken = apart.rejected(
        [Upload("a.csv", rows)], RULE, "a.csv", outside=[("+31687654321".__eq__, "Excluded.")]
    )
    lines = taken.lstrip("\ufeff").replace(";", ",").split("\r\n")
    assert lines[0] == "sheet,row,number,reason"
    assert lines[1].startswith(",2,,")  # the mother's number is nobody's business
    assert lines[2].startswith(",3,'=1+1,") and lines[3].startswith(",4,061234,")
    assert lines[4] == ",5,,Excluded."


def test_rejected_rows_are_told_in_the_reader_s_language() -> None:
    content = GOOD + b"061234;in;wit\n" * 3
    asked: list[str] = []

    def translate(text: str) -> str:
        asked.append(text)
        return text.upper()

    taken = apart.rejected([Upload("a.csv", content)], RULE, "a.csv", translate=translate)
    header, first, *_ = taken.split("\r\n")
    assert header == "\ufeffSHEET;ROW;NUMBER;REASON"
    assert first.startswith(";3;;") and first.split(";", 3)[3].isupper()
    assert len(asked) == len(set(asked)), "each sentence once, not one a row"


def test_as_many_rows_as_there_are_come_back() -> None:
    amount = 2 * wire.SLICE + 1
    content = b"nummer;richting;tekst\n" + b"0612345678;in;hoi\n" * amount
    taken = apart.rejected([Upload("a.csv", content)], RULE, "a.csv")
    assert [line.split(";")[1] for line in taken.split("\r\n")[1:-1]] == [
        str(row) for row in range(2, amount + 2)
    ]


def test_rejected_rows_beside_a_file_that_can_not_be_opened(tmp_path: Path) -> None:
    files = [Upload("gone.csv", path=tmp_path / "gone.csv"), Upload("a.csv", GOOD)]
    assert ";3;;" in apart.rejected(files, RULE, "a.csv")
    with pytest.raises(Problem, match="opened"):
        apart.rejected(files, RULE, "gone.csv")


def test_rejected_rows_of_a_member_of_a_zip() -> None:
    archive = Upload("all.zip", packed({"a.csv": GOOD, "b.csv": b"%PDF-1.7"}))
    assert ";3;;" in apart.rejected([archive], RULE, "all.zip/a.csv")
    with pytest.raises(Problem, match="PDF"):
        apart.rejected([archive], RULE, "all.zip/b.csv")


def test_rejected_rows_of_a_file_that_is_gone() -> None:
    with pytest.raises(Problem, match="Choose it again"):
        apart.rejected([Upload("a.csv", GOOD)], RULE, "b.csv")
