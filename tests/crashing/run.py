"""A run: a campaign is launched, its process is killed again and again, then let end."""

import random
import socket
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import house as houses
from carrier.invented import is_invented
from outreach import exclusions
from tests.conftest import Postbox
from tests.crashing import life
from tests.crashing.life import Order
from tests.crashing.nursery import Nursery
from tests.crashing.people import PUBLIC, People
from tests.crashing.watch import Watch, accepted
from tests.outreach import steps
from tests.standin import Standin

STEP = 5.0  # minutes by which each life's clock is further: more than until absence counts
AFTERWARDS = 20.0  # by which it is in the lives at the end
NIGHT = 13 * 60.0  # after which missing receipts are asked for
EARLY = 0.12  # of the kills, before it is ready
LONGEST = 0.8  # seconds
PAUSED_AT = 2  # the life in which it is paused for sure
SEEN_IN = 2.5  # seconds that this life lasts, and the one in which it is cancelled
ROUNDS = 60
EXCLUDED = 10  # numbers that are on the list from the start
ASKING = ["ok"] * 6 + ["busy", "break_after", "drop_after", "garbled_after", "slow_after"]


@dataclass
class Life:
    """From birth to its end, seconds since 1970."""

    born: float
    ended: float
    told: list[str] = field(default_factory=list)  # numbers that said stop in it


@dataclass
class Run:
    """`sending`: settings of that section; `cancel_at`: the life in which it is cancelled."""

    folder: Path
    standin: Standin
    seed: int
    kills: int
    a_kill: int = 15  # recipients for each
    sending: dict[str, Any] = field(default_factory=dict)
    cancel_at: int | None = None
    lives: list[Life] = field(default_factory=list)
    ahead: float = 0.0
    _told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.port = _free_port()
        self.watch = Watch(self.standin)
        self.people = People(self.port, self.dice)
        self.raw = _raw(self.standin.address, self.port, self.sending)
        self.numbers = _numbers(max(100, self.a_kill * self.kills))
        self.excluded = self.numbers[:EXCLUDED]
        self.helped = self.numbers[-len(self.numbers) // 10 :]
        self.nursery = Nursery(self.folder / "errors")
        self.standin.set(webhook=f"http://127.0.0.1:{self.port}")

    def launch(self) -> None:
        """By the carrier's own clock; some were put on the exclusion list since the import."""
        house = self.open()
        now, first = datetime.now(UTC), int(self.numbers[0].removeprefix("+316"))
        steps.launched(house, now, recipients=len(self.numbers), first=first)
        exclusions.add(house.outreach, steps.LEAD, self.excluded, "minor", None, now)
        house.close()

    def open(self) -> houses.House:
        """The house, while no process has it; nothing can be sent with it."""
        carrier: Any = Postbox()
        return houses.build(life.settings(self.raw), self.folder / "data", carrier)

    def kill_often(self) -> None:
        for nth in range(self.kills):
            self.standin.set(asking=self.dice.choices(ASKING, k=self.dice.randrange(5)))
            born = time.time()
            self.nursery.bear(self._order(self._deeds(nth)))
            if self.dice.random() < EARLY and not self._is_long(nth):
                time.sleep(self.dice.uniform(0, 0.25))
            else:
                self._live(nth, born)
            ended = self.nursery.kill()
            self.lives.append(Life(born, ended, self._told))
            self._told = []
            self.watch.settle()

    def _live(self, nth: int, born: float) -> None:
        ready = self.nursery.ready()
        wanted = SEEN_IN if self._is_long(nth) else self.dice.uniform(0.05, LONGEST)
        if nth % 4 == 1:
            self.people.write(self.numbers[: -len(self.helped)], self.helped)
        self._told = self.people.deliver()
        time.sleep(max(0.0, ready + wanted - time.time()))

    def _is_long(self, nth: int) -> bool:
        return nth in (PAUSED_AT, self.cancel_at)

    def end(self) -> None:
        """Let it go on until all has its end, as time goes by."""
        for _ in range(ROUNDS):
            born = time.time()
            self.ahead += AFTERWARDS
            self.nursery.bear(self._order([(0.0, "resume", "")]))
            self.nursery.ready()
            told = self.people.deliver()
            standing = self.nursery.quiet()
            self.standin.wait()
            self.lives.append(Life(born, self.nursery.stop(), told))
            self.watch.settle()
            if not self._open(standing):
                if self._over(standing):
                    return
                self.ahead += NIGHT

    def _open(self, standing: dict[str, int]) -> bool:
        """Something may still leave, or it is unclear whether it has."""
        unclear = ("sending", "unknown", "answer queued", "answer sending", "answer unknown")
        waits = standing.get("queued") and "campaign cancelled" not in standing
        return bool(waits) or any(standing.get(one) for one in unclear)

    def _over(self, standing: dict[str, int]) -> bool:
        """All has its end, save what the carrier itself will never tell the end of."""
        carrier, _ = accepted(self.standin.messages())
        silent = sum(got[-1]["fate"] == "sent" for got in carrier.values())
        ended = standing.keys() & {"campaign finished", "campaign cancelled"}
        return bool(ended) and standing.get("sent", 0) <= silent

    def _order(self, deeds: list[tuple[float, str, str]]) -> Order:
        self.ahead += STEP
        return Order(str(self.folder), self.raw, self.ahead, deeds)

    def _deeds(self, nth: int) -> list[tuple[float, str, str]]:
        dice = self.dice
        chances = [
            (0.6, "resume", 0.0, ""),
            (0.04, "exclude", 0.1, dice.choice(self.numbers[: -len(self.helped)])),
            (0.6, "answer", 0.1, str(nth)),
            (1.0 if nth == PAUSED_AT else 0.08, "pause", 0.3, ""),
        ]
        deeds = [
            (dice.uniform(0.0, latest), name, detail)
            for chance, name, latest, detail in chances
            if dice.random() < chance
        ]
        if self.cancel_at is not None and nth >= self.cancel_at:
            deeds.append((dice.uniform(0.0, 0.2), "cancel", ""))
        return deeds


def _numbers(amount: int) -> list[str]:
    """None that the example knows: the real carrier refuses those."""
    numbers = [steps.number(12_000_000 + nth) for nth in range(amount)]
    assert not any(is_invented(one) for one in numbers)
    return numbers


def _raw(address: str, port: int, sending: dict[str, Any]) -> dict[str, Any]:
    twilio = {"api_base": address, "timeout": 0.3, "answers_content_retention": "retain"}
    return {
        "webhook": {"port": port, "public_address": PUBLIC},
        "wall": {"operator": "Stichting Uitweg"},
        "carrier": {"name": "twilio", "rate": 60, "concurrency": 16, "twilio": twilio},
        "sending": {"failure_share": 1.0, **sending},
        # Else somebody who says stop may share an index with somebody who doesn't.
        "gate": {"index_bits": 30},
    }


def _free_port() -> int:
    """One that the machine gives to nobody's outgoing connection while no process has it."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
