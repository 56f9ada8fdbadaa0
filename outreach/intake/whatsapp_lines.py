"""The messages of a chat that WhatsApp exported as text (see whatsapp_text), line by line."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from outreach.intake import decoding
from outreach.intake.source import Source

MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
MARK = re.compile(f"[{MARKS}]")
BEGIN = re.compile(
    rf"[{MARKS}]*(\[)?(\d{{1,4}}([-/.])\d{{1,2}}\3\d{{1,4}})\.?,?\s(?:om |um |at )?"
    r"(\d{1,2}[:.]\d\d(?:[:.]\d\d)?)(?:\s?([AaPp])\.?\s?[Mm]\.?)?(?(1)\]|\s[-–])\s(.*)"
)
SENDER = re.compile(r"(.{1,100}?):(?: (.*)|$)")
OWN = re.compile(
    r"(?:you deleted this message|(?:je|u) hebt dit bericht verwijderd"
    r"|du hast diese nachricht gelöscht)\.?",
    re.IGNORECASE,
)
WORDLESS = re.compile(
    r"<?media (?:weggelaten|omitted)>|<medien ausgeschlossen>|null"
    r"|.{1,200} \((?:bestand bijgevoegd|file attached|datei angehängt)\)"
    r"|<(?:bijgevoegd|attached|angehängt|anhang): .{1,200}>"
    r"|(?:dit bericht is verwijderd|this message was deleted|diese nachricht wurde gelöscht)\.?",
    re.IGNORECASE,
)
LEFT_OUT = re.compile(
    r".{0,200}\b(?:weggelaten|omitted|weggelassen|ausgeschlossen)>?"
    r"|(?:locatie|location|standort): .*",
    re.IGNORECASE,
)
LONGEST = 65_536  # characters; WhatsApp takes no more


class Message(NamedTuple):
    """The first line of one. `half`: "a" or "p" of twelve hours. `own`: said by the owner."""

    day: str
    time: str
    half: str
    sender: str
    text: str
    own: bool


def read(source: Source) -> Iterator[tuple[int, Message, str]]:
    """Row, first line and whole text of each message in turn."""
    encoding = source.layout.encoding if source.layout else ""
    with decoding.open_text(source, encoding).stream as stream:
        row, message, pieces, length = 0, None, [""], 0
        for number, line in enumerate(stream, start=1):
            if begin := BEGIN.match(line):
                if message:
                    yield row, message, "\n".join(pieces)
                row, message = number, _message(begin)
                pieces = [message.text if message else ""]
                length = len(pieces[0])
            elif length < LONGEST:
                pieces.append(line.rstrip("\n")[:LONGEST])
                length += len(line)
        if message:
            yield row, message, "\n".join(pieces)


def _message(begin: re.Match[str]) -> Message | None:
    found = SENDER.match(begin[6])
    if not found:
        return None
    sender, raw = _unmarked(found[1]), found[2] or ""
    text = _unmarked(raw)
    own, wordless = bool(OWN.fullmatch(text)), bool(WORDLESS.fullmatch(text))
    if raw.startswith(("\u200e", "<\u200e")) and not (own or wordless):
        if not LEFT_OUT.fullmatch(text):
            return None
        wordless = True
    spoken = "" if own or wordless else text[:LONGEST]
    return Message(begin[2], begin[4], (begin[5] or "").lower(), sender, spoken, own)


def _unmarked(text: str) -> str:
    return (text if text.isascii() else MARK.sub("", text)).strip()
