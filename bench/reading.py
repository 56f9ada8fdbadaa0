"""One reading, in a process of its own so that its memory is its own."""

import csv
import hashlib
import json
import resource
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import phonenumbers
from lxml import etree
from python_calamine import CalamineWorkbook

from outreach import apart, selection
from outreach.intake import Unreadable, Upload
from outreach.rule import Rule


def main(way: str, path: Path) -> None:
    began = time.perf_counter()
    found = _plain(path) if way == "plain" else _ours(path, way)
    seconds = time.perf_counter() - began
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = max(resource.getrusage(who).ru_maxrss for who in whose) / 1024
    numbers = hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()
    print(json.dumps({"seconds": seconds, "peak": peak, "numbers": numbers}))


def _ours(path: Path, mode: str) -> Iterable[str]:
    rule = Rule(mode, selection.DEFAULT_WORDS)
    (found,) = apart.read([Upload(path.name, path=path)], rule)
    if isinstance(found, Unreadable):
        raise found.problem
    return found.found


def _plain(path: Path) -> Iterable[str]:
    found = set()
    for raw in ROWS[path.suffix](path):
        try:
            number = phonenumbers.parse(raw, "NL")
        except phonenumbers.NumberParseException:
            continue
        kind = phonenumbers.number_type(number)
        if phonenumbers.is_valid_number(number) and kind == phonenumbers.PhoneNumberType.MOBILE:
            found.add(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return found


def _csv(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            yield row["nummer"]


def _xlsx(path: Path) -> Iterator[str]:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    for row in rows[1:]:
        yield str(row[0])


def _xml(path: Path) -> Iterator[str]:
    space = "{http://pa.cellebrite.com/report/2.0}"
    for _, field in etree.iterparse(str(path), tag=f"{space}field"):
        if field.get("name") == "Identifier":
            yield field[0].text
        field.clear()
        while field.getprevious() is not None:
            del field.getparent()[0]


def _db(path: Path) -> Iterator[str]:
    book = sqlite3.connect(path)
    for (address,) in book.execute("select address from sms"):
        yield address
    book.close()


ROWS = {".csv": _csv, ".xlsx": _xlsx, ".xml": _xml, ".db": _db}

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
