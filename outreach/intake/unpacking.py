"""What was handed over -> files to read: an upload as it is, or every member of a zip."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from outreach.intake import cards, foreign, gzips, zips
from outreach.intake.layout import Layout
from outreach.intake.source import Source, Upload
from problem import Problem

PEEK = 512  # bytes that tell a picture, a zip or a chat
NESTED = 64 * 1024**2  # bytes; a zip in a zip is held in memory
LITTER = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)|/$")
SHARED = "-shm"  # SQLite's shared memory, of no use to a reader
JOURNAL = "-journal"
LOG = "-wal"


@dataclass(frozen=True)
class Unreadable:
    """A file that can't be read, or a member of one; `problem` says why and what to do.

    `layout`: how a table was taken when that went wrong, for a person to correct.
    """

    name: str
    problem: Problem
    layout: Layout | None = None


Found = Source | Unreadable


def expand(upload: Upload) -> Iterator[Found]:
    """The files of one upload."""
    return sources([upload])


def sources(uploads: Sequence[Upload]) -> Iterator[Found]:
    """The files of several uploads, in their order. A database finds its -wal file among them."""
    for one in _paired([_uploaded(upload) for upload in uploads]):
        yield from _opened(one, _unzipped)


def _uploaded(upload: Upload) -> Found:
    try:
        with upload.open() as stream:
            size = stream.seek(0, 2)
    except OSError:
        problem = Problem("The file can't be opened. Is it there, and may it be read?")
        return Unreadable(upload.name, problem)
    return Source(upload.name, upload.open, size, upload.path, layout=upload.layout)


def _paired(found: Sequence[Found]) -> Iterator[Found]:
    names = {one.name: one for one in found if isinstance(one, Source)}
    for one in found:
        if isinstance(one, Unreadable):
            yield one
        elif one.name.endswith(LOG):
            if one.name.removesuffix(LOG) not in names:
                yield Unreadable(one.name, Problem(foreign.LOG))
        elif not _is_beside_database(one.name, names):
            log = names.get(one.name + LOG)
            yield replace(one, journal=log.open) if log else one


def _is_beside_database(name: str, names: dict[str, Source]) -> bool:
    return name.endswith(SHARED) or (name.endswith(JOURNAL) and name.removesuffix(JOURNAL) in names)


def _opened(one: Found, unzip: Callable[[Source], Iterator[Found]]) -> Iterator[Found]:
    # A file that is packed, unpacked; any other as it is.
    if isinstance(one, Unreadable):
        yield one
        return
    try:
        head = one.head(PEEK)
        if head.startswith(gzips.GZIP):
            yield gzips.gunzip(one)
        elif zips.is_zip(head):
            yield from unzip(one)
        else:
            yield one
    except Problem as problem:
        # Told anew, since the one that was raised holds on to whatever was open.
        yield Unreadable(one.name, Problem(problem.template, **problem.values))
    except zips.DAMAGE:
        yield Unreadable(one.name, Problem(zips.DAMAGED))


def _unzipped(source: Source) -> Iterator[Found]:
    return _folder(source, _unzipped_again)


def _unzipped_again(source: Source) -> Iterator[Found]:
    # One level is enough: zips can hold themselves.
    if source.size > NESTED:
        yield source  # whoever reads it says what it is
        return
    with source.open() as stream:
        content = stream.read()
    yield from _folder(replace(source, open=lambda: io.BytesIO(content)), _as_it_is)


def _as_it_is(source: Source) -> Iterator[Found]:
    yield source


def _folder(source: Source, unzip: Callable[[Source], Iterator[Found]]) -> Iterator[Found]:
    # The archive is held by its members' `open` and closes with the last of them: to read its
    # directory anew at each would take time that grows with the square of their number.
    held = zips.open_zip(source.open())
    if zips.kind(held, source.name) != "folder":
        yield source
        return
    found = list(_members(held, source))
    kept = [(one, head) for one in found if not foreign.is_media(head := _peek(one))]
    sent = cards.sent([(one, head) for one, head in kept if isinstance(one, Source)])
    for one in _paired([_unless(sent, one) for one, _ in kept]):
        yield from _opened(one, unzip)
    if not kept:
        yield Unreadable(source.name, _why_nothing(bool(found)))


def _unless(sent: set[str], one: Found) -> Found:
    return Unreadable(one.name, Problem(cards.SENT)) if one.name in sent else one


def _members(held: zipfile.ZipFile, source: Source) -> Iterator[Found]:
    infos = [info for info in held.infolist() if not LITTER.search(zips.path(info))]
    folders = _folders_of_reports(infos)
    infos = [info for info in infos if not zips.path(info).startswith(folders)]
    if len(infos) > zips.MEMBERS:
        raise Problem(zips.TOO_MANY)
    zips.refuse_together(infos, source.size)
    layout = source.layout if len(infos) == 1 else None
    unpacked, locked = 0, False
    for info in infos:
        name = f"{source.name}/{zips.shown(zips.path(info))}"
        unpacked += info.file_size
        try:
            zips.refuse(info)
            if unpacked > zips.UNPACKED:
                raise Problem(zips.TOO_LARGE)
        except Problem as problem:
            if problem.template != zips.PASSWORD:
                yield Unreadable(name, problem)
            elif not locked:
                yield Unreadable(source.name, problem)
                locked = True
        else:
            yield Source(name, _member(held, info), info.file_size, layout=layout)


def _folders_of_reports(infos: list[zipfile.ZipInfo]) -> tuple[str, ...]:
    # A Cellebrite report's own pictures and databases: what counts of them stands in the report.
    paths = (zips.path(info) for info in infos)
    ends = (one.removesuffix("report.xml") for one in paths if f"/{one}".endswith("/report.xml"))
    return tuple(f"{folder}files/" for folder in ends)


def _member(held: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    return lambda: held.open(info)  # type: ignore[return-value]


def _peek(one: Found) -> bytes:
    try:
        return one.head(PEEK) if isinstance(one, Source) else b""
    except zips.DAMAGE:
        return b""  # it is said when it is opened


def _why_nothing(holds_media: bool) -> Problem:
    if holds_media:
        return Problem(
            "The zip holds only pictures, sounds or films. Upload the export that holds the "
            "messages."
        )
    return Problem("The zip is empty. Upload what should be in it.")
