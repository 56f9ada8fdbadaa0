"""The write-ahead log (-wal) beside a SQLite database: what was committed and not yet moved over.

Format and rules: https://www.sqlite.org/fileformat2.html#the_write_ahead_log. It is replayed here
because SQLite does so only on disk, with files of its own beside the database.
"""

import struct
from collections.abc import Iterator
from operator import itemgetter
from typing import BinaryIO

from problem import N_, Problem

HEADER = struct.Struct(">8I")  # magic, version, page size, checkpoint, two salts, two sums
FRAME = struct.Struct(">6I")  # page, size of the database in pages (commit), salts, sums
SUMMED = 24, 8  # how much of a header, and of a frame's head, its sums are about
SALTS = slice(8, 16)  # of a frame's head
ORDERS = {0x377F0682: "<", 0x377F0683: ">"}  # magic -> byte order of the summed words
MASK = 0xFFFFFFFF
GROWTH = 2  # SQLite leaves out freed pages, so a database may outgrow what was written

STRANGE = N_(
    'The file with "-wal" behind its name is damaged or belongs to another database. Copy both '
    "from the phone again."
)

Sums = tuple[int, int]


def merge(content: bytearray, journal: BinaryIO) -> None:
    """Bring the bytes of a database up to the last commit in its journal (seekable).

    A transaction that was cut off is left out, as SQLite does. An empty journal changes nothing.
    Raises Problem when the journal is not one, or is another database's.
    """
    head = journal.read(HEADER.size)
    if not head.strip(b"\0"):
        return  # all of it was moved over
    size, salts, sums, order = _opening(head)
    if len(content) > 100 and size != _page_size(content):
        raise Problem(STRANGE)
    places, pages = _committed(_frames(journal, size, salts, sums, order))
    if pages:
        _write(content, journal, places, pages, size)


def goes_on(journal: BinaryIO) -> bool:
    """Whether it has more of this generation behind its last commit: a transaction that the phone
    didn't finish, or one of which a part is damaged or was cut off.
    """
    head = journal.read(HEADER.size)
    if not head.strip(b"\0"):
        return False
    size, salts, sums, order = _opening(head)
    ends = (
        place + size for _, commit, place in _frames(journal, size, salts, sums, order) if commit
    )
    journal.seek(max(ends, default=HEADER.size))
    return FRAME.pack(0, 0, *salts, 0, 0)[SALTS] == journal.read(FRAME.size)[SALTS]


def _opening(head: bytes) -> tuple[int, Sums, Sums, str]:
    if len(head) < HEADER.size:
        raise Problem(STRANGE)
    magic, _, size, _, *salts, first, second = HEADER.unpack(head)
    order = ORDERS.get(magic, "")
    right = 512 <= size <= 65536 and not size & (size - 1)
    if not (order and right and _sums(head[: SUMMED[0]], (0, 0), order) == (first, second)):
        raise Problem(STRANGE)
    return size, (salts[0], salts[1]), (first, second), order


def _page_size(content: bytearray) -> int:
    said = int.from_bytes(content[16:18], "big")
    return 65536 if said == 1 else said


def _frames(
    journal: BinaryIO, size: int, salts: Sums, sums: Sums, order: str
) -> Iterator[tuple[int, int, int]]:
    """Page, commit (pages, 0 when none) and place of every frame of this generation, in order."""
    while len(head := journal.read(FRAME.size)) == FRAME.size:
        page, commit, *ours, first, second = FRAME.unpack(head)
        place, data = journal.tell(), journal.read(size)
        if not page or (ours[0], ours[1]) != salts or len(data) < size:
            return
        sums = _sums(data, _sums(head[: SUMMED[1]], sums, order), order)
        if sums != (first, second):
            return
        yield page, commit, place


def _sums(data: bytes, sums: Sums, order: str) -> Sums:
    first, second = sums
    for one, other in struct.iter_unpack(order + "2I", data):
        first = (first + one + second) & MASK
        second = (second + other + first) & MASK
    return first, second


def _committed(frames: Iterator[tuple[int, int, int]]) -> tuple[dict[int, int], int]:
    """Where the last committed version of each page is, and how many pages there are then."""
    places: dict[int, int] = {}
    waiting: dict[int, int] = {}
    pages = 0
    for page, commit, place in frames:
        waiting[page] = place
        if commit:
            places |= waiting
            waiting, pages = {}, commit
    return places, pages


def _write(
    content: bytearray, journal: BinaryIO, places: dict[int, int], pages: int, size: int
) -> None:
    end = pages * size
    if end > GROWTH * (len(content) + len(places) * size):
        raise Problem(STRANGE)  # no transaction writes that far: it would only eat memory
    del content[end:]
    content.extend(bytes(end - len(content)))
    # Forwards, since a stream out of a zip starts again from its beginning to go back.
    for page, place in sorted(places.items(), key=itemgetter(1)):
        if page <= pages:
            journal.seek(place)
            content[(page - 1) * size : page * size] = journal.read(size)
