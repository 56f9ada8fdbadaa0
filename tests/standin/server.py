"""The stand-in's HTTP side: Messages create, fetch and list, and what tests ask of it.

Source: twilio.com/docs/messaging/api/message-resource.
"""

import asyncio
import base64
import time
from dataclasses import asdict
from pathlib import Path
from urllib.parse import parse_qsl

from aiohttp import web

from tests.standin import listing
from tests.standin.callbacks import Caller
from tests.standin.faults import STATUS, Draw, Drawer, Faults, status_of
from tests.standin.ledger import Ledger, Message
from tests.standin.taking import Taker


class Server:
    """One account. Every handler is safe to run beside others: nothing waits between its steps."""

    def __init__(self, file: Path) -> None:
        self._faults = Faults()
        self._ledger = Ledger(file)
        self._drawer = Drawer(self._faults)
        self._caller = Caller(self._faults, self._ledger)
        self._taker = Taker(self._faults, self._ledger)

    def app(self) -> web.Application:
        app = web.Application()
        messages = "/2010-04-01/Accounts/{account}/Messages"
        app.router.add_post(f"{messages}.json", self.create)
        app.router.add_get(f"{messages}.json", self.list)
        app.router.add_get(messages + "/{sid}.json", self.fetch)
        app.router.add_post("/standin/faults", self.set)
        app.router.add_get("/standin/faults", self.settings)
        app.router.add_get("/standin/fates", self.fates)
        app.router.add_get("/standin/pending", self.pending)
        app.router.add_get("/standin/ledger", self.ledger)
        app.router.add_get("/{path:.*}", self.resource)
        app.on_shutdown.append(self._close)
        return app

    async def create(self, request: web.Request) -> web.StreamResponse:
        arrived = time.time()
        form = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        draw, fault = self._drawer.draw(form.get("To", ""))
        wrong = self._stranger(request) or self._taker.wrong(form, fault, arrived)
        status = status_of(wrong, fault)
        self._request(request, arrived, "create", form.get("To", ""), wrong or fault, status)
        await asyncio.sleep(self._faults.latency_ms / 2000)
        if wrong:
            return self._refuse(wrong)
        if fault.startswith("status:"):
            return _page(status)
        kind, _, when = fault.rpartition("_")
        if fault == "slow_before":
            await asyncio.sleep(self._faults.slow_ms / 1000)
        elif when == "before":
            return self._spoilt(request, kind, draw) or web.Response(status=501)
        message, early = self._taker.accept(form, draw)
        await self._caller.follow(message, draw, early)
        await asyncio.sleep(self._faults.latency_ms / 2000)
        if fault == "slow_after":
            await asyncio.sleep(self._faults.slow_ms / 1000)
        return self._spoilt(request, kind, draw) or self._json(self._shown(message), 201)

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        wrong = self._stranger(request)
        message = self._ledger.by_sid.get(request.match_info["sid"])
        spoilt = await self._asked(request, "fetch", wrong, message.to if message else "")
        if spoilt:
            return spoilt
        return self._json(self._shown(message)) if message else self._refuse("20404")

    async def list(self, request: web.Request) -> web.StreamResponse:
        asked = dict(request.query)
        spoilt = await self._asked(request, "list", self._stranger(request), asked.get("To", ""))
        if spoilt:
            return spoilt
        shown, onward = listing.page(request.path, asked, listing.chosen(self._ledger, asked))
        body = {"messages": [self._shown(one) for one in shown], "next_page_uri": onward or None}
        return self._json({**body, "uri": request.path_qs, "page_size": len(shown)})

    async def resource(self, request: web.Request) -> web.StreamResponse:
        """Other APIs of Twilio, by what a test said that they hold."""
        if wrong := self._stranger(request):
            return self._refuse(wrong)
        self._request(request, time.time(), "resource", "", "ok", 200)
        known = self._faults.resources.get(request.path)
        return self._refuse("20404") if known is None else self._json(known)

    async def set(self, request: web.Request) -> web.StreamResponse:
        for name, value in (await request.json()).items():
            if not hasattr(self._faults, name):
                return web.Response(status=400, text=f"{name} is not a setting")
            setattr(self._faults, name, value)
        return web.Response()

    async def settings(self, _: web.Request) -> web.StreamResponse:
        return self._json(asdict(self._faults))

    async def fates(self, _: web.Request) -> web.StreamResponse:
        return self._json({one.sid: _fate(one) for one in self._ledger.by_sid.values()})

    async def pending(self, _: web.Request) -> web.StreamResponse:
        return self._json({"pending": self._caller.pending})

    async def ledger(self, _: web.Request) -> web.StreamResponse:
        return web.Response(body=self._ledger.file.read_bytes(), content_type="text/plain")

    async def _asked(
        self, request: web.Request, what: str, wrong: str, to: str
    ) -> web.StreamResponse | None:
        """What goes wrong with a fetch or list; None when nothing does."""
        fault = self._drawer.asked()
        code = "20429" if fault == "busy" else fault.removeprefix("refuse:")
        wrong = wrong or (code if code.isdigit() else "")
        kind = fault.partition("_")[0]
        status = STATUS.get(wrong, 400) if wrong else 500 if kind == "break" else 200
        self._request(request, time.time(), what, to, wrong or fault, status)
        await asyncio.sleep(self._faults.latency_ms / 1000)
        if kind == "slow":
            await asyncio.sleep(self._faults.slow_ms / 1000)
        return self._refuse(wrong) if wrong else self._spoilt(request, kind)

    def _spoilt(
        self, request: web.Request, kind: str, draw: Draw | None = None
    ) -> web.StreamResponse | None:
        if kind == "break":
            return self._json({"code": 20500, "message": "Internal Server Error"}, 500)
        if kind == "garbled":
            return _page(201)
        if kind != "drop" or request.transport is None:
            return None
        if draw and draw.happens(0.5):
            request.transport.abort()
        else:
            request.transport.close()
        return web.Response()  # nobody sees it

    def _refuse(self, code: str) -> web.Response:
        status = STATUS.get(code, 400)
        headers = {"Retry-After": self._faults.retry_after} if status == 429 else {}
        body = {"code": int(code), "message": f"refused by {code}", "status": status}
        return web.json_response(
            body, status=status, headers={k: v for k, v in headers.items() if v}
        )

    def _stranger(self, request: web.Request) -> str:
        known = f"{self._faults.account}:{self._faults.token}".encode()
        given = request.headers.get("Authorization", "")
        return "" if given == "Basic " + base64.b64encode(known).decode() else "20003"

    def _request(
        self, request: web.Request, moment: float, what: str, to: str, fault: str, status: int
    ) -> None:
        peer = request.transport.get_extra_info("peername")[1] if request.transport else 0
        self._ledger.note(
            "request", moment, what=what, to=to, fault=fault, status=status, peer=peer
        )

    def _shown(self, message: Message) -> dict[str, object]:
        return message.resource(self._faults.account, self._faults.price, self._faults.currency)

    def _json(self, body: object, status: int = 200) -> web.Response:
        return web.json_response(body, status=status)

    async def _close(self, _: web.Application) -> None:
        await self._caller.close()


def _page(status: int) -> web.Response:
    headers = {"Location": "/elsewhere"} if 300 <= status < 400 else {}
    return web.Response(status=status, text="<html>?</html>", headers=headers)


def _fate(message: Message) -> dict[str, object]:
    _, status, code = message.now()
    final = (status, code) == message.steps[-1][1:]
    return {"to": message.to, "status": status, "code": code, "final": final}
