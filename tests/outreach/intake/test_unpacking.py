"""What is handed over becomes files to read; what is dangerous in it stays packed."""

import gzip
import io
import os
import struct
import tracemalloc
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake import Source, Unreadable, Upload, sources, zips
from outreach.intake.unpacking import expand
from tests.outreach.intake.files import Counted, upload, workbook

LIST = b"0612345678\n"
CHAT = b"3-2-2021 14:05 - +31 6 12345678: wit\n"
PICTURE = b"\xff\xd8\xff\xe0 a picture"
CARD = b"BEGIN:VCARD\nTEL:0699999999\nEND:VCARD\n"


def packed(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return file.getvalue()


def found(*uploads: Upload) -> dict[str, str]:
    """Name -> what is in it, or what is wrong with it."""
    return {one.name: _content(one) for one in sources(uploads)}


def _content(one: Source | Unreadable) -> str:
    if isinstance(one, Unreadable):
        return str(one.problem)
    with one.open() as stream:
        return stream.read().decode("utf-8", "replace")


def test_a_file_is_itself() -> None:
    (one,) = expand(upload(LIST, "lijst.txt"))
    assert isinstance(one, Source)
    assert (one.name, one.size, one.journal) == ("lijst.txt", len(LIST), None)


def test_a_file_on_disk_keeps_its_place(tmp_path: Path) -> None:
    place = tmp_path / "lijst.txt"
    place.write_bytes(LIST)
    (one,) = expand(Upload("lijst.txt", path=place))
    assert isinstance(one, Source)
    assert (one.path, one.size) == (place, len(LIST))


def test_every_file_of_a_zip_is_one() -> None:
    zipped = packed({"a.txt": LIST, "map/": b"", "map/b.csv": b"x", "map\\c.csv": b"y"})
    assert found(upload(zipped, "alles.zip")) == {
        "alles.zip/a.txt": LIST.decode(),
        "alles.zip/map/b.csv": "x",
        "alles.zip/map/c.csv": "y",
    }


@pytest.mark.parametrize("on_disk", [True, False], ids=["on disk", "in memory"])
def test_streams_are_fresh_seekable_and_outlive_one_another(on_disk: bool, tmp_path: Path) -> None:
    zipped = packed({"a.txt": b"abcdef" * 100_000, "b.txt": LIST})
    place = tmp_path / "x.zip"
    place.write_bytes(zipped)
    one, other = list(expand(Upload("x", b"" if on_disk else zipped, place if on_disk else None)))
    assert isinstance(one, Source)
    assert isinstance(other, Source)
    assert one.size == 600_000
    with one.open() as first, one.open() as second, other.open() as third:
        first.seek(500_001)
        assert first.read(3) == (b"abcdef" * 100_000)[500_001:500_004]
        assert first.seek(0) == 0
        assert first.read(3) == b"abc"
        assert second.read(3)
        assert third.read() == LIST
    assert one.head(3) == b"abc"


def test_nothing_stays_open(tmp_path: Path) -> None:
    place = tmp_path / "x.zip"
    place.write_bytes(packed({"a.txt": LIST, "b.txt": LIST}))
    other = tmp_path / "y.gz"
    other.write_bytes(gzip.compress(LIST))
    before = len(os.listdir("/proc/self/fd"))
    for one in sources([Upload("x", path=place), Upload("y", path=other)]):
        _content(one)
    del one
    assert len(os.listdir("/proc/self/fd")) == before


def test_what_a_mac_or_windows_adds_is_passed_over() -> None:
    litter = {"__MACOSX/._a.txt": b"?", ".DS_Store": b"?", "map/.DS_Store": b"?", "Thumbs.db": b"?"}
    assert list(found(upload(packed({"a.txt": LIST, **litter}), "z"))) == ["z/a.txt"]


def test_pictures_beside_a_chat_are_passed_over_and_cards_in_it_are_not_used() -> None:
    zipped = packed({"foto.jpg": PICTURE, "Jan.vcf": CARD, "_chat.txt": CHAT, "PTT.opus": b"OggS"})
    seen = found(upload(zipped, "z"))
    assert list(seen) == ["z/Jan.vcf", "z/_chat.txt"]
    assert "sent in this chat" in seen["z/Jan.vcf"]


def test_cards_without_a_chat_are_contacts() -> None:
    assert found(upload(packed({"a.vcf": CARD, "b.txt": LIST}), "z"))["z/a.vcf"] == CARD.decode()


def test_a_text_named_as_a_picture_is_read() -> None:
    assert found(upload(packed({"a.jpg": LIST}), "z")) == {"z/a.jpg": LIST.decode()}


def test_a_zip_in_a_zip_is_opened_and_one_in_that_is_not() -> None:
    innermost = packed({"c.txt": LIST})
    inner = packed({"b.txt": LIST, "c.zip": innermost})
    seen = found(upload(packed({"a.txt": LIST, "b.zip": inner}), "z"))
    assert list(seen) == ["z/a.txt", "z/b.zip/b.txt", "z/b.zip/c.zip"]
    assert seen["z/b.zip/c.zip"].startswith("PK")


ODS = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}
ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}
WHOLES = [
    (workbook({"Blad1": [["nummer"]]}), "xlsx"),
    (packed({"xl/workbook.bin": b"x"}), "xlsb"),
    (packed(ODS, zipfile.ZIP_STORED), "ods"),
    (packed(ODT, zipfile.ZIP_STORED), "odt"),
    (packed({"word/document.xml": b"<x/>"}), "docx"),
    (packed({"report.xml": b"<report/>", "files/sms.db": b"x"}), "ufdr"),
]


