"""Numbers of the example. Somebody may really have one, so no real carrier gets them."""

import re
from functools import lru_cache
from pathlib import Path

RECIPIENTS = Path(__file__).parent.parent / "examples" / "zwolle" / "recipients.txt"
CAST = re.compile(r"\+3160000000\d")


def is_cast(number: str) -> bool:
    """Whether it is the phone of a demo persona, who gets test texts."""
    return CAST.fullmatch(number) is not None


def is_invented(number: str) -> bool:
    """Whether an E.164 number belongs to the example: its cast or its recipients."""
    return is_cast(number) or number in _recipients()


@lru_cache(maxsize=1)
def _recipients() -> frozenset[str]:
    return frozenset(RECIPIENTS.read_text(encoding="utf-8").split() if RECIPIENTS.exists() else ())
