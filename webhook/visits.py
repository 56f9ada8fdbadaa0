"""Steps on the help site, told to the gate. Whoever needs help gets the page, counted or not."""

import logging
from dataclasses import dataclass

from flask import request

from gate import campaigns, links
from gate import visits as gate_visits
from webhook import guard
from webhook.state import house, now

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Origin:
    """Where a genuine token came from."""

    campaign: str
    municipality: str


def origin(token: str) -> Origin | None:
    """What a token tells; None when it is not genuine or its campaign is closed."""
    try:
        found = links.read(house().gate, token)
        return Origin(found[0], campaigns.municipality(house().gate, found[0])) if found else None
    except Exception as error:
        log.error("could not read a link: %s", guard.kind(error))
        return None


def count(token: str, step: str) -> None:
    """Count a step of a token's visitor ('' for one without)."""
    agent = request.headers.get("User-Agent", "")
    try:
        gate_visits.record(house().gate, token, step, agent, request.method, now())
    except Exception as error:
        log.error("could not count a step: %s", guard.kind(error))
