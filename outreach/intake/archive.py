"""Whether a packed workbook can be opened without harm: looked at before anything reads it."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from problem import Problem

UNPACKED = 1024 * 1024 * 1024  # bytes in all
PARTS = 2000
BIG = 50 * 1024 * 1024  # bytes; a part beyond it that packs a hundredfold is no sheet of texts
RATIO = 100
BLOCK = 1024 * 1024
# A sheet is held whole, with its empty cells at 32 bytes each: one text in XFD1048576 would make
# 17 billion of them.
CELLS = 20_000_000
SPARSE = 5_000_000  # cells; from here on, what isn't written out is too much
WRITTEN = 4  # bytes for each cell at least; a filled one takes 20
USUAL = 10  # columns; taken for granted at first, for looking each of them up takes seconds
FAR = re.compile(rb'\br="([A-Z]{2,3})\d')
LAST = re.compile(rb'\br="[A-Z]{0,3}(\d{1,7})"')
FILLED = re.compile(
    rb'<(?:\w{1,9}:)?c\b[^<>]{0,99}?\br="([A-Z]{1,3})(\d{1,7})"(?:[^<>]{0,99}[^<>/])?>\s{0,9}<[^/]'
)
LONGEST = 300  # bytes that FILLED may take
SHEET = "xl/worksheets/"
KINDS = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb", "content.xml": "ods"}


def kind(stream: BinaryIO) -> str:
    """Which kind of workbook a zip is: "xlsx", "xlsb" or "ods".

    Raises Problem when a zip is no workbook, locked, damaged, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(stream) as packed:
            found = _weighed(packed)
            for part in packed.infolist():
                _walk(packed, part)
            return found
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise Problem("The workbook is damaged or cut off. Export it again.") from None
    except RuntimeError:  # what zipfile raises for a part that needs a password
        raise Problem("This workbook is locked. Save it without a password.") from None


def _weighed(packed: zipfile.ZipFile) -> str:
    parts = packed.infolist()
    too_much = len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED
    if too_much or any(_is_bomb(part) for part in parts):
        raise Problem("The workbook unpacks to more than can be read. Export only the messages.")
    found = [kind for name, kind in KINDS.items() if name in packed.namelist()]
    if not found:
        raise Problem("This is a zip file, not a workbook. Unpack it and upload what is in it.")
    return found[0]


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > BIG and part.file_size > RATIO * part.compress_size


def _walk(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    # Reads every byte: a wrong checksum, or a size that lies, shows here.
    is_sheet = part.filename.startswith(SHEET) and part.filename.endswith(".xml")
    width, height = USUAL, 1
    for block in _blocks(packed, part):
        if is_sheet:
            width = max(width, *map(_column, set(FAR.findall(block))), 1)
            height = max(height, *map(int, LAST.findall(block[-4096:])), 1)
    if _is_sparse(width, height, part) and _is_sparse(*_area(packed, part), part):
        raise Problem(
            "A sheet of the workbook is far larger than what stands in it. Copy the messages to a "
            "new sheet and save that."
        )


def _is_sparse(width: int, height: int, part: zipfile.ZipInfo) -> bool:
    cells = width * height
    return cells > CELLS or (cells > SPARSE and part.file_size < WRITTEN * cells)


def _area(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[int, int]:
    # Cells with a border or a colour and nothing in them take no room; many sheets end in those.
    width, height, tail = 1, 1, b""
    for block in _blocks(packed, part):
        for column, row in FILLED.findall(tail + block):
            width, height = max(width, _column(column)), max(height, int(row))
        tail = block[-LONGEST:]
    return width, height


def _blocks(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with packed.open(part) as unpacked:
        while block := unpacked.read(BLOCK):
            yield block


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place
