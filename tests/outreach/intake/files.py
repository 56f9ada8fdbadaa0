"""Files as they come, built for tests."""

import io

import xlsxwriter

from outreach.intake.layout import Layout
from outreach.intake.sighting import ReadExport
from outreach.intake.source import Source, Upload


def upload(content: str | bytes, name: str = "export", layout: Layout | None = None) -> Upload:
    return Upload(name, _bytes(content), layout=layout)


def source(content: str | bytes, name: str = "export", layout: Layout | None = None) -> Source:
    raw = _bytes(content)
    return Source(name, lambda: io.BytesIO(raw), len(raw), layout=layout)


def seen(export: ReadExport) -> list[tuple[int, str, str, str]]:
    """Row, number, direction and text of every sighting that can be used."""
    return [
        (one.row, one.number, one.direction, one.text) for one in export.sightings if not one.reason
    ]


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return file.getvalue()


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
