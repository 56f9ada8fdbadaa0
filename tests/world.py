"""A small world around a house: 320 people who are texted, of whom a secret half does something."""

import logging
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import gate.campaigns
import gate.figures
import gate.visits
import helpdesk.inbox
import helpdesk.outbox
import helpdesk.partners
import helpdesk.replies
import helpdesk.targets
import house as houses
import outreach.outbox
from carrier.base import Inbound, Outgoing, Receipt
from gate.notice import Figure
from outreach import campaign, exports, receipts
from outreach.intake import Upload
from outreach.window import Window
from settings import check
from tests import ticking
from tests.conftest import Postbox
from tests.engines import RAW
from trust.cast import cast

START = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
TOKEN = re.compile(r"/c/([A-Za-z0-9_-]{16})")
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1"
NUMBERS = [f"+3161{n * 7919 % 10_000_000:07d}" for n in range(1, 321)]
ALL_DAY = Window(time(0), time(0), frozenset(range(1, 8)), holidays=True)
WORDINGS = {
    "A": "Politie Zwolle: er is een uitweg {link} Antwoord HULP of STOP",
    "B": "Gemeente Zwolle: er is hulp {link} Antwoord HULP of STOP",
}
DEEDS = ("click", "help", "stop")


@dataclass
class World:
    """A house with one launched campaign. `now` goes on by itself; `seen` is all published."""

    house: houses.House
    postbox: Postbox
    campaign: str
    now: datetime = START
    deeds: dict[str, str] = field(default_factory=dict)  # number -> what the person did
    tokens: dict[str, str] = field(default_factory=dict)  # number -> the link's token
    seen: list[list[Figure]] = field(default_factory=list)
    _replies: int = 0

    def secretly_choose(self, dice: random.Random) -> dict[str, str]:
        """The secret: half of the people will click, ask for help or say stop."""
        half = dice.sample(NUMBERS, len(NUMBERS) // 2)
        return {number: DEEDS[place % len(DEEDS)] for place, number in enumerate(half)}

    def send_some(self) -> list[Outgoing]:
        """One second of sending."""
        before = len(self.postbox.taken)
        self.now += timedelta(seconds=1)
        ticking.tick(self.house.outreach, self.now)
        sent = [one for one in self.postbox.taken[before:] if one.to in NUMBERS]
        for one in sent:
            self.tokens[one.to] = TOKEN.findall(one.text)[0]
        return sent

    def deliver(self, sent: list[Outgoing], dice: random.Random) -> None:
        """Receipts: in any order, some double, one in twenty undelivered."""
        dice.shuffle(sent)
        for one in sent:
            self.now += timedelta(milliseconds=dice.randrange(200))
            status = "undelivered" if dice.random() < 0.05 else "delivered"
            for _ in range(1 + (dice.random() < 0.1)):
                receipt = Receipt(f"SM{one.message_id}", status)
                receipts.record(self.house.outreach, one.message_id, receipt, self.now)

    def act(self, number: str, deed: str, dice: random.Random) -> None:
        """What this person does, through the same doors as the webhook uses."""
        self.now += timedelta(milliseconds=dice.randrange(1000))
        self.deeds[number] = deed
        if deed == "click":
            for step in ("home", "selfhelp"):
                gate.visits.record(
                    self.house.gate, self.tokens[number], step, PHONE, "GET", self.now
                )
            return
        self._replies += 1
        text = {"help": "HULP", "stop": "STOP"}[deed]
        inbound = Inbound(f"SMin{self._replies:028x}", number, self.postbox.sender, text)
        helpdesk.replies.receive(self.house.helpdesk, inbound, self.now)

    def work(self) -> None:
        """One round of everything that happens by itself, and a look at the figures."""
        self.now += timedelta(seconds=2)
        outward, care, now = self.house.outreach, self.house.helpdesk, self.now
        outreach.outbox.report(outward, now)
        outreach.outbox.reconcile(outward, now)
        outreach.outbox.finish(outward, now)
        helpdesk.replies.settle(care, now)
        self._answer_one()
        helpdesk.outbox.tick(care, now)
        helpdesk.targets.tick(care, now)
        gate.figures.publish(self.house.gate, now)
        self.seen.append(outward.gate.published(self.campaign))

    def _answer_one(self) -> None:
        care, worker = self.house.helpdesk, cast()["tactus-1"]
        for one in helpdesk.inbox.waiting(care, worker, self.now)[:1]:
            helpdesk.inbox.claim(care, worker, one.id, self.now)
            text = "Hoi, kun je nu praten?"
            helpdesk.inbox.answer(care, worker, one.id, text, f"once-{one.id}", self.now)


def launch(data: Path) -> World:
    """A house with a campaign of 320 people that was written, approved and launched by its cast."""
    postbox = Postbox()
    house = houses.build(check(RAW), data, postbox)
    helpdesk.partners.seed(house.helpdesk)
    house.helpdesk.gate.answered_alarm("night", START)
    room, lead = house.outreach, cast()["lead-1"]
    mine = campaign.create(room, lead, "Zwolle", "Zwolle", START)
    (report,) = exports.add(room, lead, mine, [_upload()], _provenance(), START)
    assert not report.problem, str(report.problem)
    campaign.write_text(room, lead, mine, WORDINGS, START)
    campaign.set_window(room, lead, mine, ALL_DAY, START)
    campaign.send_test(room, lead, mine, START)
    campaign.submit(room, lead, mine, START)
    campaign.approve(room, cast()["approver"], mine, START)
    campaign.launch(room, lead, mine, START)
    return World(house, postbox, mine)


def reopen(data: Path, world: World) -> World:
    """The same campaign in a copy of the data folder, at the same moment."""
    postbox = Postbox()
    house = houses.build(check(RAW), data, postbox)
    return World(house, postbox, world.campaign, world.now, {}, dict(world.tokens))


class Listener(logging.Handler):
    """Keeps every line that anything logs, DEBUG included."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def listening() -> Iterator[Listener]:
    """All logs while it lasts."""
    listener, root = Listener(), logging.getLogger()
    level = root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    yield listener
    root.removeHandler(listener)
    root.setLevel(level)


def _upload() -> Upload:
    return Upload("numbers.txt", "\n".join(NUMBERS).encode())


def _provenance() -> exports.Provenance:
    return exports.Provenance(
        label="Phone 1",
        case_reference="BVH-1",
        purpose="Offering help",
        legal_article="Wpg art. 19",
        consent_reference="OM-2026-1",
        destroy_by=date(2026, 6, 1),
    )
