"""Zips, opened with care: what one is, and what in it must not be read.

Nothing is unpacked to disk. Sizes are compared before anything is unpacked, because some zips
unpack to a million times their size: https://www.bamsoftware.com/hacks/zipbomb/
"""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from typing import BinaryIO, Literal

from outreach.intake.source import Source
from problem import N_, Problem

Kind = Literal["workbook", "report", "document", "folder"]

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
UNPACKED = 4 * 1024**3  # bytes in all
RATIO = 200  # text packs 5 to 50 times, a bomb 1000
SMALL = 10 * 1024**2  # bytes; less is never a bomb
MEMBERS = 10_000  # to be read, and
ENTRIES = 200_000  # in all: a Cellebrite report has tens of thousands of pictures beside it
DIRECTORY = 40 * 1024**2  # bytes; its entries take far more in memory
TOO_MANY = N_("The zip holds too many files. Upload only those with messages.")
TAIL = 64 * 1024 + 100  # bytes in which a zip's end stands, its comment included
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
CORRUPT = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError)
DAMAGE = (*CORRUPT, OSError, ValueError, NotImplementedError)  # what opening one may raise
SHOWN = 60  # characters of a name in a sentence
LONGEST = 200  # characters of a name

DAMAGED = N_("The zip or workbook is damaged or cut off. Export it again.")
PASSWORD = N_("The zip needs a password. Unpack it and upload what is in it.")
TOO_LARGE = N_("It unpacks to more than can be read. Export only the messages.")


def is_zip(head: bytes) -> bool:
    """Whether a file that begins so is a zip: a folder of files, a workbook, a report."""
    return head.startswith(ZIP)


def open_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """Its directory; raises Problem when it is damaged or holds more than can be read.

    It takes `stream` over and closes it once nobody holds the archive or an open member.
    """
    try:
        if _directory_size(stream) <= DIRECTORY:
            archive = _Archive(stream)
            if len(archive.infolist()) <= ENTRIES:
                return archive
    except DAMAGE:
        stream.close()
        raise Problem(DAMAGED) from None
    stream.close()
    raise Problem(TOO_MANY)


class _Archive(zipfile.ZipFile):
    """Closes its stream, which ZipFile leaves open; by itself when it goes, as ZipFile does."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        super().__init__(stream)

    def close(self) -> None:
        super().close()
        self.stream.close()


def kind_of(source: Source) -> Kind:
    """What a zip is: a workbook (xlsx, xlsb, ods), a Cellebrite report (ufdr), a text document, or
    a folder of files. Raises Problem."""
    with open_zip(source.open()) as archive:
        return kind(archive, source.name)


def kind(archive: zipfile.ZipFile, name: str) -> Kind:
    """As `kind_of`; `name` is the zip's own."""
    names = {path(info) for info in archive.infolist()}
    if any(one.startswith("xl/workbook.") for one in names):
        return "workbook"
    if names & {"word/document.xml", "ppt/presentation.xml"}:
        return "document"
    if {"mimetype", "content.xml"} <= names:
        with archive.open("mimetype") as stream:
            return "workbook" if b"spreadsheet" in stream.read(100) else "document"
    beside = names - {"report.xml"}
    if "report.xml" in names and beside and (_is_ufdr(name) or all("/" in one for one in beside)):
        return "report"
    return "folder"


def path(info: zipfile.ZipInfo) -> str:
    """A member's path with "/" between folders; some programs write Windows' own sign."""
    return info.filename.replace("\\", "/")


def refuse(info: zipfile.ZipInfo) -> None:
    """Raise Problem when a member must not be read, or can't be."""
    name = path(info)
    if name.startswith("/") or re.match("[A-Za-z]:", name) or ".." in name.split("/"):
        raise Problem(
            "The zip holds a name that points outside of it ({name}); that file was not read.",
            name=shown(name, SHOWN),
        )
    if info.flag_bits & 1:
        raise Problem(PASSWORD)
    if info.compress_type not in METHODS:
        raise Problem(
            "This file is packed in a way that can't be read here. Unpack the zip and upload what "
            "is in it."
        )
    if _is_bomb(info):
        raise Problem(TOO_LARGE)


def refuse_together(infos: Iterable[zipfile.ZipInfo], packed: int) -> None:
    """Raise Problem when members that are small, each by itself, are a bomb together.

    They may all lie in the same place. `packed`: bytes of the zip.
    """
    sizes = sum(info.file_size for info in infos if not _is_bomb(info))
    if sizes > max(SMALL, RATIO * packed):
        raise Problem(TOO_LARGE)


def shown(name: str, longest: int = LONGEST) -> str:
    """A name from inside a file, fit to be shown; of a long one its end."""
    plain = "".join(sign if sign.isprintable() else "�" for sign in name)
    return plain if len(plain) <= longest else "…" + plain[-longest:]


def _is_bomb(info: zipfile.ZipInfo) -> bool:
    return info.file_size > max(SMALL, RATIO * info.compress_size)


def _is_ufdr(name: str) -> bool:
    return name.lower().endswith(".ufdr")


def _directory_size(stream: BinaryIO) -> int:
    # Looked up beforehand, since zipfile reads all of it (APPNOTE.TXT, 4.3.16 and 4.3.14).
    stream.seek(max(0, stream.seek(0, 2) - TAIL))
    tail = stream.read()
    end, long_end = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    size = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    if size == 0xFFFFFFFF and long_end >= 0:
        return int.from_bytes(tail[long_end + 40 : long_end + 48], "little")
    return size
