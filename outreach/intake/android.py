"""Android's own databases: mmssms.db, contacts2.db (profile.db), calllog.db.

Values: https://developer.android.com/reference/android/provider/Telephony,
https://developer.android.com/reference/android/provider/CallLog.Calls and
https://developer.android.com/reference/android/provider/ContactsContract.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from outreach.intake.epochs import from_1970
from outreach.intake.sighting import NO_DIRECTION, NO_DIRECTION_OF_CALL, Direction, Sighting
from outreach.intake.sqlite_tables import Database, Reader, text

# Of `sms.type` and `pdu.msg_box`: inbox; sent, draft, outbox, failed, queued.
BOXES: dict[Any, Direction] = {1: "in", 2: "out", 3: "out", 4: "out", 5: "out", 6: "out"}
# Incoming; outgoing; missed, voicemail, rejected, blocked, answered on another device.
CALLS: dict[Any, Direction] = {1: "in", 2: "out", 3: "in", 4: "in", 5: "in", 6: "in", 7: "in"}
HIDDEN = frozenset(("-1", "-2", "-3"))  # a caller who is unknown, private or at a pay phone
FROM, TO = 137, 151  # of `addr.type`
OWNER = "insert-address-token"  # what an mms says instead of the phone's own number
PLAIN = "text/plain"  # of `part.ct`
PHONE = "vnd.android.cursor.item/phone_v2"
OWN_PROFILE = 2**63 - 2**31  # ContactsContract.Profile.MIN_ID: ids from here on are the owner's


def _sms(database: Database, _: set[str]) -> Iterator[Sighting]:
    rows = database.rows("s.address s.type s.date s.body", "sms s")
    for row, (number, box, date, body) in enumerate(rows, 1):
        direction, moment = BOXES.get(box, "none"), from_1970(date, 1000)
        reason = "" if direction != "none" else NO_DIRECTION
        yield Sighting(row, text(number), direction, text(body), moment, "message", "sms", reason)


def _mms(database: Database, _: set[str]) -> Iterator[Sighting]:
    # Two streams side by side: joined at once, addresses and parts would multiply.
    addressed = database.rows(
        "m.rowid a.rowid a.type a.address m.msg_box m.date",
        "pdu m",
        ("addr a", "a.msg_id", "+m.rowid"),
    )
    parts = database.rows("m.rowid p.rowid p.ct p.text", "pdu m", ("part p", "p.mid", "+m.rowid"))
    both = zip(_by_message(addressed), _by_message(parts), strict=True)
    for row, (addresses, pieces) in enumerate(both, 1):
        box, date = addresses[0][-2:]
        direction = BOXES.get(box, "none")
        number = _party(addresses, FROM if direction == "in" else TO)
        said = "\n".join(text(said) for _, _, kind, said in pieces if kind == PLAIN and said)
        moment, reason = from_1970(date), "" if direction != "none" else NO_DIRECTION
        yield Sighting(row, number, direction, said, moment, "message", "pdu", reason)


def _by_message(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """What belongs to one message, in the order in which it was stored."""
    for _, group in groupby(rows, key=itemgetter(0)):
        yield sorted(group, key=lambda row: row[1] or 0)


def _party(addresses: Iterable[tuple[Any, ...]], role: int) -> str:
    found = (text(number) for _, _, kind, number, *_ in addresses if kind == role)
    return next((number for number in found if number and number != OWNER), "")


def _contacts(database: Database, owners: set[str]) -> Iterator[Sighting]:
    kinds = database.rows("k.rowid k.mimetype", "mimetypes k")
    phones = {key for key, kind in kinds if kind == PHONE}
    rows = database.rows("d.mimetype_id d.data1 d.raw_contact_id", "data d")
    for row, (kind, value, contact) in enumerate(rows, 1):
        number = text(value)
        if kind not in phones or not number:
            continue
        if isinstance(contact, int) and contact >= OWN_PROFILE:
            owners.add(number)
        else:
            yield Sighting(row, number, "none", kind="contact", sheet="data")


def _calls(database: Database, _: set[str]) -> Iterator[Sighting]:
    rows = database.rows("c.number c.type c.date", "calls c")
    for row, (value, kind, date) in enumerate(rows, 1):
        number, direction = text(value), CALLS.get(kind, "none")
        reason = "" if direction != "none" else NO_DIRECTION_OF_CALL
        number = "" if number in HIDDEN else number
        yield Sighting(row, number, direction, "", from_1970(date, 1000), "call", "calls", reason)


READERS = (
    Reader("Android messages", {"sms": ("address", "type", "body")}, _sms),
    Reader("Android messages", {"pdu": ("msg_box",), "addr": ("msg_id", "address", "type")}, _mms),
    Reader(
        "Android contacts",
        {"data": ("mimetype_id", "data1"), "mimetypes": ("mimetype",)},
        _contacts,
    ),
    Reader("Android calls", {"calls": ("number", "type")}, _calls),
)
