"""Xml as tools write it -> xml as it is allowed, in UTF-8, as a stream.

Tools write half characters, NULs and other signs that xml has no place for, in an encoding that
isn't always the one that they declare: https://www.w3.org/TR/xml/#charsets
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from outreach.intake import decoding

BLOCK = 64 * 1024  # bytes
ENCODING = re.compile(rb"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.-]+)""")
SINGLE_BYTE = re.compile(r"iso8859-|cp\d|koi8|mac")
# What is no UTF-8 was pasted in by a tool that writes cp1252; its five gaps are latin-1.
STRAY = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte)
    for byte in range(0x80, 0x100)
}
WHITE = {9, 10, 13}
CONTROLS = bytes(set(range(32)) - WHITE)
NO_CHARACTERS = re.compile(rb"\xef\xbf[\xbe\xbf]")  # U+FFFE and U+FFFF in UTF-8
REFERENCES = re.compile(  # begins with plain bytes, which are looked for ten times as fast
    rb"&#(?!(?:9|10|13);)(?:[xX][0-9a-fA-F]{1,10}|[0-9]{1,10});"
    rb"(?:&#(?:[xX][0-9a-fA-F]{1,10}|[0-9]{1,10});)*"
)
REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")
# What may go on in the next block: the first half of a pair, and a reference that is cut off.
UNFINISHED = re.compile(
    rb"(?:&#(?:[xX]0{0,6}[dD][89abAB][0-9a-fA-F]{2}"
    rb"|0{0,5}(?:5529[6-9]|55[3-9][0-9]{2}|56[0-2][0-9]{2}|563[01][0-9]));)?"
    rb"(?:&(?:#[xX]?[0-9a-fA-F]{0,10})?)?\Z"
)
LONGEST_UNFINISHED = 40  # bytes


def mended(stream: BinaryIO) -> Iterator[bytes]:
    """Its text in UTF-8, in pieces, without what xml forbids. The declaration stays as it was."""
    block = stream.read(BLOCK)
    decoder, held = _decoder(block), b""
    while block:
        piece = held + _allowed(decoder.decode(block))
        rest = UNFINISHED.search(piece, max(0, len(piece) - LONGEST_UNFINISHED))
        cut = rest.start() if rest else len(piece)
        if cut:
            yield REFERENCES.sub(_mend, piece[:cut])
        held, block = piece[cut:], stream.read(BLOCK)
    if end := held + _allowed(decoder.decode(b"", final=True)):
        yield REFERENCES.sub(_mend, end)


def _decoder(head: bytes) -> codecs.IncrementalDecoder:
    codec = _encoding(head)
    errors = "replace" if codec.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return codecs.getincrementaldecoder(codec)(errors)


def _encoding(head: bytes) -> str:
    for mark, codec in decoding.MARKS:
        if head.startswith(mark):
            return codec
    if head[:1] == b"<" and head[1:4:2] == b"\0\0":
        return "utf-16-le"
    if head[1:2] == b"<" and head[:3:2] == b"\0\0":
        return "utf-16-be"
    stated = ENCODING.match(head[:1024])
    return _narrow(stated[1].decode()) if stated else "utf-8"


def _narrow(stated: str) -> str:
    # A declaration of UTF-16 over single bytes is a slip of tools that write to a string first.
    try:
        name = codecs.lookup(stated).name
    except LookupError:
        return "utf-8"
    if name == "iso8859-1":
        return "cp1252"  # who says latin-1 means it: https://encoding.spec.whatwg.org/#names-and-labels
    return name if SINGLE_BYTE.match(name) else "utf-8"


def _allowed(text: str) -> bytes:
    try:
        data = text.encode()
    except UnicodeEncodeError:
        data = text.translate(STRAY).encode()
    data = data.translate(None, CONTROLS)
    return NO_CHARACTERS.sub(b"", data) if b"\xef\xbf" in data else data


def _mend(run: re.Match[bytes]) -> bytes:
    # Java's and .NET's characters are halves of pairs above U+FFFF, and tools write each half.
    codes = [int(x, 16) if x else int(d) for x, d in REFERENCE.findall(run[0])]
    if all(31 < code < 0xD800 or code in WHITE for code in codes):
        return run[0]
    units = "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)
    text = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return b"".join(b"&#%d;" % ord(sign) for sign in text if _allowed(sign))
