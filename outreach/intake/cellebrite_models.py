"""A model of a Cellebrite report -> whom it says was in touch with the phone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml.etree import _Element as Element

from outreach.intake import accounts, moments
from outreach.intake.cellebrite_parties import Owners, Party, Role, judged
from outreach.intake.sighting import NO_DIRECTION, NO_DIRECTION_OF_CALL, Sighting
from problem import N_

VALUES = frozenset(
    "Body Subject TimeStamp Direction Type Folder Status Source SourceApplication Account".split()
)
PARTY_VALUES = frozenset({"Identifier", "Role", "IsPhoneOwner"})
SIDES: dict[str, Role] = {  # fields that hold parties
    "From": "from",
    "To": "to",
    "Cc": "to",
    "Bcc": "to",
    "Parties": "",
    "Participants": "",
}
ROLES: dict[str, Role] = {"From": "from", "To": "to"}  # any other says nothing of the way
BY_NUMBER = ("SMS", "MMS")  # whatever app sent them
PERSON = "@s.whatsapp.net"  # an account that is a phone number
AN_ACCOUNT = N_("An account of an app, not a phone number.")


def numbers(contact: Element) -> Iterator[str]:
    """A contact's phone numbers and WhatsApp accounts; its other accounts are nobody's business."""
    entries = (entry for part in contact if part.get("name") == "Entries" for entry in part)
    for entry in entries:
        value = next((text_of(one) for one in entry if one.get("name") == "Value"), "")
        if value and (entry.get("type") == "PhoneNumber" or value.endswith(PERSON)):
            yield value


def exchange(
    model: Element, participants: Sequence[Party], app: str, owners: Owners, row: int, sheet: str
) -> Sighting:
    """A message or call. `participants`: of the chat that it stands in, as far as they came first.

    `app`: of that chat, '' when it isn't said.

    When they come after the messages, an incoming one is told by its sender's being no owner, and
    an outgoing one has no number.
    """
    values, people = contents(model)
    status = values.get("Status", "")
    if model.get("type") == "InstantMessage":
        people += _receivers(people, participants)
        status = "" if status == "Read" else status  # the other side reads, too
    owners.learn(people)
    stated = [values.get(name, "") for name in ("Direction", "Type", "Folder")]
    direction, number = judged(people, stated, status, owners)
    moment = moments.read(values.get("TimeStamp", ""))
    called = model.get("type") == "Call"
    unsaid = NO_DIRECTION_OF_CALL if called else NO_DIRECTION
    reason = unsaid if direction == "none" else ""
    if model.get("type") not in BY_NUMBER and accounts.is_one(number, app or app_of(values)):
        number, reason = "", AN_ACCOUNT
    if called:
        return Sighting(row, number, direction, "", moment, "call", sheet, reason)
    text = values.get("Body") or values.get("Subject", "")
    return Sighting(row, number, direction, text, moment, "message", sheet, reason)


def app_of(values: Mapping[str, str]) -> str:
    """The app that a chat or call was made with, '' when it isn't said."""
    return values.get("SourceApplication") or values.get("Source", "")


def contents(parts: Iterable[Element]) -> tuple[dict[str, str], list[Party]]:
    """Of the parts of a model those fields that matter, and everybody in it."""
    values, people = {}, []
    for part in parts:
        name = part.get("name")
        if name in VALUES:
            values[name] = text_of(part)
        elif name in SIDES:
            people += [_party(one, SIDES[name]) for one in part]
    return values, people


def text_of(field: Element) -> str:
    """The text of a field, '' when it is empty."""
    # <field><value>text</value></field>, or <empty/>; some hold the text itself.
    return ((field[0].text if len(field) else field.text) or "").strip()


def _receivers(people: Sequence[Party], participants: Sequence[Party]) -> list[Party]:
    # Many messages name no receiver: it is the rest of the chat, or somebody who isn't named.
    if any(one.role == "to" for one in people):
        return []
    senders = {one.identifier for one in people}
    rest = (one for one in participants if one.identifier not in senders)
    named = [one._replace(role="to") for one in rest]
    return named or [Party("", "to")]


def _party(model: Element, side: Role) -> Party:
    values = {one.get("name"): text_of(one) for one in model if one.get("name") in PARTY_VALUES}
    role = side or ROLES.get(values.get("Role", ""), "")
    owner = {"true": True, "false": False}.get(values.get("IsPhoneOwner", "").lower())
    return Party(values.get("Identifier", ""), role, owner)
