"""`manage.py numbers` and `number`: read files and numbers without storing anything."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from outreach import files, numbers, selection
from outreach.files import FileRead, Reading
from outreach.intake.source import Upload
from outreach.rule import Rule, check


def read(paths: Sequence[str], mode: str, region: str, words: str = "") -> Reading:
    """Read files under a rule: "buyers" by the wording list (`words`, else the usual one)."""
    rule = Rule(mode, words or selection.DEFAULT_WORDS)
    check(rule)
    uploads = [Upload(name, path=Path(name)) for name in paths]
    return files.read(uploads, rule, region)


def as_json(found: Reading) -> dict[str, Any]:
    """Files that could be read, and each chosen number once with the files that show it."""
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


def as_text(found: Reading) -> str:
    """The same for the eye: a block a file, and the sum; numbers stay out of it."""
    read_ = [one for one in found.files if not one.problem]
    blocks = [_block(one) for one in read_]
    total = f"In all: {sum(one.sightings for one in read_)} sightings in {len(read_)} files, "
    return "\n".join([*blocks, f"{total}{len(found.persons)} numbers"])


def problems(found: Reading) -> list[str]:
    """A sentence for each file that could not be read."""
    return [_safe(f"{one.name}: {one.problem}") for one in found.files if one.problem]


def lines(raw: Iterable[str], region: str) -> Iterator[str]:
    """A JSON object for each raw number, one a line."""
    for line in raw:
        yield json.dumps(asdict(numbers.read(line.rstrip("\r\n"), region)), ensure_ascii=False)


def _block(one: FileRead) -> str:
    first = _safe(f"{one.name} ({one.format})")
    counts = (
        f"  {one.sightings} sightings: {one.accepted} accepted, {one.duplicates} duplicates, "
        f"{sum(why.amount for why in one.rejected)} rejected"
    )
    reasons = [
        _safe(f"  {why.amount:>7}  {why.reason} Rows {why.row_numbers}") for why in one.rejected
    ]
    return "\n".join([first, counts, *reasons])


def _safe(line: str) -> str:
    # Names of files and sheets come from anywhere, and a terminal obeys what can't be printed.
    return "".join(sign if sign.isprintable() else "�" for sign in line)
