"""Receipts of answers that never came: a care worker must hear that a text did not arrive."""

import logging
from datetime import datetime, timedelta

from carrier import codes
from carrier.base import Found
from db import Session, each
from helpdesk.fates import FROM_CARRIER
from helpdesk.receipts import receipt
from helpdesk.room import Helpdesk

log = logging.getLogger(__name__)

AT_ONCE = 50
GIVEN_UP_AFTER = timedelta(days=5)  # a network reports within days or never


def fetch(room: Helpdesk, now: datetime) -> int:
    """Ask for the receipts that are missing for long; returns how many have their end now."""
    pause = timedelta(hours=room.settings.sending.fetch_after_hours)
    with room.db.read() as session:
        silent = session.answers.without_receipt(
            sent_before=now - pause, sent_since=now - GIVEN_UP_AFTER, limit=AT_ONCE, now=now
        )
    if not silent:
        return 0
    ended = 0
    for row in silent:
        found = _ask(room, row["carrier_id"])
        if found and FROM_CARRIER[found.status] != "sent":
            ended += receipt(room, row["id"], codes.reported(found), now)
    room.db.write(each(_ask_later), ([row["id"] for row in silent], now + pause))
    return ended


def _ask(room: Helpdesk, carrier_id: str) -> Found | None:
    try:
        return room.carrier.fetch(carrier_id)
    except Exception as error:
        log.warning("the carrier could not be asked: %s", type(error).__name__)
        return None


def _ask_later(tx: Session, item: tuple[list[str], datetime]) -> None:
    ids, moment = item
    tx.answers.ask_later(ids=ids, moments=[moment] * len(ids))
