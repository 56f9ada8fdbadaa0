"""Promise 1 under any order and repetition of answers, receipts, crashes, looks and deeds.

The far end knows what it has really accepted. A message may be handed over again only while the
far end has none of it, save a second try after an unreachable phone, and what a person chose.
"""

from collections.abc import Iterator
from concurrent.futures import wait
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, permutations
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import house as houses
import settings as all_settings
from carrier.base import Receipt
from outreach import campaign, exclusions, fetching, outbox, receipts, reconcile, unknown
from outreach.outbox import Outbox
from outreach.room import Outreach
from tests import engines
from tests.conftest import NOON
from tests.outreach import steps
from tests.outreach.farend import OUTCOMES, FarEnd
from tests.outreach.steps import LEAD

FINAL = {"held", "delivered", "undelivered", "failed"}
PERSONS = 3
ENDS = ("delivered", "undelivered", "failed")
TOLD = [("queued", ""), ("sent", ""), ("delivered", "")] + [
    (status, code) for status in ("undelivered", "failed") for code in ("30003", "30005", "30007")
]
GOES_ON = [timedelta(seconds=s) for s in (0.3, 2, 6, 70, 190, 330, 3700, 13 * 3600)]
persons = st.integers(0, PERSONS - 1)
outcomes = st.sampled_from(OUTCOMES)
told = st.sampled_from(TOLD)

_firsts = count(20_000_000, 1000)


