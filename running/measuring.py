"""`manage.py segments`: measure texts, one a line, without storing anything."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from carrier.segments import measure
from running import lines as texts
from running.printing import as_json


@dataclass(frozen=True)
class Measured:
    """What comes of one line: a JSON object as a line, or "", and a sentence about it, or ""."""

    line: str
    problem: str = ""


def lines(raw: Iterable[bytes], link: str = "") -> Iterator[Measured]:
    """Measure each line as `running.lines` reads it; one that gives no text is not measured.

    `link` takes the place of {link}, when there is one.
    """
    for line in texts.read(raw):
        yield _measured(line, link)


def _measured(line: texts.Line, link: str) -> Measured:
    if line.text is None:
        return Measured("", line.problem)
    text = line.text.replace("{link}", link) if link else line.text
    return Measured(as_json(asdict(measure(text))), line.problem)
