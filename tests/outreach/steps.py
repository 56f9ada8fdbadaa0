"""Short ways to a campaign at any point of its life, for tests that are about what comes next."""

import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from db import each
from outreach import campaign
from outreach.room import Outreach
from outreach.window import Window
from trust.cast import cast

WORDING = (
    "Je nummer stond in de telefoon van een dealer. Er is een uitweg: {link} STOP = nooit meer."
)
OTHER = "Geeft drugs problemen? Kijk op {link} Gemeente Zwolle. Geen sms meer: STOP"
ALL_DAY = Window(time(0), time(0), frozenset(range(1, 8)), holidays=True)
LEAD, SECOND, APPROVER = (cast()[name] for name in ("lead-1", "lead-2", "approver"))


@dataclass(frozen=True)
class _Audience:
    campaign: str
    sealed: list[tuple[str, str, str]]  # id, person, number_sealed
    export: dict[str, Any]


def number(nth: int) -> str:
    """An invented mobile number, E.164."""
    return f"+316{nth:08d}"


def add_recipients(
    room: Outreach, name: str, numbers: list[str], now: datetime, **export: Any
) -> None:
    """An export with these buyers, without a file."""
    ring = room.keys.ring(f"campaign-{name}", make=True)
    sealed = [
        (secrets.token_hex(8), ring.index(one, "person"), ring.seal(one, "recipient"))
        for one in numbers
    ]
    columns = {
        "id": secrets.token_hex(8),
        "campaign": name,
        "label": "Phone 1",
        "case_reference": "BVH-1",
        "purpose": "offering help",
        "legal_article": "Wpg art. 19",
        "consent_reference": "OM-1",
        "destroy_by": date(2026, 12, 31),
        "format": "txt",
        "sha256": secrets.token_hex(8),
        "imported_by": "lead-1",
        "imported": now,
        "sightings": len(numbers),
        "selected": len(numbers),
        "duplicates": 0,
        **export,
    }
    room.db.write(each(_add), _Audience(name, sealed, columns))


def _add(tx: Any, item: _Audience) -> None:
    tx.connection.execute(
        "insert into exports (id, campaign, label, case_reference, purpose, legal_article, "
        "consent_reference, destroy_by, format, sha256, imported_by, imported, sightings, "
        "selected, duplicates) "
        "values ($id, $campaign, $label, $case_reference, $purpose, $legal_article, "
        "$consent_reference, $destroy_by, $format, $sha256, $imported_by, $imported, $sightings, "
        "$selected, $duplicates)",
        item.export,
    )
    tx.connection.execute(
        "insert into recipients (id, campaign, person, number_sealed) "
        "select unnest(cast($ids as text[])), $campaign, unnest(cast($persons as text[])), "
        "unnest(cast($sealed as text[]))",
        {
            "campaign": item.campaign,
            "ids": [one[0] for one in item.sealed],
            "persons": [one[1] for one in item.sealed],
            "sealed": [one[2] for one in item.sealed],
        },
    )


def draft(
    house: Any,
    now: datetime,
    recipients: int = 100,
    example: bool = False,
    first: int = 1,
    wordings: dict[str, str] | None = None,
    shares: dict[str, int] | None = None,
    **export: Any,
) -> str:
    """A draft that lacks nothing. Its audience is `number(first)` and the following ones."""
    room = house.outreach
    name = campaign.create(room, LEAD, "Zwolle", "Zwolle", now, example=example)
    numbers = [number(nth) for nth in range(first, first + recipients)]
    if numbers:
        add_recipients(room, name, numbers, now, **export)
    campaign.write_text(room, LEAD, name, wordings or {"A": WORDING}, now, shares)
    campaign.set_window(room, LEAD, name, ALL_DAY, now)
    campaign.send_test(room, LEAD, name, now)
    house.helpdesk.gate.answered_alarm("night", now)
    if hasattr(house.carrier, "taken"):
        house.carrier.taken.clear()  # the test text
    return name


def approved(house: Any, now: datetime, **of_draft: Any) -> str:
    name = draft(house, now, **of_draft)
    campaign.submit(house.outreach, LEAD, name, now)
    campaign.approve(house.outreach, APPROVER, name, now)
    return name


def launched(house: Any, now: datetime, **of_draft: Any) -> str:
    name = approved(house, now, **of_draft)
    campaign.launch(house.outreach, LEAD, name, now)
    return name


def scheduled(house: Any, now: datetime, starts: datetime, **of_draft: Any) -> str:
    """An approved campaign that a second team lead has planned for later."""
    name = approved(house, now, **of_draft)
    campaign.schedule(house.outreach, SECOND, name, starts, now)
    return name


def lost(room: Outreach, name: str, amount: int, now: datetime, asked: int = 1) -> list[str]:
    """Ids of so many of a launched campaign's messages, whose answer was lost at that moment."""
    ids = sorted(row["id"] for row in messages(room, name) if row["status"] == "queued")[:amount]
    room.db.write(each(_lose), (ids, now, asked))
    return ids


def _lose(tx: Any, item: tuple[list[str], datetime, int]) -> None:
    ids, now, asked = item
    tx.connection.execute(
        "update messages set status = 'unknown', lost = $now, claimed = $now, asked = $asked, "
        "attempts = 1 where id in (select unnest(cast($ids as text[])))",
        {"ids": ids, "now": now, "asked": asked},
    )


def messages(room: Outreach, name: str) -> list[dict[str, Any]]:
    """The campaign's messages as rows, in the order in which they lie in the table."""
    with room.db.read() as session:
        found = session.connection.execute("select * from messages where campaign = ?", [name])
        columns = [column[0] for column in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def statuses(room: Outreach, name: str) -> dict[str, int]:
    """How many messages of the campaign stand where."""
    counts: dict[str, int] = {}
    for row in messages(room, name):
        counts[row["status"]] = counts.get(row["status"], 0) + 1
    return counts


def details(room: Outreach, action: str) -> list[dict[str, Any]]:
    """What the trail tells of each time that this was done, oldest first."""
    with room.db.read() as session:
        chain = session.trail.chain()
    return [json.loads(row["detail"]) for row in chain if row["action"] == action]


def actions(room: Outreach) -> list[tuple[str, str]]:
    """Who did what, oldest first, as the trail has it."""
    with room.db.read() as session:
        return [(row["actor"], row["action"]) for row in session.trail.chain()]
