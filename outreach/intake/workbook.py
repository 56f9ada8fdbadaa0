"""Workbooks (xlsx, xlsb, xls, ods): every sheet with a header that names its columns."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import TypeVar

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError

from outreach.intake import archive, axiom, correcting, dialects, owner, table
from outreach.intake.cells import fold
from outreach.intake.columns import TOP
from outreach.intake.guessing import SAMPLE
from outreach.intake.layout import Layout
from outreach.intake.owner import Owner
from outreach.intake.sighting import ReadExport
from outreach.intake.source import Source
from outreach.intake.table import Table
from problem import Problem

ZIP = b"PK\x03\x04"
LOCKED = "EncryptionInfo".encode("utf-16-le")  # the stream in an OLE file that is a locked xlsx
Made = TypeVar("Made")


def read(source: Source) -> ReadExport:
    """Sightings of every sheet with messages, calls, contacts or numbers; raises Problem.

    One sheet at a time is in memory: calamine takes 600 MB for a million rows of six cells.
    """
    kind = _kind(source)
    book = _opened(source)
    layout = source.layout
    if layout and layout.sheet and layout.sheet not in book.sheet_names:
        raise Problem(
            'The workbook has no sheet "{sheet}". Choose one that it has.', sheet=layout.sheet
        )
    phone = Owner(region=source.region)
    tables = _tables(book, layout, phone)
    begun = list(_until_main(tables, layout))
    if not begun:
        raise Problem(
            "No sheet has a column with numbers. Name the columns in the first row: number, "
            "direction, text."
        )
    main = begun[-1] if _is_main(begun[-1], layout) else begun[0]
    name = f"{main.dialect.name} {kind}".strip()
    have = main.columns
    taken = Layout("", "", main.title, have.header, have.roles, have.names)
    sightings = table.read(chain(_drained(begun), tables), phone, source.dated)
    return ReadExport(name, sightings, phone.raw, taken)


def _kind(source: Source) -> str:
    with source.open() as stream:
        if stream.read(len(ZIP)) == ZIP:
            stream.seek(0)
            return archive.kind(stream)
        rest = b""
        while block := stream.read(archive.BLOCK):
            if LOCKED in rest + block:
                raise _locked()
            rest = block[-len(LOCKED) :]
    return "xls"


def _opened(source: Source) -> CalamineWorkbook:
    with source.open() as stream:
        return _safely(lambda: CalamineWorkbook.from_filelike(stream))


def _tables(book: CalamineWorkbook, layout: Layout | None, phone: Owner) -> Iterator[Table]:
    titles: Sequence[str] = book.sheet_names
    about = [title for title in titles if owner.is_about_device(title)]
    for title in about:  # before any text is read: they tell whose phone it is
        for number in owner.on_sheet(_sheet(book, title).iter_rows()):
            phone.add(number)
    doubtful: list[Table] = []
    sure = False
    for title in titles:
        found = _table(book, title, titles, layout)
        chosen = bool(layout and layout.sheet == title)
        if found and title in about and not chosen and not _talks(found):
            # The numbers in it are of the phone and its providers, unless it is a list by its head.
            doubtful += [] if found.columns.guessed else [found]
        elif found and found.columns.guessed:
            doubtful.append(found)
        elif found:
            sure = True
            yield found
        del found  # two sheets at once would be twice the memory
    if not sure:  # beside sheets that say what they hold, what looks like a number may not be one
        yield from doubtful


def _talks(found: Table) -> bool:
    # "SMS overzicht" is about the phone by its title only.
    return found.kind != "contact" and not found.columns.guessed


def _table(
    book: CalamineWorkbook, title: str, titles: Sequence[str], layout: Layout | None
) -> Table | None:
    if dialects.of_table([], titles).ignores(fold(title)):
        return None
    sheet = _sheet(book, title)
    rows = list(islice(sheet.iter_rows(), TOP + SAMPLE))
    dialect = dialects.of_table(rows, titles)
    if dialect is axiom.AXIOM:  # a sheet for each app: "Telegram Messages"
        dialect = replace(dialect, app=title)
    chosen = layout if layout and layout.sheet == title else None
    columns = correcting.found(rows, chosen, dialect.words) if rows else None
    return Table(columns, sheet.iter_rows, title, dialect) if columns else None


def _until_main(tables: Iterator[Table], layout: Layout | None) -> Iterator[Table]:
    for one in tables:
        yield one
        if _is_main(one, layout):
            return


def _is_main(one: Table, layout: Layout | None) -> bool:
    # It names the tool and shows how the workbook was taken.
    return one.title == layout.sheet if layout and layout.sheet else one.kind == "message"


def _drained(tables: list[Table]) -> Iterator[Table]:
    while tables:
        yield tables.pop(0)


def _sheet(book: CalamineWorkbook, title: str) -> CalamineSheet:
    return _safely(lambda: book.get_sheet_by_name(title))


def _safely(make: Callable[[], Made]) -> Made:
    try:
        return make()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except PasswordError:
        raise _locked() from None
    except BaseException:  # a panic in its Rust is no Exception
        raise Problem("The workbook could not be read. Save it as .xlsx anew.") from None


def _locked() -> Problem:
    return Problem("This workbook is locked. Save it without a password.")