class Messages(RuleBasedStateMachine):
    """Three persons of a campaign; the others are held from the start."""

    house: ClassVar[houses.House]
    far: ClassVar[FarEnd]

    @initialize(hours=st.sampled_from([0.0, 2.0]), held=st.booleans())
    def launch(self, hours: float, held: bool) -> None:
        sending = self.house.settings.sending.model_copy(update={"retry_unreachable_hours": hours})
        chosen = self.house.settings.model_copy(update={"sending": sending})
        self.room: Outreach = replace(self.house.outreach, settings=chosen)
        self.now, self.tries_twice = NOON, hours > 0
        self.name = steps.launched(self.house, NOON, first=next(_firsts))
        rows = steps.messages(self.room, self.name)[:PERSONS]
        _hold_others(self.room, self.name, [row["id"] for row in rows])
        self.ids = [row["id"] for row in rows]
        self.numbers = [self._number(row["recipient"]) for row in rows]
        self.may = dict.fromkeys(self.ids, 1)  # how many more the far end may accept
        self.barred: set[str] = set()  # nothing may be handed over of these any more
        self.unwanted: set[str] = set()  # said stop, or excluded
        self.kept = dict.fromkeys(self.ids, 0)  # receipts
        self.ended: dict[str, str] = {}
        self.earlier: dict[str, str] = {}
        self.unreached: set[str] = set()  # of which a 30003 was told
        self.stopped_at: datetime | None = None
        self.far.accepted, self.far.fates, self.far.asked = [], {}, []
        self.far.now, self.far.listing = self.now, "whole"
        self.outbox = Outbox(self.room)

    # What the process does

    @rule(outcome=outcomes)
    def send(self, outcome: str) -> None:
        """A round of the outbox; what came of it is stored in the next one."""
        self._round(outcome)

    @rule(outcome=outcomes)
    def send_and_die(self, outcome: str) -> None:
        """Killed after the carrier answered and before that was stored."""
        self._round(outcome)
        self._die()

    @rule()
    def claim_and_die(self) -> None:
        """Killed between a claim and its departure."""
        self.outbox.keep_books(self.now)
        self._die()

    @rule(outcome=outcomes)
    def answer_late(self, outcome: str) -> None:
        """The answer is stored when its message was given up for lost, and perhaps looked up."""
        self._round(outcome)
        self._go_on(timedelta(minutes=6))
        reconcile.reconcile(self.room, self.now)
        self.outbox.settle(self.now)

    @rule(listing=st.sampled_from(["whole", "whole", "lagging", "blank", "down", "raises"]))
    def look_up(self, listing: str) -> None:
        self.far.listing = listing
        reconcile.reconcile(self.room, self.now)

    @rule(listing=st.sampled_from(["whole", "whole", "down"]))
    def fetch(self, listing: str) -> None:
        self.far.listing = listing
        fetching.fetch(self.room, self.now)

    @rule()
    def finish(self) -> None:
        outbox.finish(self.room, self.now)

    @rule(by=st.sampled_from(GOES_ON))
    def go_on(self, by: timedelta) -> None:
        self._go_on(by)
        self.outbox.keep_books(self.now)

    # What the carrier tells

    @rule(who=persons, said=told, times=st.integers(1, 2))
    def report(self, who: int, said: tuple[str, str], times: int) -> None:
        """In any order, before the answer too; only of what it has accepted."""
        for held in self.far.of(self.numbers[who])[-1:]:
            self._hear(self.ids[who], held.carrier_id, said, times)

    @rule(who=persons, said=told)
    def report_first(self, who: int, said: tuple[str, str]) -> None:
        """Late, of the first that it accepted, when there are two."""
        for held in self.far.of(self.numbers[who])[:-1][:1]:
            self._hear(self.ids[who], held.carrier_id, said, 1)

    @rule(who=persons, said=told)
    def know(self, who: int, said: tuple[str, str]) -> None:
        """Its list shows how a message fares, and no receipt comes."""
        for held in self.far.of(self.numbers[who])[-1:]:
            if self.far.fates.get(held.carrier_id, ("sent", ""))[0] not in ENDS:
                self.far.fates[held.carrier_id] = said

    # What persons do

    @rule(deed=st.sampled_from(["pause", "resume", "resume"]))
    def steer(self, deed: str) -> None:
        status = campaign.get(self.room, LEAD, self.name).status
        if (deed, status) == ("pause", "sending"):
            campaign.pause(self.room, LEAD, self.name, "", self.now)
        elif (deed, status) == ("resume", "paused"):
            campaign.resume(self.room, LEAD, self.name, self.now)

    @precondition(lambda self: self.now > NOON + timedelta(minutes=10))
    @rule()
    def cancel(self) -> None:
        if campaign.get(self.room, LEAD, self.name).status in ("sending", "paused"):
            campaign.cancel(self.room, LEAD, self.name, self.now)
            self.stopped_at = self.now

    @rule(who=persons)
    def say_stop(self, who: int) -> None:
        self.house.helpdesk.gate.stop(self.numbers[who])
        self.unwanted.add(self.ids[who])

    @rule(who=persons)
    def exclude(self, who: int) -> None:
        exclusions.add(self.room, LEAD, [self.numbers[who]], "minor", None, self.now)
        self.unwanted.add(self.ids[who])

    @rule(who=persons, choice=st.sampled_from(unknown.CHOICES))
    def decide(self, who: int, choice: str) -> None:
        ended = campaign.get(self.room, LEAD, self.name).status in unknown.NEVER_AGAIN
        if not (ended and choice == "again"):
            id_ = self.ids[who]
            done = unknown.decide(self.room, LEAD, self.name, [id_], choice, self.now)
            self.may[id_] += done if choice == "again" else 0

    # What always holds

    @invariant()
    def a_message_moves_on_and_never_back(self) -> None:
        rows = {row["id"]: row for row in steps.messages(self.room, self.name)}
        for id_ in self.ids:
            row = rows[id_]
            assert row["status"] in FINAL | {"queued", "sending", "unknown", "sent"}
            assert self.ended.get(id_, row["status"]) == row["status"]
            if row["status"] in FINAL:
                self.ended[id_] = row["status"]
            self._second_try(row)
            handed = id_ in self._in_hand()
            if (id_ in self.unwanted or row["status"] in FINAL) and not handed:
                self.barred.add(id_)

    @invariant()
    def every_receipt_is_kept(self) -> None:
        with self.room.db.read() as session:
            for id_ in self.ids:
                assert len(session.receipts.of_message(message=id_)) >= self.kept[id_]

    def teardown(self) -> None:
        """The carrier is well again: all becomes clear, and nobody is forgotten."""
        if hasattr(self, "outbox"):
            self._to_the_end()
            self.outbox.close(self.now)
            _hold_others(self.room, self.name, [])

    def _to_the_end(self) -> None:
        for _ in range(12):
            if campaign.get(self.room, LEAD, self.name).status == "paused":
                campaign.resume(self.room, LEAD, self.name, self.now)
            self._go_on(timedelta(hours=1))
            self.look_up("whole")
            self._round("accepted")
            self.outbox.settle(self.now)
            self.a_message_moves_on_and_never_back()
        waits = {"queued"} if self.stopped_at else set()
        for row in steps.messages(self.room, self.name):
            if row["id"] in self.ids:
                assert row["status"] in FINAL | {"sent"} | waits

    def _round(self, outcome: str) -> None:
        self.outbox.keep_books(self.now)
        self.far.outcome = outcome
        asked, accepted = len(self.far.asked), len(self.far.accepted)
        self.outbox.let_leave(self.now)
        wait(list(self.outbox._under_way))
        for message in self.far.asked[asked:]:
            self._check(message.message_id)
        for held in self.far.accepted[accepted:]:
            self.may[held.message_id] -= 1

    def _check(self, id_: str) -> None:
        assert id_ in self.ids
        assert id_ not in self.barred
        assert self.may[id_] > 0, "the far end has it already"
        assert self.stopped_at is None or self.now - self.stopped_at < timedelta(seconds=1)

    def _hear(self, id_: str, carrier_id: str, said: tuple[str, str], times: int) -> None:
        receipt = Receipt(carrier_id, *said, stops_campaign=said[1] == "30007")
        if said[1] == "30003":
            self.unreached.add(id_)
        for _ in range(times):
            assert receipts.record(self.room, id_, receipt, self.now)
            self.kept[id_] += 1

    def _second_try(self, row: dict[str, Any]) -> None:
        """It is granted once, and only to whose phone was not reached."""
        id_, earlier = row["id"], row["earlier_id"]
        if earlier and id_ not in self.earlier:
            assert self.tries_twice
            assert id_ in self.unreached or self.far.fates[earlier][1] == "30003"
            self.may[id_] += 1
            self.earlier[id_] = earlier
        assert self.earlier.get(id_) == earlier

    def _in_hand(self) -> set[str]:
        ready = [*self.outbox._hand, *self.outbox._under_way.values()]
        return {one.row["id"] for one in ready}

    def _go_on(self, by: timedelta) -> None:
        self.now += by
        self.far.now = self.now

    def _die(self) -> None:
        self.outbox._lines.shutdown(wait=True)
        self.outbox = Outbox(self.room)
        outbox.recover(self.room, self.now)

    def _number(self, recipient: str) -> str:
        with self.room.db.read() as session:
            [(sealed,)] = session.connection.execute(
                "select number_sealed from recipients where id = ?", [recipient]
            ).fetchall()
        return self.room.keys.ring(f"campaign-{self.name}").open(sealed, "recipient")


