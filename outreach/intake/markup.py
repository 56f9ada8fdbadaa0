"""Xml as a stream, in steady memory.

Nothing outside the file is looked at and nothing in it is expanded: xml that brings definitions of
its own (https://www.w3.org/TR/xml/#sec-prolog-dtd) is refused before a parser sees it.
"""

import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Literal, cast

from lxml import etree

from outreach.intake.mending import mended
from problem import Problem

Event = tuple[Literal["start", "end"], etree._Element]

LONGEST_PROLOG = 1024 * 1024  # bytes
OPENING = re.compile(
    rb"\s*+(?:(?:<\?.*?\?>|<!--.*?-->)\s*+)*+"
    rb"<(?P<definition>!\w+\s+)?(?:[^\s<>/:!?=\[{}*]+:)?(?P<name>[^\s<>/:!?=\[{}*]+)(?=[\s/>\[])",
    re.DOTALL,
)
DECLARATION = re.compile(rb"\s*<\?xml\s[^>]*>")


def root_of(head: bytes) -> str:
    """The local name of the root element, lower case, by the first bytes; '' if there is none."""
    opening = OPENING.match(b"".join(mended(io.BytesIO(head))))
    return opening["name"].decode().lower() if opening else ""


def elements(stream: BinaryIO, *names: str) -> Iterator[Event]:
    """Start and end of every element with one of these local names, in document order.

    What lies behind is dropped, but nothing inside an element with such a name: what is read of
    a long one can be dropped with `forget`. Raises Problem when the xml is damaged, or defines
    entities.
    """
    pieces = mended(stream)
    opening, root_name = _opening(pieces)
    parser, root = _parser({*names, root_name}), None
    try:
        for piece in chain((opening,), pieces, (None,)):
            _feed(parser, piece)
            for event, element in parser.read_events():
                root = element if root is None else root
                if element is not root or root_name in names:
                    yield cast(Event, (event, element))
            _drop_behind(root, names)
    except etree.XMLSyntaxError as error:
        last = error.error_log.last_error
        raise _damaged(error.lineno or (last.line if last else 1)) from None


def local(element: etree._Element) -> str:
    """Its name without the namespace."""
    return str(element.tag).rpartition("}")[2]


def forget(element: etree._Element) -> None:
    """Drop what an element that has ended holds, and the one of its name before it."""
    element.clear()
    before, parent = element.getprevious(), element.getparent()
    if before is not None and parent is not None and before.tag == element.tag:
        parent.remove(before)


def _parser(names: set[str]) -> etree.XMLPullParser:
    return etree.XMLPullParser(
        ("start", "end"),
        tag=[f"{{*}}{name}" for name in names],
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )


def _feed(parser: etree.XMLPullParser, piece: bytes | None) -> None:
    if piece is None:
        parser.close()
    else:
        parser.feed(piece)


def _drop_behind(root: etree._Element | None, names: tuple[str, ...]) -> None:
    # The parser appends to the last child only, and an element may still be in a reader's hands.
    node = root
    while node is not None and local(node) not in names and len(node):
        del node[:-1]
        node = node[-1]


def _damaged(line: int) -> Problem:
    return Problem("The xml is damaged or cut off in line {line}. Export it again.", line=line)


def _opening(pieces: Iterable[bytes]) -> tuple[bytes, str]:
    # Up to and with the root's name. The declaration goes: by now it is all UTF-8 and xml 1.0.
    head, found = b"", None
    for piece in pieces:
        head += piece
        found = OPENING.match(head)
        if found or len(head) > LONGEST_PROLOG:
            break
    if found is None:
        raise _damaged(1 + head.rstrip().count(b"\n"))
    if found["definition"]:
        raise Problem("The file defines xml entities, which no export needs. It was not read.")
    declaration = DECLARATION.match(head)
    if declaration:
        head = b"\n" * declaration[0].count(b"\n") + head[declaration.end() :]
    return head, found["name"].decode()
