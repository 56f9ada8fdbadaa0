"""Receipts that never came: the carrier is asked how the message fared."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from carrier import codes
from carrier.base import Found
from db import each
from outreach import receipts
from outreach.room import Outreach

log = logging.getLogger(__name__)

AT_ONCE = 200
GIVEN_UP_AFTER = timedelta(days=5)  # a network reports within days or never


def fetch(room: Outreach, now: datetime) -> int:
    """Ask for the receipts that are missing for long; returns how many have their end now."""
    pause = timedelta(hours=room.settings.sending.fetch_after_hours)
    with room.db.read() as session:
        silent = session.messages.without_receipt(
            sent_before=now - pause, sent_since=now - GIVEN_UP_AFTER, amount=AT_ONCE, now=now
        )
    if not silent:
        return 0
    with ThreadPoolExecutor(min(len(silent), room.settings.carrier.concurrency)) as pool:
        found = list(pool.map(lambda row: _ask(room, row["carrier_id"]), silent))
    ended = 0
    for row, one in zip(silent, found, strict=True):
        if one and receipts.MEANS[one.status] != "sent":
            ended += receipts.record(room, row["id"], codes.reported(one), now)
    # Also those that have their end now: one that is sent a second time starts anew.
    room.db.write(each(_ask_later), ([row["id"] for row in silent], now + pause))
    return ended


def _ask(room: Outreach, carrier_id: str) -> Found | None:
    try:
        return room.carrier.fetch(carrier_id)
    except Exception as error:
        log.warning("the carrier could not be asked: %s", type(error).__name__)
        return None


def _ask_later(tx: Any, item: tuple[list[str], datetime]) -> None:
    messages, moment = item
    amount = len(messages)
    tx.messages.ask_later(messages=messages, reasons=[""] * amount, moments=[moment] * amount)
