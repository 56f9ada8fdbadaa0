"""Contacts that somebody sent in a WhatsApp chat and that lie beside it in a zip.

A list of contacts is itself the selection, so these must not be taken for one: they are people
whom one of the two knows. In the folder of a chat a card is one of them, unless other exports lie
there too and the chat names no card ("Jan.vcf (file attached)").
"""

from collections.abc import Sequence

from outreach.intake import foreign, whatsapp_text
from outreach.intake.source import Source
from outreach.intake.zips import DAMAGE
from problem import N_

SENT = N_("A contact that somebody sent in this chat. To use its numbers, upload the file apart.")
NAMED = b".vcf"
BLOCK = 1024 * 1024  # bytes


def sent(files: Sequence[tuple[Source, bytes]]) -> set[str]:
    """The names of those files, each with its first bytes, that are such contacts."""
    folders: dict[str, list[tuple[Source, bytes]]] = {}
    for one, head in files:
        folders.setdefault(one.name.rpartition("/")[0], []).append((one, head))
    return {name for some in folders.values() for name in _in_folder(some)}


def _in_folder(files: list[tuple[Source, bytes]]) -> set[str]:
    cards = {one.name for one, head in files if _is_card(head)}
    chats = [one for one, head in files if _is_chat(head)]
    if not cards or not chats:
        return set()
    others = any(not (_is_card(head) or _is_chat(head) or foreign.what(head)) for _, head in files)
    return cards if not others or any(map(_names_a_card, chats)) else set()


def _is_card(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \r\n")[:11].upper() == b"BEGIN:VCARD"


def _is_chat(head: bytes) -> bool:
    return whatsapp_text.fits(head.decode("utf-8", "ignore"))


def _names_a_card(chat: Source) -> bool:
    before = b""
    try:
        with chat.open() as stream:
            while block := stream.read(BLOCK):
                if NAMED in (before + block).lower():
                    return True
                before = block[-len(NAMED) :]
    except DAMAGE:
        return True  # how it goes on isn't known
    return False
