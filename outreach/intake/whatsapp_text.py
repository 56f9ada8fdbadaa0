"""A chat that WhatsApp exported as text, of Android and of iOS: a line a message, of any locale.

`[03-02-2021 14:05:12] Jan: tekst` (iOS), `3-2-2021 14:05 - +31 6 12345678: tekst` (Android),
`2/3/21, 2:05 PM - Jan: text`. A line without such a beginning goes on with the message before it.
One without a sender, or with a sentence of WhatsApp's own (iOS marks those with U+200E), is
nobody's message. WhatsApp describes none of it; these are the forms that public readers of it know.

Who has the phone isn't said. WhatsApp writes a saved contact's name, an unsaved contact's number,
and for the owner the name in the own profile. So:
- a number is not the owner: it came in. Unless both of two senders are numbers; then neither is
  told from the other.
- a name is the owner's if it says "You deleted this message", is "You", or is the only name beside
  one number. Then every other name is somebody else's.
- any other message can't be told, and is left out for that reason. No number is guessed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from outreach.intake import moments, whatsapp_lines
from outreach.intake.sighting import NO_DIRECTION, Direction, ReadExport, Sighting
from outreach.intake.source import Source
from outreach.intake.whatsapp_lines import Message
from problem import Problem

NUMBER = re.compile(r"\+?(?:[\s().-]{0,2}\d){8,15}")
YOU = frozenset({"you", "jij", "u", "du"})
MOST = 5000  # senders; a group has 1024
TRIED = 100  # lines


@dataclass
class Chat:
    """What the whole file tells. `senders` in order of appearance; `own`: those of the owner."""

    senders: dict[str, None] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    first: int = 0  # the largest first part of a date
    second: int = 0
    american: bool = True  # every date as 2/3/21, 2:05 PM


def fits(opening: str) -> bool:
    """Whether a text that begins so is an exported chat."""
    lines = opening.lstrip().split("\n", TRIED)[:TRIED]
    return (
        bool(whatsapp_lines.BEGIN.match(lines[0]))
        or sum(bool(whatsapp_lines.BEGIN.match(line)) for line in lines) >= 3
    )


def read(source: Source) -> ReadExport:
    """A sighting per message; the file is read twice, to know its senders and the order of day and
    month first. Raises Problem when nobody says anything in it."""
    chat = Chat()
    for _, message, _ in whatsapp_lines.read(source):
        _learn(chat, message)
    if not chat.senders:
        raise Problem("Nobody says anything in this chat. Export it again.")
    return ReadExport("WhatsApp chat", _sightings(source, chat))


def _sightings(source: Source, chat: Chat) -> Iterator[Sighting]:
    known = {sender: _judge(sender, chat) for sender in chat.senders}
    for row, message, text in whatsapp_lines.read(source):
        direction, number, reason = known.get(
            message.sender, ("none", message.sender, NO_DIRECTION)
        )
        yield Sighting(row, number, direction, text, _moment(message, chat), reason=reason)


def _judge(sender: str, chat: Chat) -> tuple[Direction, str, str]:
    others = [one for one in chat.senders if one != sender]
    beside_number = len(others) == 1 and _is_number(others[0])
    if _is_number(sender):
        unsure = beside_number or sender in chat.own
        return ("none", sender, NO_DIRECTION) if unsure else ("in", sender, "")
    if sender in chat.own or beside_number:
        return "out", others[0] if len(others) == 1 else "", ""
    owner_is_known = any(not _is_number(one) for one in chat.own)
    return ("in", sender, "") if owner_is_known else ("none", sender, NO_DIRECTION)


def _is_number(sender: str) -> bool:
    return bool(NUMBER.fullmatch(sender))


def _learn(chat: Chat, message: Message) -> None:
    if len(chat.senders) < MOST:
        chat.senders[message.sender] = None
        if message.own or message.sender.lower() in YOU:
            chat.own.add(message.sender)
    first, second = _parts(message.day)
    chat.first, chat.second = max(chat.first, first), max(chat.second, second)
    chat.american = chat.american and bool(message.half) and "/" in message.day


@lru_cache(4096)
def _parts(day: str) -> tuple[int, int]:
    first, second, _ = re.split("[-/.]", day)
    return int(first), int(second)


def _moment(message: Message, chat: Chat) -> datetime | None:
    day_first, month_first = 12 < chat.first < 1000, chat.second > 12
    if day_first and month_first:
        return None  # two exports in one file
    american = month_first or (chat.american and not day_first)
    time = message.time.replace(".", ":") + (f" {message.half}m" if message.half else "")
    return moments.read(f"{message.day} {time}", "mdy" if american else "dmy")
