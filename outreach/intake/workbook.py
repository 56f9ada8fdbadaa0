"""Workbooks (xlsx): Cellebrite's reports, and any sheet with a header that names its columns."""

import io
import zipfile
import zlib
from dataclasses import replace

from python_calamine import CalamineError, CalamineWorkbook

from outreach.intake import columns, owner, table
from outreach.intake.columns import Cell
from outreach.intake.sighting import ReadExport
from problem import Problem

UNPACKED = 400 * 1024 * 1024  # bytes in all; a zip bomb unpacks to far more
PARTS = 2000
CELLEBRITE = frozenset({"sms messages", "chats", "device information"})


def read(content: bytes) -> ReadExport:
    """Sightings of every sheet with messages; raises Problem."""
    _refuse_what_is_unsafe(content)
    sheets = _sheets(content)
    about = [rows for title, rows in sheets if owner.is_about_device(title)]
    owners = frozenset[str]().union(*(owner.on_sheet(rows) for rows in about))
    tables = [
        table.Table(found, rows)
        for title, rows in sheets
        if not owner.is_about_device(title) and (found := columns.find(rows))
    ]
    if not tables:
        raise Problem(
            "No sheet has a column with numbers. Name the columns in the first row: number, "
            "direction, text."
        )
    taken = table.read(tables)
    return replace(taken, format=_format(sheets), owners=taken.owners | owners)


def _refuse_what_is_unsafe(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _weigh(archive)
            damaged = archive.testzip()  # reads every part: a size that lies shows here
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        damaged = "all"
    except RuntimeError:  # what zipfile raises for a part that needs a password
        raise Problem("This workbook is locked. Save it without a password.") from None
    if damaged:
        raise Problem("The workbook is damaged or cut off. Export it again.")


def _weigh(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise Problem("The workbook unpacks to more than can be read. Export only the messages.")
    if "xl/workbook.xml" not in archive.namelist():
        raise Problem("This is a zip file, not a workbook. Unpack it and upload what is in it.")


def _sheets(content: bytes) -> list[tuple[str, list[list[Cell]]]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in book.sheet_names
        ]
    except (KeyboardInterrupt, SystemExit):
        raise
    except (CalamineError, BaseException):  # a panic in its Rust is no Exception
        raise Problem("The workbook could not be read. Save it as .xlsx anew.") from None


def _format(sheets: list[tuple[str, list[list[Cell]]]]) -> str:
    names = {columns.fold(title) for title, _ in sheets}
    return "Cellebrite xlsx" if len(names & CELLEBRITE) > 1 else "xlsx"
