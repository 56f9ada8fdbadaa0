"""A file's bytes -> a stream of text: the few encodings in which tools, phones and Excel write."""

import codecs
import io
import re
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from outreach.intake.source import Source
from problem import Problem

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as UTF-16's, so it comes before it
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BYTEWISE = frozenset({"utf-8", "utf-8-sig", "cp1252", "iso8859-1", "ascii"})  # NUL is one byte
ODD = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffe]")
ABOVE_ASCII = re.compile(rb"[\x80-\xff]+")
BLOCK = 64 * 1024  # bytes


@dataclass(frozen=True)
class Text:
    """An open stream of lines, to be closed by its reader, and the codec it is read with."""

    stream: TextIO
    encoding: str


def open_text(source: Source, encoding: str = "", newline: str | None = None) -> Text:
    """The text of a file, NULs left out. `encoding`: a person's choice, '' to find it.

    `newline` as for `open`: None turns every line end into "\\n", '' keeps them as they are.
    Raises Problem when the bytes are no text or the choice is no encoding.
    """
    head = source.head(BLOCK)
    codec = _named(encoding, head) if encoding else _find(head)
    plain = io.BufferedReader(_Plain(source.open(), codec), BLOCK)
    read_as = codec if codec in BYTEWISE and codec != "utf-8" else "utf-8-sig"  # mark or none
    stream = io.TextIOWrapper(plain, read_as, errors="outreach.mended", newline=newline)
    return Text(stream, codec)


def _named(encoding: str, head: bytes) -> str:
    try:
        b"text".decode(encoding, "ignore")
    except (LookupError, ValueError):
        raise Problem(
            '"{encoding}" is no encoding that is known. Choose utf-8, cp1252 or utf-16.',
            encoding=encoding,
        ) from None
    name = codecs.lookup(encoding).name
    marked = any(name == marked and head.startswith(mark) for mark, marked in MARKS)
    return f"{name}-le" if name in ("utf-16", "utf-32") and not marked else name


def _find(head: bytes) -> str:
    codec = next((name for mark, name in MARKS if head.startswith(mark)), "") or _unmarked(head)
    text = codecs.getincrementaldecoder(codec)("replace").decode(head)
    # A stray NUL is a tool's slip; many signs that nobody can type are a picture or a program.
    if len(ODD.findall(text)) * 100 > len(text):
        raise Problem("This is not an export that can be read. Upload xlsx, csv, xml, vcf or txt.")
    return codec


def _unmarked(head: bytes) -> str:
    zeros = [head[place::4].count(0) * 8 > len(head) for place in range(4)]  # half of them
    wide = {
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
    }
    return wide.get((zeros[0], zeros[1], zeros[2], zeros[3])) or _narrow(head)


def _narrow(head: bytes) -> str:
    # One damaged byte doesn't make an old Windows file of it, so the majority decides.
    runs = ABOVE_ASCII.findall(head[:-3] if len(head) == BLOCK else head)
    sound = sum(_is_utf8(run) for run in runs)
    return "utf-8" if sound * 2 >= len(runs) else "cp1252"  # Dutch Excel writes cp1252


def _is_utf8(run: bytes) -> bool:
    try:
        run.decode()
    except UnicodeDecodeError:
        return False
    return True


def _mended(error: UnicodeError) -> tuple[str, int]:
    # What is no UTF-8 was pasted in by a tool that writes cp1252; its five gaps are latin-1.
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    signs = (bytes([one]).decode("cp1252", "ignore") or chr(one) for one in wrong)
    return "".join(signs), error.end


codecs.register_error("outreach.mended", _mended)


class _Plain(io.RawIOBase):
    """Bytes without NULs; what isn't written byte by byte is recoded to UTF-8."""

    def __init__(self, stream: BinaryIO, codec: str) -> None:
        self.stream = stream
        wide = codec not in BYTEWISE
        self.decoder = codecs.getincrementaldecoder(codec)("replace") if wide else None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        # UTF-8 takes at most twice the bytes of UTF-16: a third of the room is always enough.
        room = len(buffer) if self.decoder is None else max(1, (len(buffer) - 16) // 3)
        while block := self.stream.read(room):
            clean = self._clean(block)
            if clean:
                buffer[: len(clean)] = clean
                return len(clean)
        clean = self._clean(b"", final=True)
        buffer[: len(clean)] = clean
        return len(clean)

    def _clean(self, block: bytes, final: bool = False) -> bytes:
        if self.decoder is None:
            return block.replace(b"\0", b"")
        try:
            text = self.decoder.decode(block, final)
        except UnicodeError:  # some of Python's codecs can't do without what they miss
            raise Problem("The file isn't written in that encoding. Choose another.") from None
        return text.replace("\0", "").encode("utf-8", "replace")

    def close(self) -> None:
        self.stream.close()
        super().close()
