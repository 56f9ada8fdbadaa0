"""`make triage-report`: how well replies are understood, on those it was written with and
on those kept aside: a confusion table, each intent, the flags, by language, and the speed.

An interval is Wilson's, 95 %. Every text and label is invented (tests/data/replies/README.md).
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from helpdesk import triage
from helpdesk.triage.reading import INTENTS, Reading
from outreach.rates import wilson

FOLDER = Path(__file__).parent.parent / "tests" / "data" / "replies"
FLAGS = ("stop", "callback", "minor", "third_party")
SETS = ("development", "held", "apart")


class Judged(NamedTuple):
    """A labelled reply beside what was made of it."""

    label: dict[str, Any]
    reading: Reading


def main(names: Sequence[str] = SETS) -> None:
    """Print the report of each set."""
    for name in names:
        triage.read("")
        began = time.process_time()
        read = judged(name)
        speed = len(read) / (time.process_time() - began)
        print(f"\n== {name}: {len(read)} replies, {speed:,.0f} a second on one core\n")
        _confusion(read)
        _intents(read)
        _flags(read)
        _languages(read)


def judged(name: str) -> list[Judged]:
    """The replies of a set, each read."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    return [Judged(one, triage.read(one["text"])) for one in labels]


def precision(read: list[Judged], intent: str) -> float:
    """How many of those read as the intent have it, from 0 to 1."""
    right, said, _meant = _counts(read, intent)
    return right / said if said else 0.0


def recall(read: list[Judged], intent: str) -> float:
    """How many of those that have the intent are read so, from 0 to 1."""
    right, _said, meant = _counts(read, intent)
    return right / meant if meant else 0.0


def score(read: list[Judged], intent: str) -> float:
    """F1: the harmonic mean of precision and recall, from 0 to 1."""
    right, said, meant = _counts(read, intent)
    return 2 * right / (said + meant) if said + meant else 0.0


def _counts(read: list[Judged], intent: str) -> tuple[int, int, int]:
    return (
        sum(one.label["intent"] == one.reading.intent == intent for one in read),
        sum(one.reading.intent == intent for one in read),
        sum(one.label["intent"] == intent for one in read),
    )


def _confusion(read: list[Judged]) -> None:
    counts = Counter((one.label["intent"], one.reading.intent) for one in read)
    print(f"{'meant, understood':<20}" + "".join(f"{name[:9]:>10}" for name in INTENTS))
    for meant in INTENTS:
        print(f"{meant:<20}" + "".join(f"{counts[meant, got] or '':>10}" for got in INTENTS))
    print()


def _intents(read: list[Judged]) -> None:
    print(f"{'':<14}{'precision':>22}{'recall':>22}{'F1':>8}")
    for name in INTENTS:
        right, said, meant = _counts(read, name)
        f1 = score(read, name)
        print(f"{name:<14}{_share(right, said):>22}{_share(right, meant):>22}{f1:>8.3f}")
    macro = sum(score(read, name) for name in INTENTS) / len(INTENTS)
    print(f"{'macro F1':<14}{macro:>52.3f}")
    crises = [one for one in read if one.label["intent"] == "crisis"]
    noticed = sum(one.reading.intent == "crisis" or one.reading.worrying for one in crises)
    print(f"crises read as one, or as what may be one: {_share(noticed, len(crises))}\n")


def _flags(read: list[Judged]) -> None:
    for flag in FLAGS:
        meant = [one for one in read if one.label[flag]]
        said = [one for one in read if getattr(one.reading, flag)]
        right = sum(getattr(one.reading, flag) for one in meant)
        print(f"{flag:<14}{_share(right, len(said)):>22}{_share(right, len(meant)):>22}")
    print()


def _languages(read: list[Judged]) -> None:
    print(f"{'':<8}{'replies':>8}{'intent right':>22}{'language right':>22}")
    amounts = Counter(one.label["language"] for one in read)
    for name, amount in amounts.most_common():
        mine = [one for one in read if one.label["language"] == name]
        intent = sum(one.label["intent"] == one.reading.intent for one in mine)
        language = sum(one.reading.language == name for one in mine)
        print(f"{name:<8}{amount:>8}{_share(intent, amount):>22}{_share(language, amount):>22}")


def _share(right: int, of: int) -> str:
    if not of:
        return "-"
    low, high = wilson(right, of)
    return f"{right / of:.3f} ({low:.2f}-{high:.2f})"


if __name__ == "__main__":
    main(sys.argv[1:] or SETS)
