"""All that will come of an SMS, worked out when it is accepted, so that a kill forgets nothing."""

from carrier import people
from carrier.invented import is_cast
from carrier.people import Deed
from carrier.record import Message, NewErrand, Record, new_id
from settings import Sandbox as Manner


def of(message: Message, manner: Manner, record: Record) -> list[NewErrand]:
    """Receipts, robots, visits and replies, each with its moment."""
    seed, spread, number = manner.seed, manner.spread, message.number
    reachable = is_cast(number) or record.wrote(number)
    deeds = people.receipts(seed, number, message.carrier_id, spread, reachable)
    if manner.alive:
        deeds += _by_people(message, manner, record)
    reply = new_id()
    return [_errand(deed, message, reply) for deed in deeds]


def _by_people(message: Message, manner: Manner, record: Record) -> list[Deed]:
    if is_cast(message.number):
        return []  # a demo persona's phone is in the hands of whoever looks
    if message.token:
        return people.life(manner.seed, message.number, manner.spread)
    # A text without a link is an answer by care, or a test.
    language = record.waits_for_help(message.number)
    if language is None:
        return []
    thanks = people.thanks(manner.seed, message.number, language, manner.spread)
    return [thanks] if thanks else []


def _errand(deed: Deed, message: Message, reply: str) -> NewErrand:
    detail = dict(deed.detail)
    if deed.kind in ("robot", "visit"):
        detail |= {"path": f"/c/{message.token}", "token": message.token}
    if deed.kind == "receipt":
        detail |= {"message_id": message.message_id}
    # A repeat is the same SMS again, so it has the same carrier id.
    whose = reply if deed.kind in ("reply", "repeat") else message.carrier_id
    return NewErrand(deed.kind, message.number, whose, message.moment + deed.delay, detail)
