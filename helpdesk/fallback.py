"""What the carrier posts when the first address fails: taken down now, received later."""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from carrier.base import Inbound
from helpdesk import automatic, composing, notes, replies
from helpdesk.automatic import HOUR, Given, Situation
from helpdesk.incoming import clean, understood
from helpdesk.notes import Note, Notes
from helpdesk.room import Helpdesk
from helpdesk.triage import Reading
from settings import Settings

log = logging.getLogger(__name__)

Found = tuple[Path, Note]

MOST = 500  # notes a round, so that a worker that is told to stop need not read in thousands
AT_ONCE, THREADS = 125, 64  # many share a commit


@dataclass(frozen=True)
class Fallback:
    """What a process needs to take notes: no database.

    `given`: who got the crisis text lately, by the carrier's id of what they wrote.
    """

    notes: Notes
    settings: Settings
    given: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


def take(fallback: Fallback, inbound: Inbound, now: datetime) -> str | None:
    """Take a reply down; returns the text to send back at once, None for none.

    Only a crisis is answered now, and nobody is said to be alerted: nobody is, as yet. When it
    returns, the note is on disk; raises OSError when it can't be, and the carrier must try again.
    """
    try:
        said = _at_once(fallback, inbound, now)
    except Exception as error:  # what can't be answered is taken down all the same
        log.error("a note could not be answered at once: %s", type(error).__name__)
        said = ""
    return notes.keep(fallback.notes, Note(inbound, now, said)).said or None


def read_in(room: Helpdesk, folder: Notes, now: datetime) -> int:
    """Receive notes as if each came at its moment, the oldest first; returns how many that were.

    A note is removed once its reply is stored and the gate has heard of it. What fails stays for
    the next time, as does what is more than MOST.
    """
    found, done = notes.waiting(folder)[:MOST], 0
    with ThreadPoolExecutor(THREADS, thread_name_prefix="notes") as pool:
        for first in range(0, len(found), AT_ONCE):
            some = _by_sender(found[first : first + AT_ONCE])
            taken = sum(pool.map(lambda one: _receive(room, one, now), some))
            done += taken
            if not taken:  # it is the database, not a note
                break
    return done


def warn_of_unreadable(folder: Notes) -> None:
    """Say in the log how many notes wait for their keys; nothing when there are none."""
    amount = notes.unreadable(folder.folder.parent)
    if amount:
        log.error(
            "%d notes of the fallback address can't be read: each is somebody's reply. They are "
            "kept in the folder notes as *%s; put the keys back, then rename them",
            amount,
            notes.UNREADABLE,
        )


def _by_sender(found: Sequence[Found]) -> list[list[Found]]:
    """What one person wrote stays in its order; others needn't wait for it."""
    senders: dict[str, list[Found]] = {}
    for file, note in found:
        senders.setdefault(note.inbound.sender, []).append((file, note))
    return list(senders.values())


def _receive(room: Helpdesk, found: Sequence[Found], now: datetime) -> int:
    done = 0
    for file, note in found:
        try:
            replies.receive_noted(room, note.inbound, note.moment, note.said, now)
            notes.remove(file)
            done += 1
        except Exception as error:  # a message could hold what somebody wrote
            log.error("a note could not be received, and stays: %s", type(error).__name__)
    return done


def _at_once(fallback: Fallback, inbound: Inbound, now: datetime) -> str:
    reading = understood(inbound.text)
    if reading.intent != "crisis":
        return ""
    person = fallback.notes.vault.index(clean(inbound.sender), "person")
    with fallback.lock:
        recent = _recent(fallback, person, inbound.carrier_id, now)
        if automatic.decide(reading, _situation(fallback, inbound, recent, now)) != "crisis":
            return ""
        fallback.given.setdefault(inbound.carrier_id, (person, now))
    return _text(fallback, reading, now)


def _recent(fallback: Fallback, person: str, carrier_id: str, now: datetime) -> list[Given]:
    for one, (_, moment) in list(fallback.given.items()):
        if now - moment >= HOUR:
            del fallback.given[one]
    return [
        Given("crisis", moment)
        for one, (who, moment) in fallback.given.items()
        if who == person and one != carrier_id  # a repeat gets the same
    ]


def _situation(
    fallback: Fallback, inbound: Inbound, recent: list[Given], now: datetime
) -> Situation:
    return Situation(
        by_carrier=bool(inbound.opt_out_type),
        pictures=inbound.media > 0,
        silenced=False,
        in_talk=False,
        recent=recent,
        now=now,
        most_an_hour=fallback.settings.loop_guard.automatic_per_hour,
    )


def _text(fallback: Fallback, reading: Reading, now: datetime) -> str:
    settings = fallback.settings
    return composing.compose(
        "crisis",
        reading,
        reading.language,
        now,
        settings.targets.help_working_days,
        settings.public_address,
        alerting=False,
    )
