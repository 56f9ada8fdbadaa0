"""Texts from a file or a pipe, one a line: plain, or a JSON object with `text`."""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MEANT = re.compile(r'\s*\{\s*"')
BROKEN = (
    "begins as JSON and is no valid JSON. Write it as one object on one line, such as "
    '{"text": "..."}, with \\" for a quote and \\n for a new line within the text.'
)


class Line(NamedTuple):
    """A line as it stands (without its end), its text or None, and a sentence on what is wrong."""

    raw: str
    text: str | None
    problem: str = ""


def read(raw: Iterable[bytes]) -> Iterator[Line]:
    """Each line (UTF-8, LF or CRLF) in its order, before the next is read.

    A line that is meant to be JSON (it begins with `{"`) and gives no text has none.
    """
    for number, line in enumerate(raw, 1):
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        yield _line(number, line.removesuffix(b"\n").removesuffix(b"\r"))


def _line(number: int, line: bytes) -> Line:
    written = line.decode("utf-8", "replace")
    try:
        return Line(written, _text(written), _about_encoding(number, line))
    except _NoText as error:
        return Line(written, None, f"Line {number} {error}")


class _NoText(Exception):
    """Why a line gives no text, as the end of a sentence that begins with its number."""


def _text(line: str) -> str:
    try:
        found = json.loads(line) if line.lstrip().startswith("{") else None
    except (ValueError, RecursionError):
        if MEANT.match(line):
            raise _NoText(BROKEN) from None
        return line  # a plain line may begin with {link} or {naam}
    if not isinstance(found, dict):
        return line
    if "text" not in found:
        raise _NoText('is a JSON object without a text. Name it "text".')
    if not isinstance(found["text"], str):
        raise _NoText('has a "text" that is no text. Put it between double quotes.')
    return found["text"]


def _about_encoding(number: int, line: bytes) -> str:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return f"Line {number} is not UTF-8: what can't be read counts as �. Save it as UTF-8."
    return ""
