"""Who is in the five invented phones, and what they wrote. The same seed gives the same people."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

SEED = 750
BUYERS = 750
PHONES = (1, 2, 3, 4)  # those with messages; the fifth is a list of contacts
SHARES = (34, 27, 22, 17)  # of the buyers, by phone
SEEN_IN = (1,) * 62 + (2,) * 24 + (3,) * 10 + (4,) * 4  # phones a buyer
CONTACTS = 120
FIRST = datetime(2020, 6, 1, 8, tzinfo=UTC)
MINUTES = 220 * 24 * 60  # until the arrests, in January 2021
TEXTS = tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))

ABROAD = (("+49151", 8, 5), ("+3247", 7, 4), ("+48605", 6, 3))  # start, further digits, how many
NAMES = ("ING", "Rabobank", "PostNL", "Vodafone", "Lebara", "DHL", "Thuisbzrgd")
SHORT_CODES = ("1008", "2525", "4411")
NO_PEOPLE = ("+3197010123456", "0881234567", "120363025246125486@g.us", "0900 1234567", "Onbekend")


@dataclass(frozen=True)
class Message:
    """One text. `number`: E.164, or what stands in its place. `incoming`: to the phone."""

    number: str
    name: str
    incoming: bool
    text: str
    moment: datetime


@dataclass(frozen=True)
class Phone:
    """A seized phone: its owner's number and its messages in order of time."""

    owner: str
    messages: list[Message]


@dataclass(frozen=True)
class World:
    """`buyers`: E.164, each in at least one of `phones`; `contacts` are some of them."""

    buyers: list[str]
    phones: list[Phone]
    contacts: list[str]


def invent() -> World:
    """Invent everybody."""
    dice = Random(SEED)
    used: set[str] = set()
    buyers = [_abroad(dice, start, digits) for start, digits, many in ABROAD for _ in range(many)]
    used.update(buyers)
    buyers += [_dutch(dice, used) for _ in range(BUYERS - len(buyers))]
    dice.shuffle(buyers)
    family = [_dutch(dice, used) for _ in range(24)]
    owners = [_dutch(dice, used) for _ in range(5)]
    customers = _spread(dice, buyers)
    phones = [
        _phone(dice, owners, place, customers[number], family[6 * place : 6 * place + 8])
        for place, number in enumerate(PHONES)
    ]
    return World(buyers, phones, dice.sample(buyers, CONTACTS))


def _dutch(dice: Random, used: set[str]) -> str:
    # 06 followed by 1 to 5 or 8: the only ranges given out, and none of them the cast's (060).
    while True:
        number = f"+316{dice.choice('123458')}{dice.randrange(10**7):07d}"
        if number not in used:
            used.add(number)
            return number


def _abroad(dice: Random, start: str, digits: int) -> str:
    return f"{start}{dice.randrange(10 ** (digits - 1), 10**digits)}"


def _spread(dice: Random, buyers: list[str]) -> dict[int, list[str]]:
    customers: dict[int, list[str]] = {number: [] for number in PHONES}
    for buyer in buyers:
        mine: list[int] = []
        for _ in range(dice.choice(SEEN_IN)):
            left = [number for number in PHONES if number not in mine]
            weights = [SHARES[number - 1] for number in left]
            mine.append(dice.choices(left, weights)[0])
        for number in mine:
            customers[number].append(buyer)
    return customers


def _phone(
    dice: Random, owners: list[str], place: int, customers: list[str], family: list[str]
) -> Phone:
    messages = [
        *(one for place, buyer in enumerate(customers) for one in _deal(dice, buyer, place)),
        *(one for number in family for one in _talk(dice, number)),
        *_everybody_else(dice),
        _message(dice, owners[place - 1], "collega", True, "bel me ff als je wakker bent"),
    ]
    return Phone(owners[place], sorted(messages, key=lambda one: (one.moment, one.number)))


def _deal(dice: Random, buyer: str, place: int) -> Iterator[Message]:
    name = f"klant {place}" if dice.random() < 0.4 else ""
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3))):
        asked = _message(dice, buyer, name, True, _buying(dice, buyer))
        yield asked
        if dice.random() < 0.5:
            yield _after(asked, False, dice.choice(TEXTS["owner"]), 2)
        if dice.random() < 0.4:
            yield _after(asked, True, dice.choice(TEXTS["small_talk"]), 25)


def _buying(dice: Random, buyer: str) -> str:
    lines = TEXTS["buying"] if buyer.startswith("+31") else TEXTS["buying_abroad"]
    slots = {slot: dice.choice(TEXTS[slot]) for slot in ("thing", "amount", "when", "place")}
    text = str(dice.choice(lines)).format(**slots)
    return dice.choice(
        (text, text, text.capitalize(), text + "!", text.replace(" je ", " jij ", 1))
    )


def _talk(dice: Random, number: str) -> Iterator[Message]:
    kind = dice.choice(("family", "friends"))
    for _ in range(dice.randrange(4, 10)):
        asked = _message(dice, number, "", True, dice.choice(TEXTS[kind]))
        yield asked
        yield _after(asked, False, "komt goed", 9)


def _everybody_else(dice: Random) -> Iterator[Message]:
    for _ in range(12):
        yield _message(dice, "+31382345678", "Pizza", True, dice.choice(TEXTS["pizza"]))
    for sender in (*NAMES, *SHORT_CODES, *NO_PEOPLE):
        for _ in range(dice.randrange(2, 6)):
            yield _message(dice, sender, "", True, dice.choice(TEXTS["bank"]))


def _message(dice: Random, number: str, name: str, incoming: bool, text: str) -> Message:
    moment = FIRST + timedelta(minutes=dice.randrange(MINUTES), seconds=dice.randrange(60))
    return Message(number, name, incoming, text, moment)


def _after(asked: Message, incoming: bool, text: str, minutes: int) -> Message:
    moment = asked.moment + timedelta(minutes=minutes)
    return Message(asked.number, asked.name, incoming, text, moment)
