"""`manage.py numbers` and `number`: read without storing, and say what would be taken."""

import io
import json
import os
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from manage import cli
from tests.outreach.intake.files import workbook

CSV = (
    "nummer;richting;tekst\n"
    "0612345678;in;heb je wit\n"
    "0612345678;in;heb je nog wit\n"
    "0687654321;in;tot morgen mam\n"
    "0611111111;uit;wit is er\n"
    "061234;in;wit\n"
)
ANDROID = """create table sms (_id integer primary key, thread_id integer, address text,
date integer, type integer, body text);
insert into sms values (1, 1, '+31612345678', 1600000000000, 1, 'wit');
insert into sms values (2, 2, '+31622222222', 1600000000000, 1, 'wit');"""
LIST = "06 3333 3333\n06 1234 5678\n"
ESCAPE = "\x1b[31mred\x9b"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What an investigator hands over: good files of several kinds, and some that aren't."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text(CSV)
    (tmp_path / "b.txt").write_text(LIST)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(ANDROID)
        (tmp_path / "mmssms.db").write_bytes(connection.serialize())
    sheet: list[list[object]] = [["nummer", "richting", "bericht"], ["0644444444", "in", "wit"]]
    (tmp_path / "c.xlsx").write_bytes(workbook({"Blad1": sheet}))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("in/d.csv", "nummer;richting;tekst\n0655555555;in;wit\n")
        archive.writestr("in/e.csv", "")
    (tmp_path / "foto.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(100))
    return tmp_path


def numbers(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["numbers", *arguments])


def told(*arguments: str) -> dict[str, Any]:
    """The one JSON object that comes out."""
    found: dict[str, Any] = json.loads(numbers(*arguments, "--json").stdout)
    return found


@pytest.mark.usefixtures("folder")
def test_one_object_with_files_and_numbers() -> None:
    found = told("a.csv", "b.txt")
    assert list(found) == ["files", "numbers"]
    first, second = found["files"]
    assert list(first) == ["file", "format", "sightings", "accepted", "duplicates", "rejected"]
    assert (first["file"], first["format"]) == ("a.csv", "csv")
    assert (first["sightings"], first["accepted"], first["duplicates"]) == (5, 1, 1)
    assert sorted(first["rejected"].values()) == [1, 1, 1]
    assert (second["accepted"], second["duplicates"], second["rejected"]) == (1, 1, {})
    assert found["numbers"] == [
        {"number": "+31612345678", "kind": "mobile", "files": ["a.csv", "b.txt"]},
        {"number": "+31633333333", "kind": "mobile", "files": ["b.txt"]},
    ]


@pytest.mark.usefixtures("folder")
def test_every_sighting_is_accepted_a_duplicate_or_rejected() -> None:
    found = told("a.csv", "mmssms.db", "c.xlsx", "all.zip", "b.txt")
    for one in found["files"]:
        parts = one["accepted"] + one["duplicates"] + sum(one["rejected"].values())
        assert one["sightings"] == parts, one["file"]
    assert sum(one["accepted"] for one in found["files"]) == len(found["numbers"])
    assert [one["file"] for one in found["files"]] == [
        "a.csv", "mmssms.db", "c.xlsx", "all.zip/in/d.csv", "b.txt"
    ]  # fmt: skip
    assert {one["number"][-8:] for one in found["numbers"]} == {
        "12345678", "22222222", "44444444", "55555555", "33333333"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("select", "chosen"),
    [
        ([], {"+31612345678"}),
        (["--select", "buyers"], {"+31612345678"}),
        (["--select", "incoming"], {"+31612345678", "+31687654321"}),
        (["--select", "all"], {"+31612345678", "+31687654321", "+31611111111"}),
    ],
)
@pytest.mark.usefixtures("folder")
def test_whose_numbers_is_a_choice_and_buyers_come_by_themselves(
    select: list[str], chosen: set[str]
) -> None:
    assert {one["number"] for one in told("a.csv", *select)["numbers"]} == chosen


@pytest.mark.usefixtures("folder")
def test_all_is_well_when_all_is_read() -> None:
    found = numbers("a.csv", "c.xlsx")
    assert (found.exit_code, found.stderr) == (0, "")


@pytest.mark.usefixtures("folder")
def test_a_sentence_for_each_file_that_can_not_be_read_and_the_others_are() -> None:
    found = numbers("foto.jpg", "a.csv", "gone.csv", "all.zip", "--json")
    assert found.exit_code == 1
    assert [one["file"] for one in json.loads(found.stdout)["files"]] == [
        "a.csv", "all.zip/in/d.csv"
    ]  # fmt: skip
    said = found.stderr.splitlines()
    assert [line.partition(": ")[0] for line in said] == [
        "foto.jpg",
        "gone.csv",
        "all.zip/in/e.csv",
    ]
    assert "picture" in said[0] and "opened" in said[1] and "empty" in said[2]
    assert all(line.endswith(".") for line in said)


@pytest.mark.usefixtures("folder")
def test_for_the_eye_there_are_counts_and_no_numbers() -> None:
    found = numbers("a.csv", "b.txt").stdout
    lines = found.splitlines()
    assert lines[0] == "a.csv (csv)"
    assert lines[1] == "  5 sightings: 1 accepted, 1 duplicates, 3 rejected"
    assert "In all: 7 sightings: 2 accepted, 2 duplicates, 3 rejected" in lines
    assert "12345678" not in found and "33333333" not in found


@pytest.mark.usefixtures("folder")
def test_without_files_or_with_another_choice_the_use_is_explained() -> None:
    for arguments in ([], ["a.csv", "--select", "everybody"], ["a.csv", "--region", "Holland"]):
        found = numbers(*arguments)
        assert found.exit_code == 2 and "Usage:" in found.stderr, arguments


@pytest.mark.parametrize("region", ["XX", "", "31", "NL "])
@pytest.mark.usefixtures("folder")
def test_a_region_that_is_none_gets_a_sentence(region: str) -> None:
    for command in (["numbers", "a.csv"], ["number"]):
        found = CliRunner().invoke(cli, [*command, "--region", region])
        assert found.exit_code == 2 and found.stdout == ""
        assert "such as NL or BE." in found.stderr


@pytest.mark.parametrize("region", ["BE", "be"])
def test_numbers_without_a_country_belong_to_the_region(folder: Path, region: str) -> None:
    (folder / "gent.txt").write_text("0470123456\n+31612345678\n")
    found = told("gent.txt", "--region", region)
    assert [one["number"] for one in found["numbers"]] == ["+32470123456", "+31612345678"]


def test_a_terminal_is_told_nothing_by_names(folder: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr(f"{ESCAPE}.csv", CSV)
    (folder / f"{ESCAPE}.zip").write_bytes(archive.getvalue())
    (folder / f"{ESCAPE}.csv").write_text("")
    for options in ([], ["--json"]):
        found = numbers(f"{ESCAPE}.zip", f"{ESCAPE}.csv", *options)
        assert found.exit_code == 1
        said = found.stdout + found.stderr
        assert "red" in said and all(sign.isprintable() or sign == "\n" for sign in said)


def test_a_name_that_is_no_text_is_one_all_the_same(folder: Path) -> None:
    name = os.fsdecode(b"\xff.csv")
    (folder / name).write_text(CSV)
    assert numbers(name).exit_code == 0
    assert told(name)["files"][0]["file"] == name


def test_each_line_is_a_number_and_gives_an_object() -> None:
    raw = b"06 1234 5678\r\n038-4211234\n\n061234\nT-Mobile\n+32 470 12 34 56\n1500"
    found = CliRunner().invoke(cli, ["number"], input=raw)
    read = [json.loads(line) for line in found.stdout.splitlines()]
    assert found.exit_code == 0 and len(read) == 7
    assert all(list(one) == ["raw", "number", "kind", "textable", "reason"] for one in read)
    assert read[0] == {
        "raw": "06 1234 5678", "number": "+31612345678", "kind": "mobile", "textable": True,
        "reason": "",
    }  # fmt: skip
    assert (read[1]["number"], read[1]["kind"], read[1]["textable"]) == (
        "+31384211234", "fixed", False
    )  # fmt: skip
    assert [one["number"] for one in read[2:]] == [None, None, None, "+32470123456", None]
    assert all(bool(one["reason"]) != one["textable"] for one in read)


def test_a_line_that_is_no_text_is_one_line_all_the_same() -> None:
    found = CliRunner().invoke(cli, ["number"], input=b"\xff\xfe06\x1b[31m\x9b\n\x00\n0612345678\n")
    assert found.exit_code == 0
    assert all(sign.isprintable() or sign == "\n" for sign in found.stdout)
    lines = found.stdout.splitlines()
    assert len(lines) == 3
    assert json.loads(lines[0])["raw"].startswith("\ufffd\ufffd06\x1b[31m")
    assert json.loads(lines[2])["number"] == "+31612345678"


def test_the_region_of_a_single_number() -> None:
    found = CliRunner().invoke(cli, ["number", "--region", "be"], input=b"0470123456\n")
    assert json.loads(found.stdout)["number"] == "+32470123456"
