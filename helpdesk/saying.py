"""Which text a person gets: that of the organisation they are routed to, else the file's."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime

from db import Session
from helpdesk import partners, templates, texts
from helpdesk.composing import Say
from helpdesk.hours import Partner
from helpdesk.room import Helpdesk
from problem import Problem

log = logging.getLogger(__name__)

Own = Mapping[tuple[str, str, str], str]  # partner, kind, language -> template


def read(session: Session, languages: Iterable[str]) -> Own:
    """The texts of all organisations in these languages, in one query."""
    rows = session.texts.in_languages(languages=sorted(set(map(texts.spoken, languages))))
    return {(row["partner"], row["kind"], row["language"]): row["template"] for row in rows}


def by(partner: Partner | None, own: Own, now: datetime) -> Say:
    """Says a text as this partner wants it; None, or a text it didn't write: as the file has it."""

    def say(kind: str, language: str, /, **values: str) -> str:
        written = own.get((partner.id, kind, texts.spoken(language))) if partner else None
        if partner is None or written is None:
            return texts.fill(kind, language, **values)
        try:
            known = values | templates.own_values(partner, language, now)
            return texts.filled(written, language, **known)
        except (Problem, KeyError, ValueError, IndexError, AttributeError):
            # It was checked when it was written; still, somebody in need gets a text in any case.
            log.error("an organisation's text could not be filled; the standard one was used")
            return texts.fill(kind, language, **values)

    return say


def one(session: Session, partner: str, kind: str, language: str, now: datetime) -> str:
    """A text that needs no values, as the partner with this id wants it."""
    return by(find(session, partner), read(session, [language]), now)(kind, language)


def neutral(room: Helpdesk, partner: str, language: str, now: datetime) -> str:
    """The first words to somebody who may not be alone with the phone."""
    with room.db.read() as session:
        return one(session, partner, "can_you_talk", language, now)


def find(session: Session, partner: str) -> Partner | None:
    """The partner with this id."""
    rows = session.partners.all_of()
    return next((partners.from_row(row) for row in rows if row["id"] == partner), None)
