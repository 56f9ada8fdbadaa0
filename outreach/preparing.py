"""From claimed rows to texts that may leave: number opened, looked up, admitted, link filled in.

The carrier has not been called yet, so whatever fails here just waits for its next turn.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from cryptography.exceptions import InvalidTag

from carrier import codes
from carrier.base import Outgoing
from outreach import brakes, exclusions, text
from outreach.excluded import UNUSABLE
from outreach.room import Outreach
from outreach.settling import Results
from problem import Problem

log = logging.getLogger(__name__)

NEXT_TURN = timedelta(seconds=5)


def prepare(room: Outreach, claimed: list[dict[str, Any]], results: Results) -> list[Outgoing]:
    """The texts to be sent. Who is held, unreadable or has to wait is put into `results`."""
    by_campaign: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in claimed:
        by_campaign[row["campaign"]].append(row)
    return [
        one
        for campaign, rows in by_campaign.items()
        for one in _of_campaign(room, campaign, rows, results)
    ]


def _of_campaign(
    room: Outreach, campaign: str, rows: list[dict[str, Any]], results: Results
) -> list[Outgoing]:
    until = results.now + NEXT_TURN
    try:
        numbers = _numbers(room, campaign, rows)
        readable = [row for row in rows if row["id"] in numbers]
        asked = _not_excluded(room, campaign, readable, numbers)
        verdicts = room.gate.admit(campaign, [numbers[row["id"]] for row in asked])
    except Exception as error:
        results.unasked.update({row["id"]: until for row in rows})
        _put_off(campaign, error, results)
        return []
    lost = [row["id"] for row in rows if row["id"] not in numbers]
    results.refused.update(dict.fromkeys(lost, codes.UNREADABLE_GROUP))
    admitted = [row for row, yes in zip(asked, verdicts, strict=True) if yes]
    _not_admitted([row for row in readable if row not in admitted], results)
    try:
        texts = _texts(room, campaign, admitted)
    except Exception as error:
        results.wait([row["id"] for row in admitted], until)
        _put_off(campaign, error, results)
        return []
    return [Outgoing(id_, numbers[id_], body) for id_, body in texts.items()]


def _put_off(campaign: str, error: Exception, results: Results) -> None:
    log.warning("a batch waits, it could not be prepared: %s", type(error).__name__)
    if isinstance(error, Problem):  # a reason for people, which waiting won't mend
        results.pause(campaign, error.template)


def _not_admitted(rows: list[dict[str, Any]], results: Results) -> None:
    # Attempts count only what was admitted. Who was admitted at the first one and is no more now:
    # "held" would say that a stop came between.
    for row in rows:
        if row["earlier_id"]:
            results.as_before.append(row["id"])
        elif row["attempts"] > 1:
            results.refused[row["id"]] = codes.NUMBER_GROUP
        else:
            results.held.append(row["id"])


def _numbers(room: Outreach, campaign: str, rows: list[dict[str, Any]]) -> dict[str, str]:
    try:
        vault = room.keys.ring(f"campaign-{campaign}")
    except UNUSABLE:
        raise Problem(brakes.KEYLESS) from None  # it waits: the keys may be put back
    numbers = {}
    for row in rows:
        try:
            numbers[row["id"]] = vault.open(row["number_sealed"], "recipient")
        except (InvalidTag, ValueError):  # one bad row must not keep the others waiting
            log.error("a recipient's number can't be opened")
    return numbers


def _not_excluded(
    room: Outreach, campaign: str, rows: list[dict[str, Any]], numbers: dict[str, str]
) -> list[dict[str, Any]]:
    # The gate must not hear of the others: it would take them for texted.
    out = exclusions.excluded(room, campaign, [numbers[row["id"]] for row in rows])
    return [row for row in rows if numbers[row["id"]] not in out]


def _texts(room: Outreach, campaign: str, admitted: list[dict[str, Any]]) -> dict[str, str]:
    with room.db.read() as session:
        variants = session.variants.of_campaign(campaign=campaign)
    links: dict[str, Iterator[str]] = {}
    for one in variants:
        amount = sum(row["variant"] == one["letter"] for row in admitted)
        fresh = room.gate.short_links(campaign, one["letter"], amount) if amount else []
        links[one["letter"]] = iter(fresh)
    wordings = {one["letter"]: one["wording"] for one in variants}
    return {
        row["id"]: text.fill(wordings[row["variant"]], next(links[row["variant"]]))
        for row in admitted
    }
