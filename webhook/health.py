"""Whether the process lives, and whether it can work."""

import logging
from collections.abc import Iterator

from flask import Blueprint
from flask.typing import ResponseReturnValue

from db import Database
from webhook import guard
from webhook.state import house

blueprint = Blueprint("health", __name__)
alive = Blueprint("alive", __name__)  # also where there are no databases
log = logging.getLogger(__name__)


@alive.get("/healthz")
@guard.public
def healthz() -> ResponseReturnValue:
    """The process lives."""
    return guard.sentence(200, "ok")


@blueprint.get("/readyz")
@guard.public
def readyz() -> ResponseReturnValue:
    """The three databases answer; 503 names those that don't."""
    silent = [room for room, db in _databases() if not _answers(db)]
    if silent:
        return guard.sentence(503, f"no answer: {', '.join(silent)}")
    return guard.sentence(200, "ok")


def _databases() -> Iterator[tuple[str, Database]]:
    yield "outreach", house().outreach.db
    yield "gate", house().gate.db
    yield "care", house().helpdesk.db


def _answers(db: Database) -> bool:
    try:
        with db.read() as session:
            session.trail.newest(limit=1)
        return True
    except Exception as error:
        log.error("a database does not answer: %s", guard.kind(error))
        return False
