"""The load of a bench, in a process of its own: keep-alive connections to loopback, bounded."""

import http.client
import itertools
import json
import sys
import threading
import time
from urllib.parse import urlencode

from carrier.twilio import sign


def main(asked: dict[str, object]) -> dict[str, float]:
    """Ask for `seconds` over `connections`; return requests a second, 99th percentile, failures."""
    times: list[float] = []
    failed = itertools.count()
    until = time.monotonic() + float(str(asked["seconds"]))
    threads = [
        threading.Thread(target=_ask, args=[asked, number, until, times, failed])
        for number in range(int(str(asked["connections"])))
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.monotonic() - began
    times.sort()
    return {
        "rate": len(times) / taken,
        "p99": times[int(len(times) * 0.99)] if times else 0.0,
        "failed": next(failed),
    }


def _ask(
    asked: dict[str, object], number: int, until: float, times: list[float], failed: object
) -> None:
    line = http.client.HTTPConnection("127.0.0.1", int(str(asked["port"])), timeout=20)
    for turn in itertools.count():
        began = time.monotonic()
        if began > until:
            return
        try:
            line.request(*_request(asked, f"{number}-{turn}-{time.time_ns()}"))
            answer = line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            next(failed)  # type: ignore[call-overload]
            line.close()
            continue
        if answer.status >= 400:
            next(failed)  # type: ignore[call-overload]
        times.append(time.monotonic() - began)


def _request(asked: dict[str, object], turn: str) -> tuple[str, str, str | None, dict[str, str]]:
    path = str(asked["path"])
    if "token" not in asked:
        return "GET", path, None, {"User-Agent": "Mozilla/5.0 (Linux; Android 13) Mobile"}
    params = {
        "MessageSid": f"SM-bench-{turn}",
        "From": f"+316{abs(hash(turn)) % 10**8:08d}",
        "To": "+3197000000000",
        "Body": "ik wil stoppen maar het lukt niet",
    }
    signature = sign(f"{asked['address']}{path}", params, str(asked["token"]))
    kind = "application/x-www-form-urlencoded"
    return "POST", path, urlencode(params), {"Content-Type": kind, "X-Twilio-Signature": signature}


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
