"""The text in an `attributedBody` of Apple's Messages: a styled string in NeXT's typedstream.

Only its first NSString is read. The format: https://chrissardegna.com/blog/
reverse-engineering-apples-typedstream-format and https://github.com/dgelessus/python-typedstream.
"""

import re

# The class and its version, its superclass (a reference: from 0x92 on), one new type, "+" (bytes).
STRING = re.compile(rb"NSString\x01[\x92-\xff]\x84\x01\+", re.DOTALL)
SIZES = {0x81: 2, 0x82: 4}  # a tag -> bytes of the little-endian number behind it
MAGIC = b"streamtyped"


def string(blob: object) -> str:
    """The text; '' for what is no typedstream, holds no string, or is cut off."""
    if not isinstance(blob, bytes) or MAGIC not in blob[:16]:
        return ""
    found = STRING.search(blob)
    if not found or found.end() == len(blob):
        return ""
    start = found.end() + 1
    length = blob[found.end()]
    if length > 0x7F:
        size = SIZES.get(length, 0)
        length = int.from_bytes(blob[start : start + size], "little")
        start += size
    whole = blob[start : start + length]
    return whole.decode("utf-8", "replace") if len(whole) == length else ""
