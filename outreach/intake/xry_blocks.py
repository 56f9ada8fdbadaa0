"""The blocks of an XRY text export (see xry_text): a title, keys with values, a text of lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from outreach.intake import decoding
from outreach.intake.source import Source

TITLE = re.compile(r"([^:#]{0,40})#\s*\d+\s*")
NAME = re.compile(r"([^:\t]{1,40})[:\t]")
KEYS = {
    "text": "text", "message": "text", "tekst": "text", "bericht": "text",
    "direction": "direction", "richting": "direction",
    "type": "type", "call type": "type", "type oproep": "type", "gesprekstype": "type",
    "folder": "folder", "map": "folder", "status": "status",
    "time": "time", "tijd": "time",
    "tel": "tel", "number": "tel", "nummer": "tel", "telephone": "tel", "telefoon": "tel",
    "mobile": "tel", "mobiel": "tel", "home": "tel", "thuis": "tel", "work": "tel",
    "name": "name", "name (matched)": "name", "naam": "name",
    "reference number": "reference", "segment number": "segment", "segments": "segments",
    "attribute": "attribute", "data": "data",
    "storage": "", "opslag": "", "index": "", "service center": "", "duration": "", "duur": "",
    "deleted": "", "verwijderd": "", "related application": "", "account name": "",
}  # fmt: skip
PARTIES = {
    "from": "from", "van": "from", "to": "to", "aan": "to",
    "participant": "participant", "deelnemer": "participant",
}  # fmt: skip
LONGEST = 65_536  # characters of one line of a text
LONGEST_KEY = 40  # characters
LONGEST_VALUE = 300  # characters
MOST_LINES = 1000  # of one text


@dataclass
class Block:
    """One item. `values`: a key, or a party and "tel" or "name" ("from tel"), -> what it says."""

    row: int
    title: str
    values: dict[str, list[str]] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)

    def first(self, key: str) -> str:
        return next(iter(self.values.get(key, ())), "")


def read(source: Source) -> Iterator[Block]:
    """The blocks of a file in turn; a long text that came in parts is one."""
    return _whole(_parts(source))


def _whole(blocks: Iterator[Block]) -> Iterator[Block]:
    # A long text is a block per part, one after the other, with the same reference.
    held: Block | None = None
    for block in blocks:
        if held and _is_next_part(held, block):
            held.text[-1:] = ["".join([*held.text[-1:], *block.text[:1]])]
            held.text += block.text[1:]
            held.values["segment"] = block.values["segment"]
            continue
        if held:
            yield held
        held = block
    if held:
        yield held


def _is_next_part(held: Block, block: Block) -> bool:
    reference, part = block.first("reference"), block.first("segment")
    before = held.first("segment")
    return (
        bool(reference)
        and held.first("reference") == reference
        and part.isdecimal()
        and before.isdecimal()
        and int(part[:9]) == int(before[:9]) + 1
        and all(held.values.get(key) == block.values.get(key) for key in ("from tel", "to tel"))
    )


def _parts(source: Source) -> Iterator[Block]:
    encoding = source.layout.encoding if source.layout else ""
    with decoding.open_text(source, encoding).stream as stream:
        section, titled, gap = "", False, True
        block, party, in_text = None, "", False
        for row, line in enumerate(stream, start=1):
            line = line.rstrip("\n")
            if not line.strip():
                gap = True
                continue
            title, found = TITLE.fullmatch(line) if gap else None, pair(line)
            if title or (found and (block is None or _begins(block, found[0], gap, titled))):
                if block:
                    yield block
                block, party, in_text = Block(row, title[1] if title else section), "", False
                titled = titled or bool(title)
            if block is None:
                section = line
            elif found:
                in_text = _take(block, party, *found)
            elif heading := PARTIES.get(line[:LONGEST_KEY].strip().rstrip(":").lower()):
                party, in_text = heading, False
            elif in_text and not title and len(block.text) < MOST_LINES:
                block.text += ([""] if gap else []) + [line[:LONGEST]]
            gap = False
        if block:
            yield block


def _begins(block: Block, key: str, gap: bool, titled: bool) -> bool:
    return gap and not titled and (key in block.values or (key == "text" and bool(block.text)))


def pair(line: str) -> tuple[str, str] | None:
    """The key and the value of a line; None when it begins with no key that is known."""
    found = NAME.match(line.lstrip())
    if not found:
        return None
    name, value = _folded(found[1]), found.string[found.end() :].lstrip()
    key = f"{PARTIES[name]} tel" if name in PARTIES and value else KEYS.get(name)
    return None if key is None else (key, value)


@lru_cache(1024)
def _folded(name: str) -> str:
    return name.strip().lower()


def _take(block: Block, party: str, key: str, value: str) -> bool:
    # Whether lines that follow go on with it.
    if key == "text":
        block.text.append(value[:LONGEST])
        return True
    place = f"{party} {key}".strip() if key in ("tel", "name") else key
    if value.strip() and key:
        block.values.setdefault(place, []).append(value.strip()[:LONGEST_VALUE])
    return False
