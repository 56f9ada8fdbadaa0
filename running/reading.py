"""`manage.py numbers` and `number`: read files and numbers without storing anything."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import phonenumbers

from outreach import files, numbers, selection
from outreach.files import FileRead, Reading
from outreach.intake.source import Upload
from outreach.rule import MODES, Rule, check
from problem import Problem
from running import printing


def region(name: str) -> str:
    """A region as phonenumbers names it (ISO 3166); raises Problem for one that it hasn't."""
    if name.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise Problem("No such region. Give the two letters of a country, such as NL or BE.")
    return name.upper()


def read(paths: Sequence[str], mode: str, region: str, words: str = "") -> Reading:
    """Read files under a rule: "buyers" by the wording list (`words`, else the usual one).

    Raises Problem for a list that can't be read.
    """
    rule = Rule(mode, words or selection.DEFAULT_WORDS)
    if mode in MODES:  # every number in the files is for looking only, so no rule of a campaign
        check(rule)
    uploads = [Upload(name, path=Path(name)) for name in paths]
    return files.read(uploads, rule, region)


def as_json(found: Reading) -> str:
    """Files that could be read, and each chosen number once with the files that show it."""
    return printing.as_json(_plain(found))


def as_text(found: Reading) -> str:
    """The same for the eye: a block a file, and the sum; numbers stay out of it."""
    read_ = [one for one in found.files if not one.problem]
    total = f"In all: {_counts(read_)}"
    reasons: Counter[str] = Counter()
    for why in (why for one in read_ for why in one.rejected):
        reasons[why.reason] += why.amount
    sums = [_safe(f"  {amount:>7}  {reason}") for reason, amount in reasons.most_common()]
    return "\n".join([*(_block(one) for one in read_), total, *sums])


def problems(found: Reading) -> list[str]:
    """A sentence for each file that could not be read."""
    return [_safe(f"{one.name}: {one.problem}") for one in found.files if one.problem]


def lines(raw: Iterable[str], region: str) -> Iterator[str]:
    """A JSON object for each raw number, one a line."""
    for line in raw:
        yield printing.as_json(asdict(numbers.read(line.rstrip("\r\n"), region)))


def _plain(found: Reading) -> dict[str, Any]:
    return {
        "files": [
            {
                "file": one.name,
                "format": one.format,
                "sightings": one.sightings,
                "accepted": one.accepted,
                "duplicates": one.duplicates,
                "rejected": {why.reason: why.amount for why in one.rejected},
            }
            for one in found.files
            if not one.problem
        ],
        "numbers": [asdict(one) for one in found.persons],
    }


def _block(one: FileRead) -> str:
    first = _safe(f"{one.name} ({one.format})")
    reasons = [
        _safe(f"  {why.amount:>7}  {why.reason} Rows {why.row_numbers}") for why in one.rejected
    ]
    return "\n".join([first, f"  {_counts([one])}", *reasons])


def _counts(some: Sequence[FileRead]) -> str:
    rejected = sum(why.amount for one in some for why in one.rejected)
    return (
        f"{sum(one.sightings for one in some)} sightings: "
        f"{sum(one.accepted for one in some)} accepted, "
        f"{sum(one.duplicates for one in some)} duplicates, {rejected} rejected"
    )


def _safe(line: str) -> str:
    # Names of files and sheets come from anywhere, and a terminal obeys what can't be printed.
    return "".join(sign if sign.isprintable() else "�" for sign in line)
