"""Cellebrite's report.xml, and the .ufdr that packs it, read as a stream.

The form, as real reports have it: `model` elements of a type with `field`s of a `value`,
`modelField`s of one model and `multiModelField`s of many; with the namespace
http://pa.cellebrite.com/report/2.0 or none. A Chat holds its Participants and, as a rule after
them, its Messages. Whatever has deleted_state="Deleted" was there all the same, and counts.

A sighting's `sheet` is the type of its model and `row` its place among those, from 1. The messages
of chats are counted through all chats, as sheet "Chat".
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, takewhile
from typing import BinaryIO, cast
from zipfile import ZipFile, ZipInfo

from lxml.etree import _Element as Element

from outreach.intake import cellebrite_models as models
from outreach.intake import markup, zips
from outreach.intake.cellebrite_parties import Owners, Party
from outreach.intake.sighting import ReadExport, Sighting
from outreach.intake.source import HEAD, Source
from problem import N_, Problem

ROOTS = ("project", "report")
REPORT = re.compile(r"(?:^|/)report\.xml$", re.IGNORECASE)
WHOLE = frozenset({"SMS", "MMS", "InstantMessage", "Call", "Contact"})  # read when they end

UNKNOWN = N_(
    "This xml is not known. Upload a backup by SMS Backup & Restore, or export the messages as "
    "xlsx or csv."
)

Opened = Callable[[], AbstractContextManager[BinaryIO]]


@dataclass
class _Model:
    """A model that has begun. `chat`: the one that it is in. `part`: of a model that is read whole.

    `participants`: of a chat, those that matter for the way of a message; None before the first.
    `app`: of a chat, by which it was held.
    """

    kind: str
    element: Element
    chat: "_Model | None" = None
    part: bool = False
    participants: list[Party] | None = None
    app: str = ""


@dataclass
class _Report:
    """What is known of a report so far: whose phone it is, and the rows counted by sheet."""

    owners: Owners
    rows: Counter[str] = field(default_factory=Counter)


def read(source: Source) -> ReadExport:
    """Sightings of its messages, calls and contacts; raises Problem for any other xml or zip."""
    packed = zips.is_zip(source.head(4))
    opened: Opened = partial(_report_in, source) if packed else source.open
    with opened() as stream:
        root = markup.root_of(stream.read(HEAD))
    if root not in ROOTS:
        raise Problem(UNKNOWN)
    numbers: set[str] = set()
    name = "Cellebrite UFDR" if packed else "Cellebrite report.xml"
    return ReadExport(name, _sightings(opened, root, numbers), numbers)


@contextmanager
def _report_in(source: Source) -> Iterator[BinaryIO]:
    # Only the report is unpacked, and no more of it than is being read.
    with zips.open_zip(source.open()) as packed:
        try:
            with packed.open(_report(packed)) as report:
                yield cast(BinaryIO, report)
        except zips.DAMAGE:
            raise Problem(zips.DAMAGED) from None


def _report(packed: ZipFile) -> ZipInfo:
    found = [one for one in packed.infolist() if REPORT.search(zips.path(one))]
    if not found:
        raise Problem("The zip holds no report.xml. Export the report again, as xml or ufdr.")
    report = min(found, key=lambda one: zips.path(one).count("/"))
    zips.refuse(report)
    return report


def _sightings(opened: Opened, root: str, numbers: set[str]) -> Iterator[Sighting]:
    report = _Report(Owners(numbers))
    with opened() as stream:
        events = markup.elements(stream, "model", "metadata")
        first = next(events, None)
        if first:
            yield from _models(chain((first,), events), report)
        elif root != "project":  # many things are called a report
            raise Problem(UNKNOWN)


def _models(events: Iterator[markup.Event], report: _Report) -> Iterator[Sighting]:
    open_models: list[_Model] = []  # from the outermost in
    for event, element in events:
        kind = element.get("type")
        if kind is None and event == "start":
            continue  # of what it holds, as much as happens to have been read by now
        if kind is None:
            _learn_from_device(element, report.owners)
        elif event == "start":
            open_models.append(_begun(kind, element, open_models[-1] if open_models else None))
        else:
            model = open_models.pop()
            if kind in WHOLE and not model.part:
                yield from _read(model, report)
                markup.forget(element)
            elif not open_models:
                _learn_from_sim(model, report.owners)
                markup.forget(element)


def _begun(kind: str, element: Element, parent: _Model | None) -> _Model:
    if parent is None:
        return _Model(kind, element)
    chat = parent if parent.kind == "Chat" else parent.chat
    return _Model(kind, element, chat, parent.part or parent.kind in WHOLE)


def _learn_from_device(metadata: Element, owners: Owners) -> None:
    # <metadata section="Device Info"><item name="MSISDN">+316…
    if "device" in metadata.get("section", "").lower():
        for item in metadata:
            if _is_own_number(item.get("name", "")):
                owners.add((item.text or "").strip())


def _learn_from_sim(model: _Model, owners: Owners) -> None:
    if model.kind == "SIMData":
        values = {one.get("name"): models.text_of(one) for one in model.element}
        if _is_own_number(values.get("Name", "")):
            owners.add(values.get("Value", ""))


def _learn_from_account(account: str, people: list[Party], owners: Owners) -> None:
    # A chat's Account is the phone's own, which helps where nobody is said to be the owner.
    known = any(owners.has(one) for one in people)
    if account and not known and account in {one.identifier for one in people}:
        owners.add(account)


def _is_own_number(label: str) -> bool:
    plain = label.lower().replace(" ", "")
    return any(word in plain for word in ("msisdn", "phonenumber", "ownnumber", "telefoonnummer"))


def _read(model: _Model, report: _Report) -> Iterator[Sighting]:
    sheet = model.chat.kind if model.chat else model.kind
    report.rows[sheet] += 1
    row = report.rows[sheet]
    if model.kind == "Contact":
        for number in models.numbers(model.element):
            yield Sighting(row, number, "none", kind="contact", sheet=sheet)
    else:
        around = _participants(model.chat, model.element, report.owners) if model.chat else []
        app = model.chat.app if model.chat else ""
        yield models.exchange(model.element, around, app, report.owners, row, sheet)


def _participants(chat: _Model, message: Element, owners: Owners) -> list[Party]:
    # Groups have up to a thousand, and of each message only the owner and one other matter.
    if chat.participants is None:
        around = set(message.iterancestors())
        before = takewhile(lambda part: part not in around, chat.element)
        values, people = models.contents(before)
        chat.app = models.app_of(values)
        owners.learn(people)
        _learn_from_account(values.get("Account", ""), people, owners)
        own = [one for one in people if owners.has(one)]
        chat.participants = own[:1] + [one for one in people if not owners.has(one)][:2]
    return chat.participants
