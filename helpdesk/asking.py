"""Whether the carrier has a text of which nobody knows; in doubt it is never sent again."""

import logging
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from carrier.base import Found, Outgoing
from helpdesk import entries, fates
from helpdesk.fates import Fate
from helpdesk.incoming import is_number
from helpdesk.room import Helpdesk

log = logging.getLogger(__name__)

# Counted from when its answer was waited for no longer, or a crash was found: by then it is with
# the carrier or never will be, and three minutes let a slow carrier list it.
SURE_AFTER = timedelta(minutes=3)
MARGIN = timedelta(minutes=5)  # the carrier's clock and ours
ASK_AGAIN = timedelta(seconds=10)  # doubled each time
LONGEST_PAUSE = timedelta(minutes=10)
LINK = "{link}"


@dataclass(frozen=True)
class Leaving:
    """A text with its number, opened to be sent."""

    message: Outgoing
    conversation: str
    attempts: int
    claimed: datetime
    lost: datetime | None = None  # when it became unknown whether the carrier has it
    asked: int = 0  # how often the carrier could not tell since then


def ask(room: Helpdesk, one: Leaving, judged: Sequence[Fate], now: datetime) -> Fate | None:
    """The text's fate by the carrier's list; None while that is unclear.

    Absent means: every text in the list is another one that we know of, and time has passed.
    """
    listed = _list(room, one)
    if listed is None:
        return None
    make = fates.maker(one.message, one.conversation)
    others = [theirs for theirs in listed if not _is_taken(room, theirs.carrier_id, judged)]
    for theirs in others:
        if same(theirs.text, one.message.text):
            status = fates.FROM_CARRIER[theirs.status]
            return make(status, code=theirs.code, carrier_id=theirs.carrier_id)
    settled = room.settings.sandbox or now - (one.lost or one.claimed) >= SURE_AFTER
    explained = not others or _explained(others, _own_texts(room, one))
    return make("queued") if settled and explained else None


def pause(one: Leaving) -> timedelta:
    """For how long the carrier is not asked about it again."""
    doubled: int = 2 ** min(one.asked, 10)
    return min(LONGEST_PAUSE, ASK_AGAIN * doubled)


def same(listed: str, text: str) -> bool:
    """Whether a listed text is ours, though the carrier may have replaced characters of it."""
    return listed.strip() == text.strip() or bool(_bare(text)) and _bare(listed) == _bare(text)


def _list(room: Helpdesk, one: Leaving) -> list[Found] | None:
    try:
        return room.carrier.find(one.message.to, one.claimed - MARGIN)
    except Exception as error:
        log.warning("the carrier could not be asked: %s", type(error).__name__)
        return None


def _is_taken(room: Helpdesk, carrier_id: str, judged: Sequence[Fate]) -> bool:
    # The same words may have gone to the same person twice, as two answers.
    if any(fate.carrier_id == carrier_id for fate in judged):
        return True
    with room.db.read() as session:
        return bool(session.answers.taken(carrier_ids=[carrier_id]))


def _own_texts(room: Helpdesk, one: Leaving) -> list[str]:
    with room.db.read() as session:
        rows = session.entries.own_texts(conversation=one.conversation)
    automatic = [room.vault.open(row["text_sealed"], entries.TEXT) for row in rows]
    return automatic + _wordings(room, one.message.to)


def _wordings(room: Helpdesk, number: str) -> list[str]:
    try:
        notice = room.gate.campaign_of(number) if is_number(number) else None
    except Exception as error:
        log.warning("the gate could not be asked: %s", type(error).__name__)
        return []
    return list(notice.wordings.values()) if notice else []


def _explained(others: Iterable[Found], texts: Sequence[str]) -> bool:
    # A blank one was redacted by the carrier: it could be ours.
    return all(any(_is_of(theirs.text, text) for text in texts) for theirs in others)


def _is_of(listed: str, text: str) -> bool:
    begin, _, end = text.partition(LINK)
    if LINK not in text:
        return same(listed, text)
    said = _bare(listed)
    return bool(said) and said.startswith(_bare(begin)) and said.endswith(_bare(end))


def _bare(text: str) -> str:
    # Letters and digits alone: typographic quotes, dashes and accents are what carriers replace.
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())
