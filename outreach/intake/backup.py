"""SMS Backup & Restore (Android): xml of messages (`smses`) or of calls (`calls`), as a stream.

Fields: https://www.synctech.com.au/sms-backup-restore/fields-in-xml-backup-files/
The file's own count of its elements isn't looked at: it is wrong after a backup was cut short.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from lxml.etree import _Element as Element

from outreach.intake import markup, moments
from outreach.intake.sighting import (
    NO_DIRECTION,
    NO_DIRECTION_OF_CALL,
    Direction,
    ReadExport,
    Sighting,
)
from outreach.intake.source import Source
from problem import N_

BOXES: dict[str, Direction] = {  # of `type` and `msg_box`
    "1": "in",
    "2": "out",
    "3": "out",  # a draft
    "4": "out",  # waiting
    "5": "out",  # failed
    "6": "out",  # queued
}
CALLS: dict[str, Direction] = {
    "1": "in",
    "2": "out",
    "3": "in",  # missed
    "4": "in",  # voicemail
    "5": "in",  # rejected
    "6": "in",  # refused: from a number that is blocked
    "7": "in",  # answered on another device
}
KINDS: dict[str, Direction] = {"128": "out", "130": "in", "132": "in"}  # of an mms
SENDER = "137"  # of an mms address; these are the numbers of the protocol (OMA-TS-MMS_ENC, 7.4)
RECEIVERS = ("151", "130", "129")  # to, cc, bcc
OWNER = "insert-address-token"  # the phone itself, as the sender of an mms
BETWEEN = "~"  # the numbers of a group
WITHHELD = ("-1", "-2", "-3")  # Android's number of who doesn't show his
NO_SENDER = N_("It isn't said who of the group wrote this text.")


def read(source: Source) -> ReadExport:
    """Sightings of its messages or calls; iterating raises Problem when the xml is damaged."""
    owners: set[str] = set()
    return ReadExport("SMS Backup & Restore", _sightings(source, owners), owners)


def _sightings(source: Source, owners: set[str]) -> Iterator[Sighting]:
    readers: dict[str, Callable[[Element, int], Sighting]] = {
        "sms": _sms,
        "mms": partial(_mms, owners),
        "call": _call,
    }
    row = 0
    with source.open() as stream:
        for event, element in markup.elements(stream, *readers):
            reader = readers.get(markup.local(element))
            if event == "end" and reader:
                row += 1
                yield reader(element, row)


def _sms(sms: Element, row: int) -> Sighting:
    direction = BOXES.get(sms.get("type", ""), "none")
    return _message(sms, row, direction, _numbers(sms.get("address")), _said(sms.get("body")))


def _mms(owners: set[str], mms: Element, row: int) -> Sighting:
    addresses = [(one.get("type"), _said(one.get("address"))) for one in mms.iter("{*}addr")]
    senders = [address for kind, address in addresses if kind == SENDER and address]
    receivers = [address for kind, address in addresses if kind in RECEIVERS and address]
    group = _numbers(mms.get("address"))
    direction = BOXES.get(mms.get("msg_box", "")) or KINDS.get(mms.get("m_type", ""), "none")
    if OWNER in senders:
        direction, senders = "out", []
    owners.update(_own(direction, senders, receivers))
    if direction == "in":
        return _message(mms, row, direction, senders[:1] or group, _text(mms))
    return _message(mms, row, direction, receivers[:1] or group[:1], _text(mms))


def _own(direction: Direction, senders: list[str], receivers: list[str]) -> list[str]:
    # Who sends what went out, and who alone receives what came in, is the phone's owner.
    if direction == "out":
        return senders
    return receivers if direction == "in" and senders and len(receivers) == 1 else []


def _text(mms: Element) -> str:
    parts = (one for one in mms.iter("{*}part") if one.get("ct", "").startswith("text/plain"))
    texts = [text for one in parts if (text := _said(one.get("text")))]
    return "\n".join(texts) or _said(mms.get("sub"))


def _message(
    element: Element, row: int, direction: Direction, numbers: list[str], text: str
) -> Sighting:
    unsaid = direction == "in" and len(numbers) > 1
    reason = NO_SENDER if unsaid else NO_DIRECTION if direction == "none" else ""
    number = "" if unsaid or not numbers else numbers[0]
    return Sighting(row, number, direction, text, _moment(element), reason=reason)


def _call(call: Element, row: int) -> Sighting:
    direction, number = CALLS.get(call.get("type", ""), "none"), _said(call.get("number"))
    reason = NO_DIRECTION_OF_CALL if direction == "none" else ""
    number = "" if number in WITHHELD else number
    return Sighting(row, number, direction, "", _moment(call), "call", reason=reason)


def _numbers(address: str | None) -> list[str]:
    return [one for one in (part.strip() for part in _said(address).split(BETWEEN)) if one]


def _said(value: str | None) -> str:
    # What a field holds; the app writes the word null where the phone has nothing.
    return "" if value is None or value == "null" else value


def _moment(element: Element) -> datetime | None:
    return moments.from_milliseconds(element.get("date", ""))
