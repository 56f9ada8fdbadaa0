"""Files that people hand over and that are no export: what each is, and what to do instead."""

import math
import re
from collections import Counter

from problem import N_, Problem

PICTURE = N_("This is a picture. Upload the export that holds the messages.")
SOUND = N_("This is a sound. Upload the export that holds the messages.")
FILM = N_("This is a film. Upload the export that holds the messages.")
PACKED = N_("This file is compressed. Unpack it and upload what is in it.")
PROGRAM = N_("This is a program, not an export. It was not read.")
LOG = N_(
    "This file (-wal) is the newest part of a database. Upload it together with the database, "
    "both under their own names."
)

# https://en.wikipedia.org/wiki/List_of_file_signatures; https://sqlite.org/fileformat2.html, 4.1
STARTS = (
    (b"\xff\xd8\xff", PICTURE),
    (b"\x89PNG", PICTURE),
    (b"GIF8", PICTURE),
    (b"BM", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"ID3", SOUND),
    (b"\xff\xfb", SOUND),
    (b"\xff\xf1", SOUND),
    (b"OggS", SOUND),
    (b"fLaC", SOUND),
    (b"#!AMR", SOUND),
    (b"\x1aE\xdf\xa3", FILM),
    (b"%PDF", N_("This is a PDF. Export the messages as xlsx, csv or xml and upload that.")),
    (b"{\\rtf", N_("This is a text document. Save it as plain text (.txt) and upload that.")),
    (b"7z\xbc\xaf", PACKED),
    (b"Rar!", PACKED),
    (b"\x1f\x8b", PACKED),
    (b"BZh", PACKED),
    (b"\xfd7zXZ", PACKED),
    (b"\x28\xb5\x2f\xfd", PACKED),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\x37\x7f\x06\x82", LOG),
    (b"\x37\x7f\x06\x83", LOG),
    (b"bplist00", N_("This is a list of settings (plist), not an export. It was not read.")),
)
TEXTUAL = (b"BM", b"MZ", b"BZh", b"ID3")  # a text could begin with these, so they don't suffice
STILLS = (b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"avif", b"crx ")
MEDIA = frozenset({PICTURE, SOUND, FILM})
# An object, or a list of them; a WhatsApp chat and a table can begin with a bracket too.
JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*"')
NOT_JSON = N_("This is JSON, which can't be read here. Export the messages as xlsx, csv or xml.")
TAR = 257  # where "ustar" stands

SAMPLE = 4096  # bytes; of fewer nothing is concluded
EVEN = 7.8  # bits a byte: encrypted bytes have 7.95 in such a sample, text 5, a program 6.5


def refuse(head: bytes) -> None:
    """Raise Problem, with what to do, when a file that begins so is no export."""
    sentence = what(head)
    if sentence:
        raise Problem(sentence)


def what(head: bytes) -> str:
    """The sentence about a file that begins so; '' when it may be an export."""
    if head[4:8] == b"ftyp":
        return PICTURE if head[8:12] in STILLS else FILM
    if head.startswith(b"RIFF"):
        return {b"WEBP": PICTURE, b"WAVE": SOUND}.get(head[8:12], FILM)
    if head[TAR : TAR + 5] == b"ustar":
        return PACKED
    for start, sentence in STARTS:
        if head.startswith(start) and (start not in TEXTUAL or b"\0" in head[:64]):
            return sentence
    return NOT_JSON if JSON.match(head) else ""


def is_media(head: bytes) -> bool:
    """A picture, sound or film, such as lie beside an exported chat."""
    return what(head) in MEDIA


def refuse_encrypted(head: bytes) -> None:
    """Raise Problem for bytes that look like chance: WhatsApp's backups, locked databases.

    Neither has a header that tells them (SQLCipher's first page is encrypted as a whole).
    """
    if len(head) >= SAMPLE and _bits_a_byte(head[:SAMPLE]) > EVEN:
        raise Problem(
            "The file is encrypted, or of a kind that is not known. Ask the digital investigator "
            "for an export that is not encrypted: xlsx, csv or xml."
        )


def _bits_a_byte(sample: bytes) -> float:
    shares = (amount / len(sample) for amount in Counter(sample).values())
    return -sum(share * math.log2(share) for share in shares)
