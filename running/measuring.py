"""`manage.py segments`: measure texts, one a line, without storing anything."""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from carrier.segments import measure
from running.printing import as_json

MEANT = re.compile(r'\s*\{\s*"')
BROKEN = (
    "begins as JSON and is no valid JSON. Write it as one object on one line, such as "
    '{"text": "..."}, with \\" for a quote and \\n for a new line within the text.'
)


@dataclass(frozen=True)
class Measured:
    """What comes of one line: a JSON object as a line, or "", and a sentence about it, or ""."""

    line: str
    problem: str = ""


def lines(raw: Iterable[bytes], link: str = "") -> Iterator[Measured]:
    """Measure each line (UTF-8, LF or CRLF): a JSON object with `text`, or the text itself.

    `link` takes the place of {link}, when there is one. Each is measured before the next is read.
    A line that is meant to be JSON (it begins with `{"`) and gives no text is not measured.
    """
    for number, line in enumerate(raw, 1):
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        yield _measured(number, line.removesuffix(b"\n").removesuffix(b"\r"), link)


def _measured(number: int, line: bytes, link: str) -> Measured:
    try:
        text = _text(line.decode("utf-8", "replace"))
    except _NoText as error:
        return Measured("", f"Line {number} {error}")
    if link:
        text = text.replace("{link}", link)
    return Measured(as_json(asdict(measure(text))), _about_encoding(number, line))


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
