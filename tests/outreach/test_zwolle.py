"""The example's five phones hold exactly 750 buyers, and its generator writes them anew alike."""

import subprocess
import sys
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from outreach import campaign, exports, intake, numbers
from outreach.exports import Provenance
from outreach.intake import Upload

FOLDER = Path(__file__).parent.parent.parent / "examples" / "zwolle"
RIGHT = FOLDER.joinpath("recipients.txt").read_text().split()
FILES = sorted(file for file in FOLDER.iterdir() if file.name[0].isdigit())


@pytest.fixture
def imported(house, cast, noon):
    room, lead = house.outreach, cast["lead-1"]
    one = campaign.create(room, lead, "Zwolle", "Zwolle", noon, example=True)
    reports = []
    for file in FILES:
        given = Provenance(file.stem, "BVH-1", "Example", "Example", "Example", date(2026, 6, 1))
        upload = Upload(file.name, file.read_bytes())
        reports += exports.add(room, lead, one, [upload], given, noon)
    return room, lead, one, reports


def test_five_phones_give_exactly_the_750_buyers(imported) -> None:
    room, lead, one, reports = imported
    ring = room.keys.ring(f"campaign-{one}")
    with room.db.read() as session:
        rows = session.connection.execute("select number_sealed from recipients").fetchall()
    assert sorted(ring.open(row[0], "recipient") for row in rows) == RIGHT
    assert len(RIGHT) == len(set(RIGHT)) == 750
    assert all(report.problem is None for report in reports)


def test_buyers_overlap_between_the_phones(imported) -> None:
    room, lead, one, reports = imported
    spread = exports.phones_per_recipient(room, lead, one)
    assert sum(spread.values()) == 750 and set(spread) == {1, 2, 3, 4, 5}
    assert spread[1] > spread[2] > spread[3] > spread[4] > spread[5] > 0
    assert all(report.duplicates > 0 for report in reports[1:])


def test_they_come_among_everybody_else(imported) -> None:
    *_, reports = imported
    reasons = {one.reason for report in reports for one in report.rejected}
    for kind in ("fixed", "short code", "alphanumeric", "m2m", "group", "company"):
        assert numbers.REASONS[kind] in reasons, kind
    assert {report.format for report in reports} == {
        "Cellebrite xlsx", "xlsx", "csv", "SMS Backup & Restore", "vCard"
    }  # fmt: skip


def test_each_of_them_sent_a_message_about_buying() -> None:
    uploads = [Upload(file.name, file.read_bytes()) for file in FILES[:4]]
    senders = {
        numbers.read(seen.number).number
        for source in intake.sources(uploads)
        for seen in intake.read(source).sightings
        if seen.direction == "in"
    }
    assert set(RIGHT) <= senders


def test_numbers_are_mobiles_and_none_is_the_casts(cast) -> None:
    kinds = Counter(numbers.read(number).kind for number in RIGHT)
    assert kinds == {"mobile": 738, "foreign mobile": 12}
    assert not any(number.startswith("+3160000000") for number in RIGHT)
    assert not {actor.phone for actor in cast.values()} & set(RIGHT)


def test_generating_again_gives_the_same_files(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        subprocess.run([sys.executable, FOLDER / "generate.py", folder], check=True)
    for file in [*FILES, FOLDER / "recipients.txt"]:
        again = first.joinpath(file.name)
        assert again.read_bytes() == second.joinpath(file.name).read_bytes(), file.name
        assert content(again) == content(file), file.name


def content(file: Path) -> dict[str, bytes]:
    # Another zlib packs the same workbook into other bytes.
    if file.suffix != ".xlsx":
        return {"": file.read_bytes()}
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
