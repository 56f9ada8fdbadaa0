"""iMazing's csv of messages and WhatsApp chats.

Source: https://imazing.com/guides (export to csv). Columns: Chat Session, Message Date, Delivered
Date, Read Date, Service, Type, Sender ID, Sender Name, Status, Replying to, Subject, Text, ...
An outgoing row has no sender (or the owner): the other party is the chat session. WhatsApp's
notices ("Notification") are nobody's.
"""

from collections.abc import Collection

from outreach.intake.dialect import Dialect

IMAZING = Dialect(
    name="iMazing",
    words={"number": "chat session", "sender": "sender id", "direction": "type", "app": "service"},
    skipped=frozenset({"notification"}),
)


def is_it(names: Collection[str]) -> bool:
    """By the folded names of its columns."""
    return {"chat session", "message date"} <= set(names)
