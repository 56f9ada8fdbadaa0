"""Messages of which nobody knows whether the carrier has them: ask, and never send blindly."""

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from carrier import codes
from carrier.base import Found
from db import each
from outreach import receipts
from outreach.room import Outreach
from outreach.text import LINK, TOKEN_LENGTH

log = logging.getLogger(__name__)

AT_ONCE = 200
LOST_AFTER = timedelta(minutes=5)
# Counted from when its answer was waited for no longer, or a crash was found: by then it is with
# the carrier or never will be, and three minutes let a slow carrier list it.
ABSENT_AFTER = timedelta(minutes=3)
ASK_AGAIN = timedelta(seconds=10)  # doubled each time, so that none is asked for at others' cost
LONGEST_PAUSE = timedelta(minutes=10)
# Our clock may be ahead of the carrier's: then what it took just after the launch seems older.
MARGIN = timedelta(minutes=5)

TOKEN = re.compile(rf"/c/([A-Za-z0-9_-]{{{TOKEN_LENGTH}}})")

# Why it stays unclear: the carrier can't be asked, or its list doesn't tell. No more than that: a
# blank text in the list may be care's, and would say who is in touch with care.
UNASKED, UNTOLD = WHY = ("unasked", "untold")


def recover(room: Outreach, now: datetime) -> int:
    """At start: whatever a crash left "sending" is "unknown". Returns how many those are."""
    lost = int(room.db.write(each(_lose_all), now))
    if lost:
        log.warning("%s messages were under way at the crash; the carrier will be asked", lost)
    return lost


def reconcile(room: Outreach, now: datetime) -> int:
    """Ask the carrier for unknown messages: found -> sent, surely absent -> queued.

    What stays unclear stays unknown, and is asked again after a pause that grows each time.
    Returns how many became clear.
    """
    before = now - LOST_AFTER
    with room.db.read() as session:
        old = session.messages.old(before=before)
    if old:  # every write wakes the pages, so none for nothing
        room.db.write(each(_lose_old), (before, now))
    with room.db.read() as session:
        unknown = session.messages.unknown(amount=AT_ONCE, now=now)
    if not unknown:
        return 0
    with ThreadPoolExecutor(min(len(unknown), room.settings.carrier.concurrency)) as pool:
        verdicts = list(pool.map(lambda row: _ask(room, row, now), unknown))
    told = list(zip(unknown, verdicts, strict=True))
    absent = [row["id"] for row, said in told if said == "absent"]
    unclear = [(row["id"], said, now + _pause(row["asked"])) for row, said in told if said in WHY]
    if absent or unclear:
        room.db.write(each(_settle), (absent, unclear))
    return len(unknown) - len(unclear)


def ours(found: Found, wording: str, public_address: str) -> bool:
    """Whether a text in the carrier's list is this wording with some link.

    The carrier may have replaced characters of it; then its short link tells.
    """
    parts = (re.escape(" ".join(part.split())) for part in wording.split(LINK))
    pattern = r"\s*\S+\s*".join(parts)
    if f"{public_address}/c/" in found.text:
        return True
    return re.fullmatch(pattern, " ".join(found.text.split())) is not None


def _ask(room: Outreach, row: dict[str, Any], now: datetime) -> str:
    try:
        vault = room.keys.ring(f"campaign-{row['campaign']}")
        number = vault.open(row["number_sealed"], "recipient")
        listed = room.carrier.find(number, row["launched"] - MARGIN)
        return UNASKED if listed is None else _judge(room, row, listed, now)
    except Exception as error:  # the others are asked for all the same
        log.warning("the carrier could not be asked: %s", type(error).__name__)
        return UNASKED


def _judge(room: Outreach, row: dict[str, Any], listed: list[Found], now: datetime) -> str:
    others = [one for one in listed if one.carrier_id != row["earlier_id"]]  # that try is over
    there = [one for one in others if one.code not in codes.NOT_SENT]
    mine = next((one for one in there if _is_of(room, row, one)), None)
    if mine:
        receipts.record(room, row["id"], codes.reported(mine), now)
        return "found"
    blank = any(not one.text.strip() and _then(one, row) for one in there)
    settled = room.settings.sandbox or now - row["lost"] >= ABSENT_AFTER
    if blank or not settled:
        return UNTOLD
    for one in others:  # its id is kept, or its receipt, come late, would be taken for the next
        if one.code in codes.NOT_SENT and _is_of(room, row, one):
            receipts.record(room, row["id"], codes.reported(one), now)
    return "absent"


def _is_of(room: Outreach, row: dict[str, Any], found: Found) -> bool:
    """Whether it is this campaign's: another may have texted this person, in the same words."""
    token = TOKEN.search(found.text)
    campaign = room.gate.campaign_of_link(token[1]) if token else None
    if campaign:
        return campaign == str(row["campaign"])
    return ours(found, row["wording"], room.settings.public_address)


def _then(found: Found, row: dict[str, Any]) -> bool:
    """Whether the carrier took it when it would have taken ours; redacted, it could be ours."""
    begun, over = row["claimed"] - MARGIN, row["lost"] + MARGIN
    return found.moment is None or begun <= found.moment <= over


def _pause(asked: int) -> timedelta:
    doubled: int = 2 ** min(asked, 10)
    return min(LONGEST_PAUSE, ASK_AGAIN * doubled)


def _lose_all(tx: Any, now: datetime) -> int:
    return int(tx.messages.lose_all(now=now))


def _lose_old(tx: Any, item: tuple[datetime, datetime]) -> int:
    before, now = item
    return int(tx.messages.lose_old(before=before, now=now))


def _settle(tx: Any, item: tuple[list[str], list[tuple[str, str, datetime]]]) -> None:
    absent, unclear = item
    if absent:
        tx.messages.requeue(messages=absent)
    if unclear:
        messages, reasons, moments = (list(column) for column in zip(*unclear, strict=True))
        tx.messages.ask_later(messages=messages, reasons=reasons, moments=moments)
