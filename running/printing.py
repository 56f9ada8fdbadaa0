"""Lines of JSON that any terminal can show and any program can read."""

import json
import re

NOT_ASCII = re.compile(r"[^ -~]")


def as_json(value: object) -> str:
    """One line of JSON, as readable as can be.

    What a terminal obeys or can't encode (control characters, direction marks, half a surrogate
    pair) is escaped.
    """
    return NOT_ASCII.sub(_printable, json.dumps(value, ensure_ascii=False))


def _printable(sign: re.Match[str]) -> str:
    return sign[0] if sign[0].isprintable() else json.dumps(sign[0])[1:-1]
