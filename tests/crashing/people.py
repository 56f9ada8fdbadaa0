"""Recipients who write back while the process is killed: the carrier repeats what was not taken."""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from carrier.twilio import sign
from tests.standin import TOKEN

PUBLIC = "https://uitweg.example"
STOP, HELP = "STOP", "Ja, ik wil hulp. Kan ik iemand spreken?"
PATIENCE = 2.0  # seconds for which an answer is waited for


@dataclass
class People:
    """`taken`: sid -> (number, text) that the webhook has acknowledged; `waiting` it has not."""

    port: int
    dice: random.Random
    waiting: dict[str, tuple[str, str]] = field(default_factory=dict)
    taken: dict[str, tuple[str, str]] = field(default_factory=dict)

    def write(self, weary: Sequence[str], helped: Sequence[str]) -> None:
        """One of the weary wants no more texts, and one of the others help."""
        for numbers, text in ((weary, STOP), (helped, HELP)):
            self.waiting["SM" + secrets.token_hex(16)] = (self.dice.choice(numbers), text)

    def deliver(self) -> list[str]:
        """Post what waits, once each; numbers that were heard to say stop."""
        stopped = []
        for sid, (number, text) in list(self.waiting.items()):
            if self._post(sid, number, text):
                self.taken[sid] = self.waiting.pop(sid)
                stopped += [number] if text == STOP else []
        return stopped

    def _post(self, sid: str, number: str, text: str) -> bool:
        form = {"MessageSid": sid, "From": number, "To": "+3197000000000", "Body": text}
        signature = sign(f"{PUBLIC}/sms/reply", form, TOKEN)
        request = Request(  # noqa: S310
            f"http://127.0.0.1:{self.port}/sms/reply",
            urlencode(form).encode(),
            {"X-Twilio-Signature": signature},
        )
        try:
            with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                answer.read()
                return True
        except HTTPError as error:
            with error:
                assert error.code == 503, error.code
        except (OSError, HTTPException):
            pass
        return False
