"""Messages of a campaign to which anything happens, and what must hold all the while.

The far end knows what it has really accepted. A message may be handed over again only while the
far end has no copy of it that may still arrive, save what a person chose, knowing the risk.
"""

from concurrent.futures import wait
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, cycle
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import house as houses
from carrier import codes
from carrier.base import Receipt
from outreach import campaign, exclusions, fetching, outbox, receipts, reconcile, unknown
from outreach.outbox import Outbox
from outreach.room import Outreach
from tests.conftest import NOON
from tests.outreach import happenings, steps
from tests.outreach.farend import FarEnd, Held
from tests.outreach.happenings import ENDS, PERSONS, UNREACHED
from tests.outreach.steps import LEAD

FINAL = {"held", *ENDS}
JOBS = {"reconcile": reconcile.reconcile, "fetch": fetching.fetch, "finish": outbox.finish}
SECOND = timedelta(seconds=1)
COLUMNS = ("id", "status", "carrier_id", "earlier_id", "receipts")

_firsts = count(20_000_000, 1000)


class Messages(RuleBasedStateMachine):
    """A few persons of a campaign; the others are held from the start."""

    house: ClassVar[houses.House]

    @initialize(hours=st.sampled_from([0.0, 1.0]), mood=happenings.moods)
    def launch(self, hours: float, mood: str) -> None:
        sending = self.house.settings.sending.model_copy(update={"retry_unreachable_hours": hours})
        chosen = self.house.settings.model_copy(update={"sending": sending})
        self.far = FarEnd()
        self.room = replace(self.house.outreach, settings=chosen, carrier=self.far)  # type: ignore[arg-type]
        self.far.now = self.now = NOON
        self.tries_twice, self.mood = hours > 0, mood
        self.name = steps.launched(self.house, NOON, first=next(_firsts))
        rows = steps.messages(self.room, self.name)[:PERSONS]
        self.ids = [row["id"] for row in rows]
        self.numbers = [_number(self.room, self.name, row["recipient"]) for row in rows]
        _hold_others(self.room, self.name, self.ids)
        self.again = dict.fromkeys(self.ids, 0)  # how often a person chose that, knowing the risk
        self.kept = dict.fromkeys(self.ids, 0)  # receipts
        self.unwanted: set[str] = set()  # said stop, or excluded
        self.barred: set[str] = set()  # nothing may be handed over of these any more
        self.ended: dict[str, str] = {}
        self.cancelled: datetime | None = None
        self.outbox = Outbox(self.room)

    @rule(what=happenings.anything)
    def happen(self, what: tuple[Any, ...]) -> None:
        deed, *values = what
        getattr(self, f"_{deed}")(*values)

    @invariant()
    def a_message_moves_on_and_never_back(self) -> None:
        rows = _rows(self.room, self.ids)
        assert len(rows) == PERSONS
        for row in rows:
            id_, status = row["id"], row["status"]
            assert status in FINAL | {"queued", "sending", "unknown", "sent"}
            assert self.ended.get(id_, status) == status
            assert row["receipts"] >= self.kept[id_]
            if status in FINAL:
                self.ended[id_] = status
            self._check_tries(row)
            if (id_ in self.unwanted or status in FINAL) and id_ not in self._in_hand():
                self.barred.add(id_)

    def teardown(self) -> None:
        """The carrier is well again: all becomes clear, and nobody is forgotten."""
        if not hasattr(self, "outbox"):
            return
        try:
            for _ in range(5):
                self._mend()
            waits = {"queued"} if self.cancelled else set()
            for row in _rows(self.room, self.ids):
                assert row["status"] in FINAL | {"sent"} | waits
                self._check_end(row)
        finally:
            self.outbox.close(self.now)
            _hold_others(self.room, self.name, [])

    def _mend(self) -> None:
        self._act("resume", 0)
        self._go_on(timedelta(hours=1))
        self._look("reconcile", "whole", timedelta(0))
        self._round({})
        self.outbox.settle(self.now)
        self.a_message_moves_on_and_never_back()

    def _send(self, came: list[str], then: str, by: timedelta) -> None:
        """A round of the outbox; what came of it is stored in the next one, if there is one."""
        if then == "die before":  # between a claim and its departure
            self.outbox.keep_books(self.now)
        else:
            accepted = self._round(dict(zip(self.numbers, came, strict=True)))
        if then.startswith("die"):
            self._die()
        elif then == "overtaken":  # by the first receipts
            for held, said in zip(accepted, cycle([UNREACHED, ("delivered", "")]), strict=False):
                self._hear(held, self.far.fates.setdefault(held.carrier_id, said), 1)
        elif then == "late":  # given up for lost, and perhaps looked up, when the answer is stored
            self._go_on(timedelta(minutes=6))
            reconcile.reconcile(self.room, self.now)
        if then != "wait":
            self.outbox.settle(self.now)
            self._go_on(by)
            self.outbox.keep_books(self.now)

    def _look(self, job: str, listing: str, by: timedelta) -> None:
        self.outbox.settle(self.now)
        self._go_on(by)
        self.far.listing = listing
        JOBS[job](self.room, self.now)

    def _tell(self, nth: int, said: tuple[str, str], how: str) -> None:
        """In any order, of any try, and before the answer too."""
        if not self.far.accepted:
            return
        held = self.far.accepted[nth % len(self.far.accepted)]
        if said[0] in ENDS:
            said = self.far.fates.setdefault(held.carrier_id, said)
        if how != "not":
            self._hear(held, said, 1 + (how == "twice"))

    def _act(self, deed: str, who: int) -> None:
        status = campaign.get(self.room, LEAD, self.name).status
        if (deed, status) == ("pause", "sending"):
            campaign.pause(self.room, LEAD, self.name, "", self.now)
        elif (deed, status) == ("resume", "paused"):
            campaign.resume(self.room, LEAD, self.name, self.now)
        elif deed in unknown.CHOICES and not (deed == "again" and status in unknown.NEVER_AGAIN):
            ids = [self.ids[who]]
            decided = unknown.decide(self.room, LEAD, self.name, ids, deed, self.now)
            self.again[self.ids[who]] += decided if deed == "again" else 0
        elif deed == "worse":
            self._act_worse(status, who)

    def _act_worse(self, status: str, who: int) -> None:
        if self.mood == "cancel" and status in ("sending", "paused"):
            campaign.cancel(self.room, LEAD, self.name, self.now)
            self.cancelled = self.now
        elif self.mood == "stop":
            self.house.helpdesk.gate.stop(self.numbers[who])
            self.unwanted.add(self.ids[who])
        elif self.mood == "exclude":
            numbers = [self.numbers[who]]
            exclusions.add(self.room, LEAD, numbers, "minor", None, self.now)
            self.unwanted.add(self.ids[who])

    def _round(self, outcomes: dict[str, str]) -> list[Held]:
        """What the far end accepts of what leaves now."""
        self.outbox.keep_books(self.now)
        self.a_message_moves_on_and_never_back()
        self.far.outcomes = outcomes
        living = {id_: self._living(id_) for id_ in self.ids}
        asked, accepted = len(self.far.asked), len(self.far.accepted)
        self.outbox.let_leave(self.now)
        wait(list(self.outbox._under_way))
        for message in self.far.asked[asked:]:
            id_ = message.message_id
            assert id_ in self.ids and id_ not in self.barred
            assert living[id_] <= self.again[id_], "the far end has it already"
            assert self.cancelled is None or self.now - self.cancelled < SECOND
        return self.far.accepted[accepted:]

    def _hear(self, held: Held, said: tuple[str, str], times: int) -> None:
        receipt = Receipt(held.carrier_id, *said, stops_campaign=said[1] == "30007")
        for _ in range(times):
            assert receipts.record(self.room, held.message_id, receipt, self.now)
            self.kept[held.message_id] += 1

    def _check_tries(self, row: dict[str, Any]) -> None:
        earlier, carrier_id = row["earlier_id"], row["carrier_id"]
        assert not earlier or self._dead(row["id"]) & set(earlier.split())
        # The first may arrive after all; else its id would hide what became of the second.
        assert not earlier or carrier_id != earlier or row["status"] == "delivered"

    def _check_end(self, row: dict[str, Any]) -> None:
        """It failed only when the copy that counts did."""
        fate = self.far.fates.get(row["carrier_id"], ("sent", ""))[0]
        if row["status"] in ("undelivered", "failed") and row["carrier_id"]:
            assert fate in ("undelivered", "failed") or self.again[row["id"]]

    def _living(self, id_: str) -> int:
        """How many copies of a message the far end has that reached the phone, or still may."""
        copies = {held.carrier_id for held in self.far.accepted if held.message_id == id_}
        return len(copies - self._dead(id_))

    def _dead(self, id_: str) -> set[str]:
        """Copies that surely never left; and one that met an unreachable phone, if it may count."""
        told = {
            held.carrier_id: self.far.fates.get(held.carrier_id, ("", ""))[1]
            for held in self.far.accepted
            if held.message_id == id_
        }
        unreached = [carrier_id for carrier_id, code in told.items() if code == "30003"]
        never_left = {carrier_id for carrier_id, code in told.items() if code in codes.NOT_SENT}
        return never_left | set(unreached[: self.tries_twice])

    def _in_hand(self) -> set[str]:
        ready = [*self.outbox._hand, *self.outbox._under_way.values()]
        return {one.row["id"] for one in ready}

    def _go_on(self, by: timedelta) -> None:
        self.far.now = self.now = self.now + by

    def _die(self) -> None:
        """And live again: the first look comes at once, when the list may not show all yet."""
        self.outbox._lines.shutdown(wait=True)
        self.outbox = Outbox(self.room)
        outbox.recover(self.room, self.now)
        self._look("reconcile", "lagging", timedelta(0))


def _rows(room: Outreach, ids: list[str]) -> list[dict[str, Any]]:
    with room.db.read() as session:
        rows = session.connection.execute(
            "select id, status, carrier_id, earlier_id, "
            "(select count(*) from receipts where message = messages.id) "
            "from messages where id in (select unnest(cast($ids as text[])))",
            {"ids": ids},
        ).fetchall()
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _number(room: Outreach, name: str, recipient: str) -> str:
    with room.db.read() as session:
        [(sealed,)] = session.connection.execute(
            "select number_sealed from recipients where id = ?", [recipient]
        ).fetchall()
    return room.keys.ring(f"campaign-{name}").open(sealed, "recipient")


def _hold_others(room: Outreach, name: str, but: list[str]) -> None:
    def change(tx: Any, items: list[None]) -> list[None]:
        tx.connection.execute(
            "update messages set status = 'held' where campaign = $name "
            "and id not in (select unnest(cast($ids as text[])))",
            {"name": name, "ids": but},
        )
        return [None] * len(items)

    room.db.write(change, None)