def _hold_others(room: Outreach, name: str, but: list[str]) -> None:
    def change(tx: Any, items: list[None]) -> list[None]:
        tx.connection.execute(
            "update messages set status = 'held' where campaign = $name "
            "and id not in (select unnest(cast($ids as text[])))",
            {"name": name, "ids": but},
        )
        return [None] * len(items)

    room.db.write(change, None)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[type[Messages]]:
    raw = {"carrier": {"name": "twilio", "rate": 1000}, "gate": {"index_bits": 30}}
    chosen = all_settings.Settings.model_validate({**engines.RAW, **raw})
    Messages.far = FarEnd()
    Messages.house = houses.build(chosen, tmp_path / "data", Messages.far)  # type: ignore[arg-type]
    yield Messages
    Messages.house.close()


@pytest.mark.slow
def test_whatever_happens_in_whatever_order_nobody_is_texted_twice_or_forgotten(
    machine: type[Messages],
) -> None:
    rules = hypothesis_settings(
        max_examples=40,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=rules)


@pytest.mark.parametrize("start", sorted(receipts.ORDER))
def test_in_every_order_receipts_lead_to_the_first_end_that_was_told(start: str) -> None:
    for size in range(1, 6):
        for came in permutations(["queued", "sent", *ENDS], size):
            status = start
            for one in came + came:  # and all of them once more
                status = receipts.step(status, one)
            first = next((one for one in came if one in ENDS), "sent")
            assert status == (start if start in FINAL else first)
