"""Doing what the sandbox's networks and people have planned."""

import logging
import time
from collections.abc import Callable

import requests

from carrier.browsing import Browser, step_of
from carrier.callbacks import Callbacks
from carrier.record import Errand, NewErrand, Record

log = logging.getLogger(__name__)

# What a simulated person does, and stops doing when somebody takes the phone in hand.
BY_PERSON = {"visit", "step", "reply", "repeat"}
STEP_PAUSE = 0.03  # part of the spread


class Doer:
    """Does errands; `plan` gets what follows from one."""

    def __init__(
        self,
        record: Record,
        browser: Browser,
        callbacks: Callbacks,
        spread: float,
        plan: Callable[[Errand], None],
    ) -> None:
        self._record = record
        self._browser = browser
        self._callbacks = callbacks
        self._pause = spread * STEP_PAUSE
        self._plan = plan

    def do(self, errand: Errand) -> bool:
        """Do it; False when it must be tried again, as a carrier does."""
        if errand.kind in BY_PERSON and self._record.by_hand(errand.number):
            self._record.done(errand, "skipped")
            return True
        try:
            return self._do(errand)
        except requests.RequestException:
            return False  # nobody there yet

    def _do(self, errand: Errand) -> bool:
        if errand.kind == "receipt":
            return self._receipt(errand)
        if errand.kind in ("reply", "repeat", "hand"):
            return self._reply(errand)
        return self._visit(errand)

    def _receipt(self, errand: Errand) -> bool:
        status = self._callbacks.receipt(errand)
        if status < 300:
            self._record.receipt_taken(errand)
            return True
        return self._refused(errand, status)

    def _reply(self, errand: Errand) -> bool:
        self._record.begin_reply(errand, time.time())
        status, answer = self._callbacks.reply(errand)
        if status < 300:
            self._record.reply_taken(errand, answer, time.time())
            return True
        return self._refused(errand, status)

    def _refused(self, errand: Errand, status: int) -> bool:
        """A carrier gives up when it is told that it is wrong, and calls again after a 5xx."""
        if status >= 500:
            return False
        log.error("the webhook refused a %s of the sandbox: HTTP %d", errand.kind, status)
        self._record.done(errand, "refused")
        return True

    def _visit(self, errand: Errand) -> bool:
        """Open the short link, or a page that it led to, and choose where to go next."""
        detail = errand.detail
        page = self._browser.open(
            detail["path"],
            detail["agent"],
            detail.get("language", "nl"),
            detail.get("method", "GET"),
        )
        if page.status >= 500:
            return False
        if page.status >= 400:
            self._record.done(errand, "absent")
            return True
        onward = self._record.fetched(
            errand, step_of(detail["path"]) or "home", self._onward(errand, page.links)
        )
        if onward:
            self._plan(onward)
        return True

    def _onward(self, errand: Errand, links: dict[str, str]) -> NewErrand | None:
        """The next page that this person wants and has seen a link to; what is absent is let be."""
        seen = {**links, **errand.detail.get("seen", {})}
        wanted = [step for step in errand.detail.get("wanted", ()) if step in seen]
        later = [step for step in errand.detail.get("wanted", ()) if step not in wanted[:1]]
        if not wanted:
            return None
        known = {step: seen[step] for step in later if step in seen}
        detail = {**errand.detail, "path": seen[wanted[0]], "wanted": later, "seen": known}
        due = time.time() + self._pause
        return NewErrand("step", errand.number, errand.carrier_id, due, detail)