@pytest.mark.parametrize(("content", "why"), WHOLES, ids=[row[1] for row in WHOLES])
def test_a_document_that_is_a_zip_stays_whole(content: bytes, why: str) -> None:
    assert list(found(upload(content, "x"))) == ["x"], why
    assert list(found(upload(packed({"in": content, "a": LIST}), "z"))) == ["z/in", "z/a"], why


def test_a_report_beside_other_files_is_one_of_them_without_its_own_files() -> None:
    members = {"r/report.xml": b"<report/>", "r/files/sms.db": b"x", "lijst.txt": LIST}
    assert list(found(upload(packed(members), "z"))) == ["z/r/report.xml", "z/lijst.txt"]
    beside = packed({"report.xml": b"<report/>", "lijst.txt": LIST})
    assert list(found(upload(beside, "z"))) == ["z/report.xml", "z/lijst.txt"]
    assert list(found(upload(beside, "z.ufdr"))) == ["z.ufdr"]


BASE = b"SQLite format 3\0"


def journals(*uploads: Upload) -> dict[str, bytes | None]:
    pairs = {}
    for one in sources(uploads):
        assert isinstance(one, Source)
        if one.journal:
            with one.journal() as stream:
                pairs[one.name] = stream.read()
        else:
            pairs[one.name] = None
    return pairs


def test_a_database_finds_its_log_in_the_same_zip() -> None:
    members = {"d/sms.db-wal": b"log", "d/sms.db": BASE, "d/sms.db-shm": b"?", "e/sms.db": BASE}
    zipped = packed({**members, "d/sms.db-journal": b""})
    assert journals(upload(zipped, "z")) == {"z/d/sms.db": b"log", "z/e/sms.db": None}


def test_a_database_finds_its_log_among_the_uploads() -> None:
    pair = upload(BASE, "sms.db"), upload(b"log", "sms.db-wal")
    assert journals(*pair) == {"sms.db": b"log"}
    assert journals(*reversed(pair)) == {"sms.db": b"log"}


def test_a_log_alone_asks_for_its_database() -> None:
    assert "together" in found(upload(b"log", "sms.db-wal"))["sms.db-wal"]
    seen = found(upload(packed({"sms.db-wal": b"log", "a.txt": LIST}), "z"))
    assert "together" in seen["z/sms.db-wal"]
    assert seen["z/a.txt"] == LIST.decode()


def test_a_compressed_file_is_read_through() -> None:
    (one,) = expand(upload(gzip.compress(LIST) + gzip.compress(LIST), "lijst.csv.gz"))
    assert isinstance(one, Source)
    assert (one.name, one.size, _content(one)) == ("lijst.csv", 22, 2 * LIST.decode())


