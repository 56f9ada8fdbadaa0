"""Files as they come, built for tests."""

import io
from typing import Any

import xlsxwriter

from outreach.intake.layout import Layout
from outreach.intake.sighting import ReadExport
from outreach.intake.source import Source, Upload


class Counted(io.BytesIO):
    """A stream that notes how many bytes each read gave."""

    def __init__(self, content: bytes, taken: list[int]) -> None:
        super().__init__(content)
        self._taken = taken

    def read(self, size: int | None = -1, /) -> bytes:
        return self._noted(super().read(size))

    def read1(self, size: int | None = -1, /) -> bytes:
        return self._noted(super().read1(size))

    def readline(self, size: int | None = -1, /) -> bytes:
        return self._noted(super().readline(size))

    def readinto(self, buffer: Any, /) -> int:
        amount = super().readinto(buffer)
        self._taken.append(amount)
        return amount

    def _noted(self, content: bytes) -> bytes:
        self._taken.append(len(content))
        return content


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
