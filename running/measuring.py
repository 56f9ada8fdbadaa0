"""`manage.py segments`: measure texts, one a line, without storing anything."""

import codecs
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from carrier.segments import measure
from running.printing import as_json


@dataclass(frozen=True)
class Measured:
    """What comes of one line: a JSON object as a line, or "", and a sentence about it, or ""."""

    line: str
    problem: str = ""


def lines(raw: Iterable[bytes]) -> Iterator[Measured]:
    """Measure each line (UTF-8, LF or CRLF): a JSON object with `text`, or the text itself.

    Each is measured before the next is read. A JSON object without a text is not measured.
    """
    for number, line in enumerate(raw, 1):
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        yield _measured(number, line.removesuffix(b"\n").removesuffix(b"\r"))


def _measured(number: int, line: bytes) -> Measured:
    text = _text(line.decode("utf-8", "replace"))
    if text is None:
        return Measured("", f'Line {number} is a JSON object without a text. Name it "text".')
    return Measured(as_json(asdict(measure(text))), _about_encoding(number, line))


def _text(line: str) -> str | None:
    try:
        found = json.loads(line) if line.lstrip().startswith("{") else None
    except (ValueError, RecursionError):  # a plain line may begin with {link}
        return line
    if not isinstance(found, dict):
        return line
    text = found.get("text")
    return text if isinstance(text, str) else None


def _about_encoding(number: int, line: bytes) -> str:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return f"Line {number} is not UTF-8: what can't be read counts as �. Save it as UTF-8."
    return ""
