"""MSAB XRY's text exports: a file per kind (Messages-SMS, Calls, Contacts), a block per item.

    XRY Export
    <two lines>: the kind, "Messages/SMS"

    SMS #   1
    Text:       first line
    second line
    Direction:  Incoming
    Time:       1/2/2019 1:23:45 PM UTC+1 (Device)
    From
    Tel:        +31612345678

MSAB describes it nowhere in public. Keys, headings, times and the three numbers of a text that came
in parts are as Autopsy reads them:
https://github.com/sleuthkit/autopsy/tree/develop/Core/src/org/sleuthkit/autopsy/datasourceprocessors/xry
Assumed beyond that: Dutch names of the same keys; a heading may also be a key ("From: +316…"), and
a text may hold empty lines, so that only a title ("SMS # 2") or a key that comes again begins a
block. A text can hold a line like "Tel: 06…": a block that names two senders is left out.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from outreach.intake import moments, xry_blocks
from outreach.intake.sighting import NO_DIRECTION, Direction, Kind, ReadExport, Sighting
from outreach.intake.source import Source
from outreach.intake.xry_blocks import Block
from problem import N_

TWO_SENDERS = N_("More than one sender is named. Look it up in the export.")
DIRECTIONS: dict[str, Direction] = {
    "incoming": "in", "inkomend": "in", "received": "in", "ontvangen": "in", "missed": "in",
    "gemist": "in", "deliver": "in", "inbox": "in", "postvak in": "in",
    "outgoing": "out", "uitgaand": "out", "dialed": "out", "last dialed": "out", "gebeld": "out",
    "submit": "out", "sent": "out", "verzonden": "out", "unsent": "out", "sending failed": "out",
    "outbox": "out", "postvak uit": "out", "drafts": "out", "concepten": "out",
}  # fmt: skip
CALLS = ("call", "oproep", "gesprek")
OWN_NUMBER = re.compile(r"msisdn|(?:phone|subscriber|own) number|telefoonnummer|eigen nummer")
TRIED = 40  # lines


def fits(opening: str) -> bool:
    """Whether a text that begins so is an XRY export."""
    lines = opening.lstrip().split("\n", TRIED)[:TRIED]
    keys = sum(bool(xry_blocks.pair(line)) for line in lines)
    named = any(line.strip().lower().startswith("xry export") for line in lines[:3])
    return keys >= 2 and (named or any(xry_blocks.TITLE.fullmatch(line) for line in lines))


def read(source: Source) -> ReadExport:
    """A sighting per message, call and telephone number of a contact."""
    owners: set[str] = set()
    return ReadExport("MSAB XRY text", _sightings(source, owners), owners)


def _sightings(source: Source, owners: set[str]) -> Iterator[Sighting]:
    for block in xry_blocks.read(source):
        if "attribute" in block.values:
            _learn_owner(block, owners)
        elif _about(block) == "contact":
            for number in block.values.get("tel", [""]):
                yield Sighting(block.row, number, "none", kind="contact")
        elif block.text or any(key.endswith("tel") for key in block.values):
            yield _sighting(block, owners)


def _learn_owner(block: Block, owners: set[str]) -> None:
    pairs = zip(block.values["attribute"], block.values.get("data", []), strict=False)
    owners.update(data for name, data in pairs if OWN_NUMBER.search(name.lower()) and data)


def _about(block: Block) -> Kind:
    title = block.title.lower()
    if "contact" in title:
        return "contact"
    return "call" if any(word in title for word in CALLS) else "message"


def _sighting(block: Block, owners: set[str]) -> Sighting:
    kind, direction = _about(block), _direction(block)
    senders, receivers = _party(block, "from"), _party(block, "to")
    parties = {"in": senders, "out": receivers, "none": senders or receivers}[direction]
    own = {"in": receivers, "out": senders, "none": []}[direction]
    owners.update(own if len(own) == 1 else ())
    parties = parties or _party(block, "participant") or _party(block, "")
    reason = NO_DIRECTION if direction == "none" else ""
    if direction == "in" and len(parties) > 1:
        reason = TWO_SENDERS
    text = "\n".join(block.text).strip() if kind == "message" else ""
    number, moment = next(iter(parties), ""), _moment(block.first("time"))
    return Sighting(block.row, number, direction, text, moment, kind, reason=reason)


def _direction(block: Block) -> Direction:
    for key in ("direction", "type", "folder", "status"):
        said = {DIRECTIONS.get(value.lower(), "none") for value in block.values.get(key, ())}
        if known := said - {"none"}:
            return known.pop() if len(known) == 1 else "none"
    sender, receiver = bool(_party(block, "from")), bool(_party(block, "to"))
    if sender == receiver:
        return "none"
    return "in" if sender else "out"


def _party(block: Block, party: str) -> list[str]:
    # Its numbers, each once; its names when it has none.
    for key in ("tel", "name"):
        if found := block.values.get(f"{party} {key}".strip()):
            return list(dict.fromkeys(found))
    return []


def _moment(text: str) -> datetime | None:
    american = "/" in text and text.upper().find("M", text.find(":")) > 0
    return moments.read(text, "mdy" if american else "dmy")
