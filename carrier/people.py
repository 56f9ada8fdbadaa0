"""What the sandbox's invented people and networks do with an SMS. Pure: seed and number decide.

The shares are Zwolle's of January 2021: of 750 people 350 reached the site, 100 went on to
self-help, 70 to care, 8 phoned (rtvoost.nl 1998984). The other shares are our guess.
"""

import hashlib
import random
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "replies.toml"

ARRIVED = 0.93
FATES = {"delivered": ARRIVED, "undelivered": 0.05, "failed": 0.01, "sent": 0.01}
UNDELIVERED = ("30003", "30005")
FAILED = "30008"
# Receipts that come late, twice, or before the one that they follow.
LATE, DOUBLE, OVERTAKEN = 0.05, 0.05, 0.05

TAPS = 0.467 / ARRIVED
STEPS = {  # of those who tap, in the order in which they look around
    "story": 0.35,
    "question": 0.12,
    "selfhelp": 0.286,
    "care": 0.2,
    "call": 0.023,
    "text": 0.03,
    "outward": 0.08,
}
ROBOTS = 0.1
REPLIES = 0.12 / ARRIVED
REPEATS = 0.1
THANKS = 0.5
LABELS = {
    "help": 34,
    "opt_out": 28,
    "question": 12,
    "wrong_person": 9,
    "hostile": 7,
    "other": 6,
    "crisis": 2,
    "empty": 2,
}
LANGUAGES = {"nl": 72, "en": 8, "pl": 5, "tr": 4, "ar": 4, "de": 3, "fr": 2, "es": 2}

PHONES = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) "
    "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0",
)
PREVIEWERS = (
    ("GET", "WhatsApp/2.24.10.81 A"),
    ("GET", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"),
    ("GET", "TelegramBot (like TwitterBot)"),
    ("HEAD", PHONES[1]),  # a messaging app that looks ahead in the browser's name
)


@dataclass(frozen=True)
class Deed:
    """Something to come, `delay` seconds after the SMS was accepted; `detail` is JSON-able.

    Kinds: receipt, robot, visit, reply, repeat (the carrier posts the same reply again).
    """

    kind: str
    delay: float
    detail: dict[str, Any] = field(default_factory=dict)


def receipts(
    seed: int, number: str, carrier_id: str, spread: float, reachable: bool = False
) -> list[Deed]:
    """The receipts of one message. The number decides, always the same, whether it arrives.

    `reachable`: this phone surely works, since somebody wrote from it.
    """
    status, code = ("delivered", "") if reachable else _fate(seed, number)
    dice = random.Random(f"{seed}:{carrier_id}")
    first, last = dice.uniform(0, 0.01), dice.uniform(0.02, 0.08)
    if dice.random() < OVERTAKEN:
        first = last + dice.uniform(0.01, 0.03)
    if dice.random() < LATE:
        last = dice.uniform(0.3, 0.7)
    moments = [("sent", "", first), (status, code, last)]
    if dice.random() < DOUBLE:
        moments.append((status, code, last + dice.uniform(0.001, 0.05)))
    return [
        Deed("receipt", part * spread, {"status": word, "code": number_code})
        for word, number_code, part in moments
    ]


def life(seed: int, number: str, spread: float) -> list[Deed]:
    """What one person, and whoever looks ahead on that phone, does with the campaign's SMS."""
    if _fate(seed, number)[0] != "delivered":
        return []
    dice = _dice(seed, number, "life")
    language = _pick(dice, LANGUAGES)
    deeds = [
        Deed("robot", dice.uniform(0.08, 0.1), _previewer(dice)),
        Deed("visit", 0.25 + 0.7 * dice.betavariate(1.2, 3), _visitor(dice, language)),
        *_replies(dice, language),
    ]
    wanted = {
        "robot": dice.random() < ROBOTS,
        "visit": dice.random() < TAPS,
        "reply": dice.random() < REPLIES,
    }
    wanted["repeat"] = wanted["reply"] and dice.random() < REPEATS
    return [Deed(d.kind, d.delay * spread, d.detail) for d in deeds if wanted[d.kind]]


def thanks(seed: int, number: str, language: str, spread: float) -> Deed | None:
    """Half of those who asked for help write once more when a person has answered."""
    dice = _dice(seed, number, "thanks")
    if dice.random() >= THANKS:
        return None
    detail = {
        "label": "thanks",
        "language": language,
        "text": dice.choice(replies()[language]["thanks"]),
    }
    return Deed("reply", dice.uniform(0.05, 0.2) * spread, detail)


@lru_cache(maxsize=1)
def replies() -> dict[str, dict[str, list[str]]]:
    """Language -> label -> texts, from the data file."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _fate(seed: int, number: str) -> tuple[str, str]:
    dice = _dice(seed, number, "fate")
    status = _pick(dice, FATES)
    codes = {"undelivered": dice.choice(UNDELIVERED), "failed": FAILED}
    return status, codes.get(status, "")


def _visitor(dice: random.Random, language: str) -> dict[str, Any]:
    steps = [step for step, share in STEPS.items() if dice.random() < share]
    return {"agent": dice.choice(PHONES), "language": language, "wanted": steps}


def _previewer(dice: random.Random) -> dict[str, Any]:
    method, agent = dice.choice(PREVIEWERS)
    return {"method": method, "agent": agent}


def _replies(dice: random.Random, language: str) -> list[Deed]:
    label = _pick(dice, LABELS)
    text = dice.choice(replies()[language][label])
    detail = {"label": label, "language": language, "text": text}
    delay = dice.uniform(0.12, 0.85)
    return [
        Deed("reply", delay, detail),
        Deed("repeat", delay + dice.uniform(0.01, 0.05), detail),
    ]


def _pick(dice: random.Random, shares: dict[str, float] | dict[str, int]) -> str:
    return dice.choices(list(shares), list(shares.values()))[0]


def _dice(seed: int, number: str, purpose: str) -> random.Random:
    """The same dice for the same person on every machine and in every run."""
    return random.Random(hashlib.sha256(f"{seed}:{purpose}:{number}".encode()).digest())
