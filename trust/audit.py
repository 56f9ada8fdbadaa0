"""The trail: append-only, hash-chained, one per room, written in the change's own transaction."""

import hashlib
import json
from datetime import datetime
from typing import Any

from trust.access import Actor

GENESIS = "0" * 64


def record(
    tx: Any, actor: Actor, action: str, subject: str, now: datetime, **detail: object
) -> None:
    """Add a link: who did what to which id. `detail` is small and holds no person's data."""
    last = tx.trail.last()
    link = {
        "seq": last["seq"] + 1 if last else 1,
        "moment": now,
        "actor": actor.id,
        "action": action,
        "subject": subject,
        "detail": json.dumps(detail, sort_keys=True, default=str),
        "previous": last["hash"] if last else GENESIS,
    }
    tx.trail.add(**link, hash=_hash(link))


def broken_at(links: list[dict[str, Any]]) -> int | None:
    """The first `seq` where the chain doesn't hold, None when all of it does."""
    previous, seq = GENESIS, 0
    for link in links:
        seq += 1
        if link["seq"] != seq or link["previous"] != previous or link["hash"] != _hash(link):
            return seq
        previous = link["hash"]
    return None


def _hash(link: dict[str, Any]) -> str:
    parts = ("seq", "actor", "action", "subject", "detail", "previous")
    text = "\n".join([*(str(link[part]) for part in parts), link["moment"].isoformat()])
    return hashlib.sha256(text.encode()).hexdigest()
