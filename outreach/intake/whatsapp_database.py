"""WhatsApp's databases: msgstore.db and wa.db (Android), ChatStorage.sqlite (iOS).

Tables and values: https://github.com/sepinf-inc/IPED (iped-parsers, whatsapp) and
https://thebinaryhick.blog/2022/06/09/new-msgstore-who-dis-a-look-at-an-updated-whatsapp-on-android/.
Addresses go out as they are: `31612345678@s.whatsapp.net` is a person, `…@g.us` a group.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from outreach.intake.epochs import from_1970, from_2001
from outreach.intake.sighting import NO_DIRECTION, Direction, Sighting
from outreach.intake.sqlite_tables import Database, Reader, text

FROM_ME: dict[Any, Direction] = {0: "in", 1: "out"}
GROUP, ALIAS = "@g.us", "@lid"
TO_ALL = ("@broadcast", "@status")  # stories and mailing lists: nobody's conversation
NOT_PEOPLE = (GROUP, "@newsletter", *TO_ALL)
NOTICE, OLD_NOTICE = 7, 6  # of `message_type` and `messages.status`: "Jan left", "call missed"
CALLS = frozenset((8, 10, "8", "10"))  # of `message_type` and `media_wa_type`
NO_CHAT = (-1, "-1")  # the first row of every database stands for nothing
IOS_NOTICES = (6, 10, 12)  # of `ZMESSAGETYPE`
IOS_CALLS = ((10, 1), (10, 4))  # with `ZGROUPEVENTTYPE`: missed, without and with pictures


def _messages(database: Database, _: set[str]) -> Iterator[Sighting]:
    if _holds_more(database, "messages", "message"):
        return  # WhatsApp was still filling its new tables
    people = _people(database)
    rows = database.rows(
        "m.from_me m.chat_row_id m.message_type m.text_data m.timestamp p.raw_string s.raw_string",
        "message m",
        ("chat c", "c.rowid", "m.chat_row_id"),
        ("jid p", "p.rowid", "c.jid_row_id"),
        ("jid s", "s.rowid", "m.sender_jid_row_id"),
    )
    for row, (mine, chat, kind, said, date, party, sender) in enumerate(rows, 1):
        party = text(party)
        if chat in NO_CHAT or kind == NOTICE or party.endswith(TO_ALL):
            continue
        number = _number(party, text(sender), mine)
        number, moment = people.get(number, number), from_1970(date, 1000)
        yield _sighting(row, number, mine, said, moment, kind in CALLS, "message")


def _old_messages(database: Database, _: set[str]) -> Iterator[Sighting]:
    if not _holds_more(database, "messages", "message"):
        return
    rows = database.rows(
        "m.key_from_me m.key_remote_jid m.status m.media_wa_type m.data m.media_caption "
        "m.timestamp m.remote_resource",
        "messages m",
    )
    for row, (mine, party, status, kind, said, caption, date, sender) in enumerate(rows, 1):
        party = text(party)
        if party in NO_CHAT or status == OLD_NOTICE or party.endswith(TO_ALL):
            continue
        number, moment = _number(party, text(sender), mine), from_1970(date, 1000)
        yield _sighting(row, number, mine, said or caption, moment, kind in CALLS, "messages")


def _ios_messages(database: Database, _: set[str]) -> Iterator[Sighting]:
    rows = database.rows(
        "m.zisfromme m.zmessagetype m.zgroupeventtype m.ztext i.ztitle m.zmessagedate "
        "c.zcontactjid m.zfromjid m.ztojid g.zmemberjid",
        "zwamessage m",
        ("zwachatsession c", "c.rowid", "m.zchatsession"),
        ("zwagroupmember g", "g.rowid", "m.zgroupmember"),
        ("zwamediaitem i", "i.rowid", "m.zmediaitem"),
    )
    for row, (mine, kind, event, said, title, date, *jids) in enumerate(rows, 1):
        chat, sender, to, member = map(text, jids)
        call = (kind, event) in IOS_CALLS
        if chat.endswith(TO_ALL) or (kind in IOS_NOTICES and not call):
            continue
        party = _known(chat, to if mine == 1 else sender)
        number, moment = _number(party, member, mine), from_2001(date)
        yield _sighting(row, number, mine, said or title, moment, call, "ZWAMESSAGE")


def _number(party: str, sender: str, mine: object) -> str:
    """Who wrote it or who it was sent to: in a group, `party` is the group."""
    return sender if sender and mine != 1 and party.endswith(GROUP) else party


def _known(*jids: str) -> str:
    """The first that is there and holds a number, else the first that is there."""
    there = [jid for jid in jids if jid]
    return next((jid for jid in there if not jid.endswith(ALIAS)), there[0] if there else "")


def _sighting(
    row: int, number: str, mine: Any, said: object, moment: datetime | None, call: bool, sheet: str
) -> Sighting:
    direction = FROM_ME.get(mine, "none")
    reason = "" if direction != "none" else NO_DIRECTION
    if call:
        return Sighting(row, number, direction, "", moment, "call", sheet, reason)
    return Sighting(row, number, direction, text(said), moment, "message", sheet, reason)


def _people(database: Database) -> dict[str, str]:
    """`…@lid`, by which newer versions call people -> the address that holds their number."""
    rows = database.rows(
        "l.raw_string p.raw_string",
        "jid_map m",
        ("jid l", "l.rowid", "m.lid_row_id"),
        ("jid p", "p.rowid", "m.jid_row_id"),
    )
    return {text(alias): text(jid) for alias, jid in rows if alias and jid}


def _holds_more(database: Database, one: str, other: str) -> bool:
    """Both lie in one file for a while after an update; the fuller one is the true one."""
    return _size(database, one) > _size(database, other)


def _size(database: Database, table: str) -> int:
    return sum(1 for _ in database.rows("t.rowid", f"{table} t"))


def _contacts(database: Database, _: set[str]) -> Iterator[Sighting]:
    for row, (jid, number) in enumerate(database.rows("c.jid c.number", "wa_contacts c"), 1):
        found = text(number) or text(jid)
        if found and not text(jid).endswith(NOT_PEOPLE):
            yield Sighting(row, found, "none", kind="contact", sheet="wa_contacts")


ANDROID, IOS = "WhatsApp (Android)", "WhatsApp (iOS)"
READERS = (
    Reader(
        ANDROID,
        {"message": ("chat_row_id", "from_me"), "chat": ("jid_row_id",), "jid": ("raw_string",)},
        _messages,
    ),
    Reader(ANDROID, {"messages": ("key_remote_jid", "key_from_me", "data")}, _old_messages),
    Reader(ANDROID, {"wa_contacts": ("jid",)}, _contacts),
    Reader(
        IOS,
        {"zwamessage": ("zisfromme", "ztext"), "zwachatsession": ("zcontactjid",)},
        _ios_messages,
    ),
)
