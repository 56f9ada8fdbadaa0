"""Bytes -> text: the few encodings in which forensic tools, phones and Excel write."""

import codecs

from problem import Problem

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BINARY = frozenset(range(9)) | frozenset(range(14, 27)) | frozenset(range(28, 32))


def decode(content: bytes) -> str:
    """Text with plain line ends; raises Problem when the bytes are no text."""
    for encoding in _candidates(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _is_binary(text):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Problem("This is not an export that can be read. Upload xlsx, csv, xml, vcf or txt.")


def _candidates(content: bytes) -> tuple[str, ...]:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return (encoding,)
    head = content[:2000]
    if head[1::2].count(0) > len(head) // 4:
        return ("utf-16-le",)
    if head[0::2].count(0) > len(head) // 4:
        return ("utf-16-be",)
    return ("utf-8", "cp1252")  # Dutch Excel writes cp1252


def _is_binary(text: str) -> bool:
    # A stray NUL is a tool's slip; many signs that nobody can type are a picture or a program.
    head = text[:20_000]
    odd = sum(ord(sign) in BINARY or sign == "\ufffe" for sign in head)
    return odd * 100 > len(head)
