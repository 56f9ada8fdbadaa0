"""The built-in carrier: it behaves like Twilio, and its phones belong to invented people."""

import re
import sqlite3
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from carrier import future, phones, twilio
from carrier.base import Accepted, Found, Inbound, Outcome, Outgoing, Receipt, Refused
from carrier.browsing import Browser
from carrier.callbacks import Callbacks
from carrier.errands import Doer
from carrier.ledger import Ledger
from carrier.phones import Bubble, Phone
from carrier.record import Errand, Message, NewErrand, Record, new_id
from carrier.schedule import Schedule
from problem import Problem
from settings import Settings

WORKERS = 8
LONGEST = 1600  # characters of one text, as at Twilio
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
LATE = 5.0  # seconds after which nobody else is doing it just now
HAND = "by hand"
CAMPAIGN = "m"  # how the ids of campaign messages begin


class Sandbox:
    """Sends nothing off this machine. `webhook` is where it calls, when not where settings say."""

    name = "sandbox"

    def __init__(self, settings: Settings, record: Path, webhook: str | None = None) -> None:
        self.sender = settings.carrier.sender
        self._manner = settings.carrier.sandbox
        self._record = Record(record)
        self._token = self._record.secret("token")
        base, public = webhook or _own_address(settings), settings.public_address
        self._browser = Browser(base, public)
        session = self._browser.session
        callbacks = Callbacks(session, base, public, self.sender, self._record)
        self._doer = Doer(
            self._record, self._browser, callbacks, self._manner.spread, plan=self._plan
        )
        self._schedule = Schedule(self._doer.do, WORKERS)
        self._planned: set[int] = set()
        self._plan(*self._record.pending())

    def start(self) -> None:
        """Let phones and callbacks live, beginning with what a stop or a kill left undone."""
        self._schedule.start()

    def stop(self) -> None:
        """Finish the calls under way. What waits is in the record for the next start."""
        self._schedule.stop()
        self._browser.session.close()

    def catch_up(self) -> None:
        """Do what another process had accepted: a page that sent a test text, for one."""
        late = self._record.overdue(time.time() - LATE)
        self._plan(*(one for one in late if one.id not in self._planned))

    def idle(self) -> bool:
        """Whether all receipts, visits and replies that will ever come have come."""
        return self._schedule.idle()

    def send(self, message: Outgoing) -> Outcome:
        if code := _wrong(message):
            return Refused(code)
        accepted = _message(message)
        planned = future.of(accepted, self._manner, self._record)
        self._plan(*self._record.accept(accepted, planned))
        return Accepted(accepted.carrier_id)

    def find(self, to: str, since: datetime) -> list[Found] | None:
        rows = self._record.rows(
            "select carrier_id, text, status, code from messages "
            "where number = ? and moment >= ? order by moment desc",
            to,
            since.timestamp(),
        )
        return [_found(row) for row in rows]

    def fetch(self, carrier_id: str) -> Found | None:
        rows = self._record.rows(
            "select carrier_id, text, status, code from messages where carrier_id = ?", carrier_id
        )
        return _found(rows[0]) if rows else None

    def charges(self, since: datetime, until: datetime) -> None:
        """None: nothing it sends costs anything."""

    def genuine(self, url: str, params: Mapping[str, str], signature: str) -> bool:
        return twilio.genuine(url, params, signature, self._token)

    def read_reply(self, params: Mapping[str, str]) -> Inbound:
        return twilio.read_reply(params)

    def read_receipt(self, params: Mapping[str, str]) -> Receipt:
        return twilio.read_receipt(params)

    def answer(self, text: str | None) -> str:
        return twilio.twiml(text)

    def phones(self) -> list[Phone]:
        """Every phone that has a text, the one with the newest text first."""
        return phones.phones(self._record)

    def bubbles(self, number: str) -> list[Bubble]:
        """The texts on one phone, oldest first."""
        return phones.bubbles(self._record, number)

    def link(self, number: str) -> str | None:
        """The newest short link on a phone; None when it has none."""
        return phones.link(self._record, number)

    def reply(self, number: str, text: str) -> None:
        """Write back from this phone; the simulated person on it does nothing more.

        Raises Problem when the webhook doesn't take it.
        """
        if len(text) > LONGEST:
            raise Problem(
                "A text has at most {most} characters, this one has {length}. Shorten it.",
                most=LONGEST,
                length=len(text),
            )
        detail = {"label": HAND, "language": "", "text": text}
        errand = self._record.add_reply(NewErrand("hand", number, new_id(), time.time(), detail))
        self._deliver_now(errand)

    def ledger(self) -> Ledger:
        """What its phones really received and did."""
        return self._record.ledger()

    def _plan(self, *errands: Errand) -> None:
        for errand in errands:
            self._planned.add(errand.id)
            self._schedule.put(errand.due, errand)

    def _deliver_now(self, errand: Errand) -> None:
        if not self._doer.do(errand):
            self._plan(errand)
            raise Problem(
                "The webhook does not take replies now. Start it, or see its log. This reply is "
                "kept and arrives by itself, so do not send it again."
            )
        if self._record.how(errand) == "refused":
            raise Problem(
                "The webhook refused this reply. See that webhook.public_address in the settings "
                "is its own address, and send the reply again."
            )


def _found(row: sqlite3.Row) -> Found:
    return Found(row["carrier_id"], row["text"], row["status"], row["code"])


def _message(outgoing: Outgoing) -> Message:
    # Only a campaign's link is somebody's: test texts have an id of another kind.
    token = phones.token(outgoing.text) if outgoing.message_id.startswith(CAMPAIGN) else ""
    return Message(
        new_id(), outgoing.message_id, outgoing.to, outgoing.text, token, moment=time.time()
    )


def _wrong(message: Outgoing) -> str:
    """Twilio's code for what can't be sent at all, '' when it can."""
    if not E164.fullmatch(message.to):
        return "21211"
    if not message.text:
        return "21602"
    return "21617" if len(message.text) > LONGEST else ""


def _own_address(settings: Settings) -> str:
    """Where our own webhook listens, seen from this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.webhook.host, settings.webhook.host)  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.webhook.port}"
