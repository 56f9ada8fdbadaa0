"""The load of a bench, in a process of its own: keep-alive connections to loopback, one thread.

The requests are written and signed before the clock starts, so that on two cores the server has
one of them nearly to itself.
"""

import json
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from itertools import count, cycle, islice
from urllib.parse import urlencode

from carrier.twilio import sign

TEXTS = (  # one in eight says stop, and no two of the others are alike
    "ik wil stoppen maar het lukt niet al {n} dagen",
    "kan iemand mij bellen? liefst om {n} uur",
    "wie zijn jullie, en hoe komen jullie aan nummer {n}",
    "stop",
    "I need help, it is {n} times a week now",
    "wat kost zo'n gesprek, {n} euro?",
    "laat me met rust, dit is al bericht {n}",
    "mijn broer gebruikt al {n} jaar cocaine, wat kan ik doen",
)
LINE = "{method} {path} HTTP/1.1\r\nHost: bench\r\nUser-Agent: Mozilla/5.0 (Android 13) Mobile\r\n"


class Line:
    """One connection with one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.began = 0.0
        self._got = b""

    def ask(self, request: bytes) -> None:
        self.began, self._got = time.monotonic(), b""
        self.socket.sendall(request)

    def answer(self) -> int:
        """The status once the whole answer is here, 0 before; raises OSError when it hung up."""
        got = self.socket.recv(65_536)
        if not got:
            raise ConnectionError("the server hung up")
        self._got += got
        head, gap, body = self._got.partition(b"\r\n\r\n")
        if not gap or len(body) < _length(head):
            return 0
        return int(head[9:12])


def main(asked: dict[str, object]) -> dict[str, float]:
    """Ask for `seconds` over `connections`; return requests a second, 99th percentile, failures."""
    seconds, port = float(str(asked["seconds"])), int(str(asked["port"]))
    requests = list(_requests(asked))
    upcoming = cycle(requests) if len(requests) == 1 else iter(requests)
    lines = selectors.DefaultSelector()
    for _ in range(int(str(asked["connections"]))):
        line = Line(port)
        lines.register(line.socket, selectors.EVENT_READ, line)
    began = time.monotonic()
    times, failed = _run(lines, upcoming, began + seconds)
    taken = time.monotonic() - began
    times.sort()
    p99 = times[int(len(times) * 0.99)] if times else 0.0
    return {"rate": len(times) / taken, "p99": p99, "failed": failed}


def _run(
    lines: selectors.BaseSelector, upcoming: Iterator[bytes], until: float
) -> tuple[list[float], int]:
    times: list[float] = []
    failed = 0
    busy = sum(_next(key.data, upcoming, until) for key in lines.get_map().values())
    while busy:
        for key, _ in lines.select():
            line: Line = key.data
            try:
                status = line.answer()
            except OSError:
                failed, busy = failed + 1, busy - 1
                lines.unregister(line.socket)
                continue
            if status:
                times.append(time.monotonic() - line.began)
                failed += status >= 400
                busy -= not _next(line, upcoming, until)
    return times, failed


def _next(line: Line, upcoming: Iterator[bytes], until: float) -> bool:
    request = next(upcoming, None)
    if request is None or time.monotonic() > until:
        return False
    line.ask(request)
    return True


def _requests(asked: dict[str, object]) -> Iterator[bytes]:
    if "paths" in asked:
        for path in asked["paths"]:  # type: ignore[attr-defined]
            yield (LINE.format(method="GET", path=path) + "\r\n").encode()
        return
    forms = _receipts(asked) if "messages" in asked else _replies(asked)
    for path, params in islice(forms, int(str(asked["most"]))):
        body = urlencode(params)
        signature = sign(f"{asked['address']}{path}", params, str(asked["token"]))
        yield (
            LINE.format(method="POST", path=path)
            + "Content-Type: application/x-www-form-urlencoded\r\n"
            + f"X-Twilio-Signature: {signature}\r\n"
            + f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()


def _replies(asked: dict[str, object]) -> Iterator[tuple[str, dict[str, str]]]:
    for nth in count(int(str(asked["first"]))):
        text = TEXTS[nth % len(TEXTS)].format(n=nth)
        yield "/sms/reply", {**_usual(nth), "From": number(nth), "Body": text}


def _receipts(asked: dict[str, object]) -> Iterator[tuple[str, dict[str, str]]]:
    for nth, message in enumerate(asked["messages"]):  # type: ignore[arg-type,var-annotated]
        yield f"/sms/receipt/{message}", {**_usual(nth), "MessageStatus": "delivered"}


def _usual(nth: int) -> dict[str, str]:
    """What the carrier always adds; `nth` makes it one of its own."""
    return {
        "AccountSid": "AC" + "0" * 32,
        "ApiVersion": "2010-04-01",
        "MessageSid": f"SM{nth:032x}",
        "NumMedia": "0",
        "To": "+3197000000000",
    }


def number(nth: int) -> str:
    """The phone of the nth recipient."""
    return f"+316{nth % 10**8:08d}"


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            return int(line[15:])
    return 0


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
