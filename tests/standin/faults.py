"""What the stand-in does wrong, and how it draws it."""

import random
from dataclasses import dataclass, field
from itertools import count

ACCOUNT = "AC" + "0" * 32
TOKEN = "secret-token"  # noqa: S105

# What a number or a chance may name. Before: nothing was accepted; after: it was.
KINDS = (
    "ok",
    "busy",  # 429 with code 20429
    "refuse:<code>",  # 4xx with this code, such as refuse:21610
    "break_before",  # 500
    "break_after",
    "slow_before",  # answers after `slow_ms`; slow_before accepts only then
    "slow_after",
    "drop_before",  # the connection is closed without an answer
    "drop_after",
    "garbled_before",  # an answer that is no JSON
    "garbled_after",
    "status:<number>",  # that HTTP status with a page that is not Twilio's; nothing accepted
)
STATUS = {"20003": 401, "20429": 429, "20404": 404, "30002": 403}  # of a refusal; else 400


def status_of(code: str, fault: str) -> int:
    """The HTTP status that answers a create: refused with this code ("" when not), or faulty."""
    if code:
        return STATUS.get(code, 400)
    if fault.startswith("status:"):
        return int(fault.removeprefix("status:"))
    return 500 if fault.startswith("break") else 201


@dataclass
class Faults:
    """Every setting, all off. Probabilities are 0 to 1; draws depend on `seed` and number only."""

    seed: int = 1
    account: str = ACCOUNT
    token: str = TOKEN
    latency_ms: float = 0.0  # half of it before acceptance, half after
    slow_ms: float = 5000.0
    segments_per_second: int = 0  # more within any second gets 429; 0: no limit
    retry_after: str = ""  # the Retry-After header of a 429
    chances: dict[str, float] = field(default_factory=dict)  # kind -> probability
    numbers: dict[str, list[str]] = field(default_factory=dict)  # number -> kinds, one a request
    asking: list[str] = field(default_factory=list)  # kinds for the next fetches and lists
    redaction: bool = True  # the account may discard texts; without: 30029 and 30030
    redacts: bool = False  # the account hides all texts and numbers by itself
    price: str = "0.0800"
    currency: str = "EUR"
    resources: dict[str, object] = field(default_factory=dict)  # GET path -> JSON, for other APIs

    # Fates: "delivered", "undelivered:30003", "failed:30007", "sent" (nothing more is known).
    fates: dict[str, str] = field(default_factory=dict)  # number -> fate
    fate_shares: dict[str, float] = field(default_factory=lambda: {"delivered": 1.0})

    # Callbacks go to `webhook` in place of scheme and host of the StatusCallback, when set.
    webhook: str = ""
    signed_by: str = ""  # another token than `token`
    step_ms: tuple[float, float] = (5.0, 50.0)  # between one status and the next
    late: float = 0.0  # probability that a callback comes `late_ms` later
    late_ms: float = 1000.0
    doubled: float = 0.0
    shuffled: float = 0.0  # of a message's callbacks coming in the wrong order
    early: float = 0.0  # of coming before the answer to the send
    never: float = 0.0  # of a callback being lost
    queued: float = 0.0  # of a callback for the first status, which Twilio mostly leaves out
    retries: int = 3  # while nobody listens; then it is lost
    retry_ms: float = 200.0


class Draw:
    """The draws for one number's n-th request: the same whatever else goes on at the time."""

    def __init__(self, faults: Faults, number: str, turn: int) -> None:
        self._random = random.Random(f"{faults.seed}:{number}:{turn}")

    def happens(self, probability: float) -> bool:
        return self._random.random() < probability

    def between(self, low: float, high: float) -> float:
        return self._random.uniform(low, high)

    def one_of(self, shares: dict[str, float], otherwise: str) -> str:
        """A key by its share of 1; what is left of 1 is `otherwise`."""
        drawn = self._random.random()
        for name, share in shares.items():
            drawn -= share
            if drawn < 0:
                return name
        return otherwise


class Drawer:
    """Says what each request meets."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self._turns: dict[str, count[int]] = {}

    def draw(self, number: str) -> tuple[Draw, str]:
        """The draws for this request, and its kind of fault ("ok" for none)."""
        turn = next(self._turns.setdefault(number, count()))
        draw = Draw(self.faults, number, turn)
        scripted = self.faults.numbers.get(number)
        if scripted:
            return draw, scripted.pop(0)
        return draw, draw.one_of(self.faults.chances, "ok")

    def asked(self) -> str:
        """The fault of a fetch or list."""
        return self.faults.asking.pop(0) if self.faults.asking else "ok"