OUTSIDE = ["../a", "map/../../a", "/etc/passwd", "C:\\a", "c:/a", "..\\a", "\\\\server\\a"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_name_that_leaves_the_folder_is_not_read_and_the_others_are(name: str) -> None:
    seen = list(expand(upload(packed({name: LIST, "b.txt": LIST}), "z")))
    assert isinstance(seen[0], Unreadable)
    assert "outside" in str(seen[0].problem)
    assert [one.name for one in seen[1:]] == ["z/b.txt"]


def test_an_endless_name_is_shortened() -> None:
    (one,) = expand(upload(packed({"../\x1b[31m" + "x" * 5000: LIST}), "z"))
    assert isinstance(one, Unreadable)
    assert len(str(one.problem)) < 200
    assert len(one.name) < 250
    assert "\x1b" not in str(one.problem) + one.name


def _bomb(size: int = 500) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("bomb.csv", "w", force_zip64=True) as part:
            for _ in range(size):
                part.write(b"\0" * 1024 * 1024)
        archive.writestr("b.txt", LIST)
    return file.getvalue()


def _patched(content: bytes, place: int, value: bytes) -> bytes:
    # In the directory's first entry.
    start = content.index(b"PK\x01\x02") + place
    return content[:start] + value + content[start + len(value) :]


TWO = packed({"a.txt": LIST * 100, "b.txt": LIST})
PARTLY = [
    (_bomb(), "unpacks", "500 MB in half a megabyte"),
    (_patched(TWO, 8, b"\1\0"), "password", "encrypted"),
    (_patched(TWO, 10, struct.pack("<H", 9)), "packed in a way", "Deflate64"),
    (_patched(TWO, 24, struct.pack("<I", 3)), "damaged", "a size that is too small"),
    (_patched(TWO, 24, struct.pack("<I", 0xFFFFFFF0)), "unpacks", "a size that is too large"),
    (_patched(TWO, 42, struct.pack("<I", 0xFFFFF0)), "damaged", "it begins behind the end"),
    (_patched(TWO, 16, b"\1\2\3\4"), "damaged", "a wrong checksum"),
]


@pytest.mark.parametrize(("content", "word", "why"), PARTLY, ids=[row[2] for row in PARTLY])
def test_one_bad_member_spoils_no_other(content: bytes, word: str, why: str) -> None:
    seen = {one.name: one for one in sources([upload(content, "z")])}
    bad = [str(one.problem) for one in seen.values() if isinstance(one, Unreadable)]
    if not bad:  # it shows when it is read to its end
        with pytest.raises(zipfile.BadZipFile):
            _content(seen["z/a.txt"])
    else:
        assert len(bad) == 1
        assert word in bad[0], why
    assert _content(seen["z/b.txt"]) == LIST.decode()


def _crowd(amount: int) -> bytes:
    return packed({f"{place}.txt": b"" for place in range(amount)}, zipfile.ZIP_STORED)


def _claiming(size: int) -> bytes:
    end = TWO.rindex(b"PK\x05\x06") + 12
    return TWO[:end] + struct.pack("<I", size) + TWO[end + 4 :]


@dataclass(frozen=True)
class Counting(Upload):
    """An upload that counts the bytes that are read of it."""

    taken: list[int] = field(default_factory=list)

    def open(self) -> BinaryIO:
        return Counted(self.content, self.taken)


WHOLLY = [
    (TWO[:-30], "damaged", "cut off"),
    (TWO[:200], "damaged", "cut off early"),
    (b"PK\x03\x04" + bytes(1000), "damaged", "nothing but a beginning"),
    (_claiming(0x7FFFFFFF), "too many", "an endless directory"),
    (_crowd(10_001), "too many", "too many files"),
    (packed({}), "empty", "an empty zip"),
    (packed({"map/": b"", ".DS_Store": b"x"}), "empty", "only folders"),
    (packed({"a.jpg": PICTURE, "b.mp4": b"\0\0\0\x20ftypisom"}), "only pictures", "only pictures"),
    (gzip.compress(LIST)[:-3], "damaged", "a gzip, cut off"),
    (b"\x1f\x8bPK" + bytes(100), "damaged", "hardly a gzip"),
    (gzip.compress(bytes(300_000_000), 1), "unpacks", "a gzip bomb"),
]


@pytest.mark.parametrize(("content", "word", "why"), WHOLLY, ids=[row[2] for row in WHOLLY])
def test_a_bad_zip_gets_a_sentence_after_little_reading(
    content: bytes, word: str, why: str
) -> None:
    handed = Counting("z", content)
    (one,) = expand(handed)
    assert isinstance(one, Unreadable)
    assert word in str(one.problem), why
    assert sum(handed.taken) <= 10 * len(content) + 1000, "it is read through a few times at most"


def test_all_files_together_may_be_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "UNPACKED", 25)
    seen = found(upload(packed({"a.txt": LIST, "b.txt": LIST, "c.txt": LIST}), "z"))
    assert [content == LIST.decode() for content in seen.values()] == [True, True, False]
    assert "unpacks" in seen["z/c.txt"]


def test_a_file_that_is_gone_gets_a_sentence_and_the_next_is_read(tmp_path: Path) -> None:
    seen = found(Upload("weg.txt", path=tmp_path / "weg.txt"), upload(LIST, "a.txt"))
    assert "can't be opened" in seen["weg.txt"]
    assert seen["a.txt"] == LIST.decode()


def test_a_bomb_takes_no_memory() -> None:
    bomb = _bomb(100)
    tracemalloc.start()
    try:
        list(expand(upload(bomb, "z")))
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@given(st.binary(max_size=300), st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08"]))
def test_any_bytes_give_files_or_sentences(tail: bytes, start: bytes) -> None:
    for one in expand(upload(start + tail)):
        assert isinstance(one, Source) or str(one.problem)


@given(st.data())
def test_a_zip_with_any_byte_changed_gives_files_or_sentences(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(TWO) - 1))
    changed = TWO[:place] + bytes([data.draw(st.integers(0, 255))]) + TWO[place + 1 :]
    for one in expand(upload(changed, "z")):
        assert isinstance(one, Source) or str(one.problem)


def test_a_report_with_tens_of_thousands_of_pictures_beside_it_is_opened() -> None:
    members = {f"files/Image/{n}.jpg": b"" for n in range(30_000)} | {"report.xml": b"<project/>"}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    found = list(sources([upload(file.getvalue(), "phone.ufdr")]))
    assert [one.name for one in found] == ["phone.ufdr"]
    assert isinstance(found[0], Source)
