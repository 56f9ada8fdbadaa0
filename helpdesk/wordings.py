"""Automatic texts as an organisation wants them: read, checked, written, put back.

Whoever is routed to an organisation gets its texts; where it has none, the file's text stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from carrier.segments import measure
from db import Session, each
from helpdesk import saying, templates, texts, workdays
from helpdesk.hours import Partner
from helpdesk.room import Helpdesk
from problem import Problem
from trust import audit
from trust.access import Actor, require


@dataclass(frozen=True)
class Text:
    """How a text stands for an organisation. `changed_by` "" while it is the standard one."""

    kind: str
    language: str
    template: str
    standard: str
    changed_by: str = ""
    changed: datetime | None = None


@dataclass(frozen=True)
class Preview:
    """A text as somebody would get it now, and as long as it can become.

    `culprits`: characters that make it dear.
    """

    said: str
    longest: str
    culprits: tuple[str, ...]
    names_partner: bool  # somebody else may read along, and learn who helps


@dataclass(frozen=True)
class Change:
    """What a coordinator does to a text; `template` "" puts the standard one back."""

    actor: Actor
    kind: str
    language: str
    template: str
    now: datetime


def all_of(room: Helpdesk, actor: Actor) -> list[Text]:
    """Every text in every language, as it stands for the actor's organisation."""
    _own(room, actor)
    with room.db.read() as session:
        rows = session.texts.of_partner(partner=actor.organisation)
    changed = {(row["kind"], row["language"]): row for row in rows}
    every = [(kind, language) for language in texts.LANGUAGES for kind in texts.KINDS]
    return [_text(*one, changed.get(one, {})) for one in every]


def check(room: Helpdesk, actor: Actor, kind: str, language: str, template: str) -> None:
    """Raise Problem with what is wrong with this text; nothing is written."""
    values = _longest(room, _own(room, actor), language)
    templates.check(kind, language, template.strip(), values)


def preview(
    room: Helpdesk, actor: Actor, kind: str, language: str, template: str, now: datetime
) -> Preview:
    """How the text would look and measure; it may still be wrong."""
    partner, written = _own(room, actor), template.strip()
    promised = workdays.after(now, room.settings.targets.help_working_days)
    values = {
        "day": texts.day(promised, language),
        "address": _address(room),
        **templates.own_values(partner, language, now),
    }
    # Only what may stand in this text is filled in: the rest must be seen to be wrong.
    shown = {name: value for name, value in values.items() if name in templates.allowed(kind)}
    longest = templates.fill(written, language, _longest(room, partner, language))
    return Preview(
        said=templates.fill(written, language, shown),
        longest=longest,
        culprits=measure(longest).culprits,
        names_partner="{partner}" in written,
    )


def write(
    room: Helpdesk, actor: Actor, kind: str, language: str, template: str, now: datetime
) -> None:
    """Let the actor's organisation say this from now on; raises Problem as `check` does.

    The standard text itself is not kept as one's own, so that it goes on getting better.
    """
    written = template.strip()
    check(room, actor, kind, language, written)
    kept = "" if written == texts.template(kind, language) else written
    room.db.write(each(_change), Change(actor, kind, language, kept, now))


def reset(room: Helpdesk, actor: Actor, kind: str, language: str, now: datetime) -> None:
    """Put the standard text back; nothing happens when it stands already."""
    _own(room, actor)
    room.db.write(each(_change), Change(actor, kind, language, "", now))


def _change(tx: Session, change: Change) -> None:
    where = {
        "partner": change.actor.organisation,
        "kind": change.kind,
        "language": change.language,
    }
    before = tx.texts.get(**where)
    if (before["template"] if before else "") == change.template:
        return  # the second click of two
    if change.template:
        actor = change.actor
        said = {"template": change.template, "author": actor.id, "author_name": actor.name}
        tx.texts.write(**where, **said, now=change.now)
    else:
        tx.texts.remove(**where)
    deed = "text.written" if change.template else "text.reset"
    subject = f"{change.kind} {change.language}"
    audit.record(tx, change.actor, deed, subject, change.now, partner=change.actor.organisation)


def _own(room: Helpdesk, actor: Actor) -> Partner:
    require(actor, "text.write")
    with room.db.read() as session:
        partner = saying.find(session, actor.organisation)
    if partner is None:
        raise Problem("You belong to no organisation. Ask the operator to add you to one.")
    return partner


def _text(kind: str, language: str, row: Mapping[str, object]) -> Text:
    standard = texts.template(kind, language)
    if not row:
        return Text(kind, language, standard, standard)
    moment = row["moment"]
    changed = moment if isinstance(moment, datetime) else None
    return Text(kind, language, str(row["template"]), standard, str(row["author_name"]), changed)


def _longest(room: Helpdesk, partner: Partner, language: str) -> dict[str, str]:
    return templates.longest(partner, language, _address(room))


def _address(room: Helpdesk) -> str:
    return f"{room.settings.public_address}/question"
