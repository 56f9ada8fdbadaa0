"""Exports of seized phones, one module a format, recognised by content and never by name."""

import logging

from outreach.intake import backup, delimited, plain, vcard, workbook
from outreach.intake.decoding import decode
from outreach.intake.sighting import ReadExport, Sighting, Upload
from problem import N_, Problem

__all__ = ["ReadExport", "Sighting", "Upload", "read"]
log = logging.getLogger(__name__)

LARGEST = 200 * 1024 * 1024  # bytes of one upload

FOREIGN = (
    (b"\xff\xd8\xff", N_("This is a picture. Upload the export that holds the messages.")),
    (b"\x89PNG", N_("This is a picture. Upload the export that holds the messages.")),
    (b"GIF8", N_("This is a picture. Upload the export that holds the messages.")),
    (b"RIFF", N_("This is a picture or a sound. Upload the export that holds the messages.")),
    (b"%PDF", N_("This is a PDF. Export the messages as xlsx, csv or xml and upload that.")),
    (b"SQLite format 3", N_("This is a database. Export its messages as xlsx, csv or xml.")),
    (b"\xd0\xcf\x11\xe0", N_("This workbook is old or locked. Save it as .xlsx, no password.")),
    (b"\x1f\x8b", N_("This file is compressed. Unpack it and upload what is in it.")),
    (b"7z\xbc\xaf", N_("This file is compressed. Unpack it and upload what is in it.")),
    (b"Rar!", N_("This file is compressed. Unpack it and upload what is in it.")),
)


def read(upload: Upload) -> ReadExport:
    """Read one file; raises Problem with a sentence that says what to do."""
    content = upload.content
    if not content.strip(b"\0 \t\r\n"):
        raise Problem("The file is empty. Export it again.")
    if len(content) > LARGEST:
        raise Problem(
            "The file is larger than {megabytes} MB. Export only the messages.",
            megabytes=LARGEST // 1024**2,
        )
    for start, sentence in FOREIGN:
        if content.startswith(start):
            raise Problem(sentence)
    try:
        return _by_content(content)
    except Problem:
        raise
    except Exception as error:
        # The reason may quote a cell, so only its kind goes to the log.
        log.warning("an upload could not be read: %s", type(error).__name__)
        raise Problem("The file could not be read. Export it again, as xlsx, csv or xml.") from None


def _by_content(content: bytes) -> ReadExport:
    if content.startswith(b"PK"):
        return workbook.read(content)
    text = decode(content)
    start = text[:200].lstrip().lower()
    if start.startswith("<"):
        return backup.read(text)
    if start.startswith("begin:vcard"):
        return vcard.read(text)
    return delimited.read(text) or plain.read(text)
