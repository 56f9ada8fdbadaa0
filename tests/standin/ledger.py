"""What the stand-in accepted, on the disk before it answers: one JSON object a line.

kind "request": moment, what (create, fetch, list), to, fault, status, peer (the connection)
kind "message": moment, sid, to, body, callback, validity, content_retention, address_retention,
    service, segments, fate
kind "callback": moment, sid, status, code, answer (HTTP status; 0: nobody listened; -1: lost)

A moment is in seconds since 1970 with microseconds, and that of a request is its arrival.
"""

import json
import os
import time
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path


@dataclass
class Message:
    """A message and the statuses that it goes through: (moment, status, code), earliest first."""

    sid: str
    to: str
    sender: str
    body: str
    callback: str
    service: str
    segments: int
    hidden: bool
    created: float
    steps: list[tuple[float, str, str]] = field(default_factory=list)

    def now(self) -> tuple[float, str, str]:
        """The moment, status and code that it has reached."""
        moment = time.time()
        return next(step for step in reversed(self.steps) if step[0] <= moment)

    def sent(self) -> float | None:
        """When it left; None while it waits or when it never did."""
        moment = time.time()
        left = [when for when, status, _ in self.steps if status == "sent" and when <= moment]
        return left[0] if left else None

    def resource(self, account: str, price: str, currency: str) -> dict[str, object]:
        """As the Messages API shows it."""
        updated, status, code = self.now()
        sent = self.sent()
        return {
            "sid": self.sid,
            "account_sid": account,
            "to": self.to[:-4] + "XXXX" if self.hidden else self.to,
            "from": self.sender or None,
            "messaging_service_sid": self.service or None,
            "body": self.body,
            "status": status,
            "error_code": int(code) if code else None,
            "error_message": f"error {code}" if code else None,
            "num_segments": str(self.segments),
            "num_media": "0",
            "direction": "outbound-api",
            "date_created": formatdate(self.created),
            "date_sent": formatdate(sent) if sent else None,
            "date_updated": formatdate(updated),
            "price": f"-{float(price) * self.segments:.5f}" if sent else None,
            "price_unit": currency,
            "api_version": "2010-04-01",
            "uri": f"/2010-04-01/Accounts/{account}/Messages/{self.sid}.json",
            "subresource_uris": {},
        }


class Ledger:
    """Appends to the file, and finds messages by sid and by number."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._to = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        self.by_sid: dict[str, Message] = {}
        self.by_number: dict[str, list[Message]] = {}

    def note(self, kind: str, moment: float, **row: object) -> None:
        """One write a row: it is in the file, whoever is killed next."""
        line = json.dumps({"kind": kind, "moment": round(moment, 6), **row}) + "\n"
        os.write(self._to, line.encode())

    def accept(self, message: Message, **row: object) -> None:
        self.note("message", message.created, sid=message.sid, to=message.to, **row)
        self.by_sid[message.sid] = message
        self.by_number.setdefault(message.to, []).append(message)


GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = "^{}\\[~]|€\f"


def segments(text: str) -> int:
    """How many SMS a text takes: GSM 03.38 in 160 or 153 units, else UCS-2 in 70 or 67."""
    if all(one in GSM or one in DOUBLE for one in text):
        return _parts([2 if one in DOUBLE else 1 for one in text], 160, 153)
    return _parts([2 if ord(one) > 0xFFFF else 1 for one in text], 70, 67)


def _parts(sizes: list[int], alone: int, each: int) -> int:
    if sum(sizes) <= alone:
        return 1
    parts, room = 1, each
    for size in sizes:
        if size > room:
            parts, room = parts + 1, each
        room -= size
    return parts
