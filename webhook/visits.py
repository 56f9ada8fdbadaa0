"""Steps on the help site, told to the gate. Whoever needs help gets the page, counted or not."""

import logging
from dataclasses import dataclass
from datetime import datetime

from flask import request

from gate import campaigns, links
from gate import visits as gate_visits
from gate.room import Gate
from webhook import guard
from webhook.patience import Patience
from webhook.state import house, now

log = logging.getLogger(__name__)

# Seconds that a visitor waits at most. Each has its own threads: counts that pile up behind a
# busy database keep no link from being read.
READING = Patience("read-link", 1.0)
COUNTING = Patience("count-visit", 1.0)


@dataclass(frozen=True)
class Origin:
    """Where a genuine token came from."""

    campaign: str
    municipality: str


def origin(token: str) -> Origin | None:
    """What a token tells; None when it is not genuine or its campaign is closed."""
    try:
        return READING.wait(_origin, house().gate, token)
    except Exception as error:
        log.error("could not read a link: %s", guard.kind(error))
        return None


def count(token: str, step: str) -> None:
    """Count a step of a token's visitor ('' for one without), now or when the database can."""
    agent = request.headers.get("User-Agent", "")
    try:
        COUNTING.wait(_count, house().gate, token, step, agent, request.method, now())
    except TimeoutError:
        log.warning("the database is busy: a step is counted later")


def _origin(gate: Gate, token: str) -> Origin | None:
    found = links.read(gate, token)
    return Origin(found[0], campaigns.municipality(gate, found[0])) if found else None


def _count(gate: Gate, token: str, step: str, agent: str, method: str, moment: datetime) -> None:
    # Its own failures are logged here: after a while nobody waits for them any more.
    try:
        gate_visits.record(gate, token, step, agent, method, moment)
    except Exception as error:
        log.error("could not count a step: %s", guard.kind(error))
