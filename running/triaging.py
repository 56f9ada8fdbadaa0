"""`manage.py triage`: read replies, one a line, without storing anything."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from helpdesk import triage
from running import lines as texts
from running.printing import as_json


class Understood(NamedTuple):
    """What comes of one line: a JSON object as a line, and a sentence about what is wrong or ""."""

    line: str
    problem: str = ""


def lines(raw: Iterable[bytes]) -> Iterator[Understood]:
    """Read each line as `running.lines` does, in its order, one out for each in.

    A line that gives no text is read as it stands, so that none is left out.
    """
    for line in texts.read(raw):
        text = line.raw if line.text is None else line.text
        yield Understood(as_json(_fields(text)), line.problem)


def _fields(text: str) -> dict[str, object]:
    reading = triage.read(text)
    return {
        "text": text,
        "intent": reading.intent,
        "stop": reading.stop,
        "callback": reading.callback,
        "minor": reading.minor,
        "third_party": reading.third_party,
        "language": reading.language,
        "reason": str(reading.reason),
        "certainty": round(reading.certainty, 2),
    }
