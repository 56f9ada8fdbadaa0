"""Exports of seized phones, one module a format, recognised by content and never by name."""

import logging
from collections.abc import Iterator
from dataclasses import replace

from outreach.intake import (
    backup,
    cellebrite,
    database,
    decoding,
    delimited,
    foreign,
    markup,
    plain,
    vcard,
    whatsapp_text,
    workbook,
    xry_text,
    zips,
)
from outreach.intake.layout import Layout
from outreach.intake.sighting import ReadExport, Sighting
from outreach.intake.source import Source, Upload
from outreach.intake.unpacking import Unreadable, sources
from problem import Problem

__all__ = ["Layout", "ReadExport", "Sighting", "Source", "Unreadable", "Upload", "read", "sources"]
log = logging.getLogger(__name__)

OPENING = 16 * 1024  # characters by which a text is recognised
BLOCK = 1024 * 1024  # bytes
BLANK = b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"  # NULs, white space, byte order marks


def read(source: Source) -> ReadExport:
    """Begin to read one file; raises Problem with a sentence that says what to do.

    Its `sightings` raise nothing else either, so what a hostile file provokes stays in here.
    """
    try:
        export = _by_content(source)
    except Exception as error:
        raise _as_problem(error) from None
    return replace(export, sightings=_guarded(export.sightings))


def _guarded(sightings: Iterator[Sighting]) -> Iterator[Sighting]:
    try:
        yield from sightings
    except Exception as error:
        raise _as_problem(error) from None


def _as_problem(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    # The reason may quote a cell, so only its kind goes to the log.
    log.warning("an upload could not be read: %s", type(error).__name__)
    if isinstance(error, zips.CORRUPT):
        return Problem("The file is damaged or cut off. Export it again.")
    if isinstance(error, MemoryError):
        return Problem("The file needs more memory than there is. Export only the messages.")
    return Problem("The file could not be read. Export it again, as xlsx, csv or xml.")


def _by_content(source: Source) -> ReadExport:
    head = source.head()
    if not head.strip(BLANK) and _is_blank(source):
        raise Problem("The file is empty. Export it again.")
    foreign.refuse(head)
    if zips.is_zip(head):
        return _packed(source)
    if head.startswith(b"\xd0\xcf\x11\xe0"):  # Excel's old format, and its locked files
        return workbook.read(source)
    if head.startswith(b"SQLite format 3\0"):
        return database.read(source)
    foreign.refuse_encrypted(head)
    return _text(source, head)


def _is_blank(source: Source) -> bool:
    with source.open() as stream:
        return not any(block.strip(BLANK) for block in iter(lambda: stream.read(BLOCK), b""))


def _packed(source: Source) -> ReadExport:
    kind = zips.kind_of(source)
    if kind == "report":
        return cellebrite.read(source)
    if kind == "workbook":
        return workbook.read(source)
    if kind == "document":
        raise Problem(
            "This is a text document or a presentation. Save its table as xlsx or csv and upload "
            "that."
        )
    raise Problem("This is a zip file in a zip file. Unpack it and upload what is in it.")


def _text(source: Source, head: bytes) -> ReadExport:
    encoding = source.layout.encoding if source.layout else ""
    with decoding.open_text(source, encoding).stream as stream:
        opening = stream.read(OPENING).lstrip("\ufeff \t\n")
    if opening.startswith("<"):
        return _markup(source, head)
    if opening[:11].upper() == "BEGIN:VCARD":
        return vcard.read(source)
    if whatsapp_text.fits(opening):
        return whatsapp_text.read(source)
    if xry_text.fits(opening):
        return xry_text.read(source)
    return delimited.read(source) or plain.read(source)


def _markup(source: Source, head: bytes) -> ReadExport:
    root = markup.root_of(head)
    if root in ("smses", "calls"):
        return backup.read(source)
    if root in ("project", "report"):
        return cellebrite.read(source)
    if root == "html":
        raise Problem("This is a web page. Export the messages as xlsx, csv or xml.")
    with source.open() as stream:  # damage, or entities that it defines, are said first
        next(markup.elements(stream, root), None)
    raise Problem(
        "This xml is not known. Upload a backup by SMS Backup & Restore, or export the messages as "
        "xlsx or csv."
    )
