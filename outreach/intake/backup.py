"""SMS Backup & Restore (Android): xml with a `sms` or `mms` element per message, read as a stream.

Fields: https://www.synctech.com.au/sms-backup-restore/fields-in-xml-backup-files/
"""

import io
import re
from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from outreach.intake import moments
from outreach.intake.sighting import Direction, ReadExport, Sighting
from problem import Problem

RECEIVED = "1"  # of `type` and `msg_box`; all others are the owner's own
SENDER = "137"  # of an mms address
ROOT = re.compile(r"<\s*([a-z]\w*)", re.IGNORECASE)
HALVES = re.compile(r"&#(5[56]\d{3});&#(5[67]\d{3});")


def read(text: str) -> ReadExport:
    """Sightings of a backup of messages; raises Problem for any other xml, or a broken one."""
    _refuse_another_kind(text)
    try:
        seen = list(_sightings(HALVES.sub(_emoji, text)))
    except DefusedXmlException:
        raise Problem(
            "The file defines xml entities, which no export needs. It was not read."
        ) from None
    except ParseError as error:
        raise Problem(
            "The xml is damaged or cut off in line {line}. Export it again.", line=error.position[0]
        ) from None
    return ReadExport("SMS Backup & Restore", frozenset(), seen)


def _refuse_another_kind(text: str) -> None:
    root = ROOT.search(text)
    name = root[1].lower() if root else ""
    if name == "calls":
        raise Problem("This is a backup of calls. Upload the backup of the messages.")
    if name != "smses":
        raise Problem(
            "This xml is not known. Upload a backup by SMS Backup & Restore, or export the "
            "messages as xlsx or csv."
        )


def _sightings(text: str) -> Iterator[Sighting]:
    row, top = 0, None
    for event, element in iterparse(io.StringIO(text), ("start", "end"), forbid_dtd=True):
        top = element if top is None else top
        if event == "end" and element.tag in ("sms", "mms"):
            row += 1
            yield _sms(row, element) if element.tag == "sms" else _mms(row, element)
            top.clear()  # what was read need not stay in memory


def _sms(row: int, sms: Element) -> Sighting:
    number, text = sms.get("address", ""), sms.get("body", "")
    return Sighting(row, number, _direction(sms.get("type")), text, _moment(sms))


def _mms(row: int, mms: Element) -> Sighting:
    parts = (part.get("text", "") for part in mms.iter("part") if part.get("ct") == "text/plain")
    senders = [one.get("address", "") for one in mms.iter("addr") if one.get("type") == SENDER]
    direction = _direction(mms.get("msg_box"))
    number = senders[0] if senders and direction == "in" else mms.get("address", "")
    return Sighting(row, number, direction, "\n".join(parts), _moment(mms))


def _direction(kind: str | None) -> Direction:
    return "in" if kind == RECEIVED else "out"


def _moment(element: Element) -> datetime | None:
    return moments.from_milliseconds(element.get("date", ""))


def _emoji(halves: re.Match[str]) -> str:
    # Older versions of the app write an emoji as two numbers, which is no valid xml.
    high, low = int(halves[1]) - 0xD800, int(halves[2]) - 0xDC00
    inside = 0 <= high < 0x400 and 0 <= low < 0x400
    return chr(0x10000 + (high << 10) + low) if inside else halves[0]
