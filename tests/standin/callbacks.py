"""The stand-in's delivery callbacks, signed over the public address as Twilio signs them."""

import asyncio
import base64
import hashlib
import hmac
import time
from collections.abc import Coroutine
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.standin.faults import Draw, Faults
from tests.standin.ledger import Ledger, Message

AT_ONCE = 32
SECONDS = 15  # Twilio gives an answer no longer


def sign(url: str, form: dict[str, str], token: str) -> str:
    """X-Twilio-Signature. Source: twilio.com/docs/usage/security#validating-requests."""
    told = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), told.encode(), hashlib.sha1).digest()).decode()


class Caller:
    """Posts what becomes of messages. `pending` counts what is still to come."""

    def __init__(self, faults: Faults, ledger: Ledger) -> None:
        self._faults = faults
        self._ledger = ledger
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._line: aiohttp.ClientSession | None = None

    @property
    def pending(self) -> int:
        now = time.time()
        unripe = sum(one.steps[-1][0] > now for one in self._ledger.by_sid.values())
        return len(self._tasks) + unripe

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        if self._line:
            await self._line.close()

    async def follow(self, message: Message, draw: Draw, early: bool) -> None:
        """Begin a message's callbacks; those that come before the answer are waited for."""
        calls = [self._call(message, *step) for step in self._plan(message, draw)]
        if early:
            for call in calls:
                await call
        else:
            for call in calls:
                self._begin(call)

    def _plan(self, message: Message, draw: Draw) -> list[tuple[float, str, str]]:
        """When to tell which status, with its code."""
        if not message.callback:
            return []
        told = message.steps[0 if draw.happens(self._faults.queued) else 1 :]
        moments = [moment for moment, _, _ in told]
        if draw.happens(self._faults.shuffled):
            told = told[::-1]
        return [
            (due, status, code)
            for moment, (_, status, code) in zip(moments, told, strict=True)
            for due in self._due(moment, draw)
        ]

    def _due(self, moment: float, draw: Draw) -> list[float]:
        faults = self._faults
        if draw.happens(faults.never):
            return []
        due = moment + (faults.late_ms / 1000 if draw.happens(faults.late) else 0.0)
        return [due, due + 0.01] if draw.happens(faults.doubled) else [due]

    def _begin(self, call: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(call)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _call(self, message: Message, due: float, status: str, code: str) -> None:
        await asyncio.sleep(max(due - time.time(), 0.0))
        form = self._form(message, status, code)
        for attempt in range(self._faults.retries + 1):
            if attempt:
                await asyncio.sleep(self._faults.retry_ms / 1000)
            async with self._turn:
                answer = await self._post(message.callback, form)
            self._note(message, status, code, answer)
            if answer and not (answer >= 500 and "rp=" in message.callback):
                return
        self._note(message, status, code, -1)

    async def _post(self, callback: str, form: dict[str, str]) -> int:
        self._line = self._line or aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(SECONDS), connector=aiohttp.TCPConnector(limit=AT_ONCE)
        )
        public = callback.partition("#")[0]
        parts = urlsplit(public)
        target = (self._faults.webhook or f"{parts.scheme}://{parts.netloc}") + (
            parts.path + (f"?{parts.query}" if parts.query else "")
        )
        token = self._faults.signed_by or self._faults.token
        headers = {"X-Twilio-Signature": sign(public, form, token)}
        try:
            async with self._line.post(target, data=form, headers=headers) as answer:
                await answer.read()
                return answer.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0

    def _form(self, message: Message, status: str, code: str) -> dict[str, str]:
        service = {"MessagingServiceSid": message.service} if message.service else {}
        return {
            "AccountSid": self._faults.account,
            "ApiVersion": "2010-04-01",
            "From": message.sender,
            "To": message.to,
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageStatus": status,
            "SmsStatus": status,
            **({"ErrorCode": code} if code else {}),
            **service,
        }

    def _note(self, message: Message, status: str, code: str, answer: int) -> None:
        row = {"sid": message.sid, "status": status, "code": code, "answer": answer}
        self._ledger.note("callback", time.time(), **row)
