"""Apple's databases: sms.db (iOS), chat.db (macOS), AddressBook.sqlitedb and the call history.

Tables: https://github.com/ReagentX/imessage-exporter and https://github.com/abrignoni/iLEAPP.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from outreach.intake import typedstream
from outreach.intake.epochs import from_1970, from_2001
from outreach.intake.sighting import NO_DIRECTION, NO_DIRECTION_OF_CALL, Direction, Sighting
from outreach.intake.sqlite_tables import Database, Reader, text

FROM_ME: dict[Any, Direction] = {0: "in", 1: "out"}  # also of `ZORIGINATED`
REACTIONS = range(2000, 4000)  # of `associated_message_type`: their text quotes someone else's
GROUP = "chat"  # how the identifier of a conversation of several begins
SCHEME = re.compile(r"^(?:[pe]|tel|mailto|sms):", re.IGNORECASE)
PHONE = 3  # of `ABMultiValue.property`

FIELDS = """
m.rowid m.text m.attributedbody m.is_from_me m.date m.item_type m.associated_message_type
m.destination_caller_id m.account h.id j.chat_id
"""


class Chat(NamedTuple):
    """A conversation: the first of its handles, and whether it is the only one."""

    handle: str
    alone: bool


def _messages(database: Database, owners: set[str]) -> Iterator[Sighting]:
    note = _noting(owners)
    chats = _chats(database, note)
    rows = database.rows(
        FIELDS,
        "message m",
        ("handle h", "h.rowid", "m.handle_id"),
        ("chat_message_join j", "j.message_id", "+m.rowid"),
    )
    last, row = None, 0
    for key, body, styled, mine, date, item, about, caller, account, handle, chat in rows:
        if key == last:
            continue  # one message in two conversations
        last, row = key, row + 1
        note(caller)
        note(account)
        if item:
            continue  # "Jan left the conversation" is nobody's text
        direction = FROM_ME.get(mine, "none")
        number = text(handle) or _of_chat(chats.get(chat), direction)
        said = "" if about in REACTIONS else text(body) or typedstream.string(styled)
        reason = "" if direction != "none" else NO_DIRECTION
        yield Sighting(row, number, direction, said, from_2001(date), "message", "message", reason)


def _noting(owners: set[str]) -> Callable[[object], None]:
    """Takes "P:+316…", "E:jan@…" or "tel:…", by which Messages calls the owner's own addresses."""
    seen: set[object] = set()

    def note(value: object) -> None:
        if value not in seen:
            seen.add(value)
            owners.update({SCHEME.sub("", text(value)).strip()} - {""})

    return note


def _chats(database: Database, note: Callable[[object], None]) -> dict[Any, Chat]:
    chats: dict[Any, Chat] = {}
    for key, handle in database.rows(
        "j.chat_id h.id", "chat_handle_join j", ("handle h", "h.rowid", "j.handle_id")
    ):
        first = chats.get(key)
        chats[key] = Chat(first.handle, False) if first else Chat(text(handle), True)
    for key, identifier, login, addressed in database.rows(
        "c.rowid c.chat_identifier c.account_login c.last_addressed_handle", "chat c"
    ):
        note(login)
        note(addressed)
        if not text(identifier).startswith(GROUP):
            chats.setdefault(key, Chat(text(identifier), True))
    return chats


def _of_chat(chat: Chat | None, direction: Direction) -> str:
    # Who of several wrote it isn't known; who was written to is any of them.
    return chat.handle if chat and (chat.alone or direction == "out") else ""


def _contacts(database: Database, _: set[str]) -> Iterator[Sighting]:
    rows = database.rows("v.property v.value", "abmultivalue v")
    for row, (kind, value) in enumerate(rows, 1):
        if kind == PHONE and value:
            yield Sighting(row, text(value), "none", kind="contact", sheet="ABMultiValue")


def _calls(database: Database, _: set[str]) -> Iterator[Sighting]:
    rows = database.rows("c.zaddress c.zoriginated c.zdate", "zcallrecord c")
    for row, (number, mine, date) in enumerate(rows, 1):
        yield _call(row, number, FROM_ME.get(mine, "none"), "ZCALLRECORD")._replace(
            moment=from_2001(date)
        )


def _old_calls(database: Database, _: set[str]) -> Iterator[Sighting]:
    """call_history.db before iOS 8; the lowest bit of `flags` says who called: 4 in, 5 out."""
    rows = database.rows("c.address c.flags c.date", "call c")
    for row, (number, flags, date) in enumerate(rows, 1):
        direction = FROM_ME[flags & 1] if isinstance(flags, int) else "none"
        yield _call(row, number, direction, "call")._replace(moment=from_1970(date))


def _call(row: int, number: object, direction: Direction, sheet: str) -> Sighting:
    reason = "" if direction != "none" else NO_DIRECTION_OF_CALL
    return Sighting(row, text(number), direction, kind="call", sheet=sheet, reason=reason)


READERS = (
    Reader(
        "iOS/macOS messages", {"message": ("is_from_me", "handle_id"), "handle": ("id",)}, _messages
    ),
    Reader("iOS contacts", {"abmultivalue": ("property", "value"), "abperson": ()}, _contacts),
    Reader("iOS calls", {"zcallrecord": ("zaddress", "zoriginated")}, _calls),
    Reader("iOS calls", {"call": ("address", "date", "flags")}, _old_calls),
)
