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
from tests.outreach import happenings, steps
from tests.outreach.farend import FarEnd, Held
from tests.outreach.happenings import ENDS, PERSONS
from tests.outreach.steps import LEAD

FINAL = {"held", *ENDS}
JOBS = {"reconcile": reconcile.reconcile, "fetch": fetching.fetch, "finish": outbox.finish}
SECOND = timedelta(seconds=1)

_firsts = count(20_000_000, 1000)


class Messages(RuleBasedStateMachine):
    """A few persons of a campaign; the others are held from the start."""

    house: ClassVar[houses.House]

    @initialize(hours=st.sampled_from([0.0, 2.0]), mood=happenings.moods)
    def launch(self, hours: float, mood: str) -> None:
        sending = self.house.settings.sending.model_copy(update={"retry_unreachable_hours": hours})
        chosen = self.house.settings.model_copy(update={"sending": sending})
        self.far = FarEnd()
        self.room = replace(self.house.outreach, settings=chosen, carrier=self.far)
        self.far.now = self.now = NOON
        self.tries_twice, self.mood = hours > 0, mood
        self.name = steps.launched(self.house, NOON, first=next(_firsts))
        rows = steps.messages(self.room, self.name)[:PERSONS]
        self.ids = [row["id"] for row in rows]
        self.numbers = [_number(self.room, self.name, row["recipient"]) for row in rows]
        _hold_others(self.room, self.name, self.ids)
        self.may = dict.fromkeys(self.ids, 1)  # how many more the far end may accept
        self.kept = dict.fromkeys(self.ids, 0)  # receipts
        self.unwanted: set[str] = set()  # said stop, or excluded
        self.barred: set[str] = set()  # nothing may be handed over of these any more
        self.unreached: set[str] = set()  # of which a 30003 was told
        self.ended: dict[str, str] = {}
        self.earlier: dict[str, str] = {}
        self.cancelled: datetime | None = None
        self.outbox = Outbox(self.room)

    @rule(what=happenings.anything)
    def happen(self, what: tuple[Any, ...]) -> None:
        deed, *values = what
        getattr(self, f"_{deed}")(*values)

    @invariant()
    def a_message_moves_on_and_never_back(self) -> None:
        for row in _rows(self.room, self.ids):
            id_, status = row["id"], row["status"]
            assert status in FINAL | {"queued", "sending", "unknown", "sent"}
            assert self.ended.get(id_, status) == status
            if status in FINAL:
                self.ended[id_] = status
            self._grant_second_try(row)
            if (id_ in self.unwanted or status in FINAL) and id_ not in self._in_hand():
                self.barred.add(id_)

    @invariant()
    def none_vanishes_and_every_receipt_is_kept(self) -> None:
        assert len(_rows(self.room, self.ids)) == PERSONS
        with self.room.db.read() as session:
            for id_ in self.ids:
                assert len(session.receipts.of_message(message=id_)) >= self.kept[id_]

    def teardown(self) -> None:
        """The carrier is well again: all becomes clear, and nobody is forgotten."""
        if hasattr(self, "outbox"):
            for _ in range(5):
                self._mend()
            waits = {"queued"} if self.cancelled else set()
            for row in _rows(self.room, self.ids):
                assert row["status"] in FINAL | {"sent"} | waits
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
            self._round(dict(zip(self.numbers, came, strict=True)))
        if then.startswith("die"):
            self._die()
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
        if how != "not":
            self._hear(held, said, 1 + (how == "twice"))
        elif self.far.fates.get(held.carrier_id, ("sent", ""))[0] not in ENDS:
            self.far.fates[held.carrier_id] = said

    def _act(self, deed: str, who: int) -> None:
        status = campaign.get(self.room, LEAD, self.name).status
        if (deed, status) == ("pause", "sending"):
            campaign.pause(self.room, LEAD, self.name, "", self.now)
        elif (deed, status) == ("resume", "paused"):
            campaign.resume(self.room, LEAD, self.name, self.now)
        elif deed in unknown.CHOICES and not (deed == "again" and status in unknown.NEVER_AGAIN):
            ids = [self.ids[who]]
            decided = unknown.decide(self.room, LEAD, self.name, ids, deed, self.now)
            self.may[self.ids[who]] += decided if deed == "again" else 0
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

    def _round(self, outcomes: dict[str, str]) -> None:
        self.outbox.keep_books(self.now)
        self.a_message_moves_on_and_never_back()
        self.far.outcomes = outcomes
        asked, accepted = len(self.far.asked), len(self.far.accepted)
        self.outbox.let_leave(self.now)
        wait(list(self.outbox._under_way))
        for message in self.far.asked[asked:]:
            id_ = message.message_id
            assert id_ in self.ids and id_ not in self.barred
            assert self.may[id_] > 0, "the far end has it already"
            assert self.cancelled is None or self.now - self.cancelled < SECOND
        for held in self.far.accepted[accepted:]:
            self.may[held.message_id] -= 1

    def _hear(self, held: Held, said: tuple[str, str], times: int) -> None:
        receipt = Receipt(held.carrier_id, *said, stops_campaign=said[1] == "30007")
        if said[1] == "30003":
            self.unreached.add(held.message_id)
        for _ in range(times):
            assert receipts.record(self.room, held.message_id, receipt, self.now)
            self.kept[held.message_id] += 1

    def _grant_second_try(self, row: dict[str, Any]) -> None:
        """Once, and only to whose phone was not reached."""
        id_, earlier = row["id"], row["earlier_id"]
        if earlier and id_ not in self.earlier:
            assert self.tries_twice
            told_by_list = self.far.fates.get(earlier, ("", ""))[1] == "30003"
            assert id_ in self.unreached or told_by_list
            self.may[id_] += 1
            self.earlier[id_] = earlier
        assert self.earlier.get(id_) == earlier

    def _in_hand(self) -> set[str]:
        ready = [*self.outbox._hand, *self.outbox._under_way.values()]
        return {one.row["id"] for one in ready}

    def _go_on(self, by: timedelta) -> None:
        self.far.now = self.now = self.now + by

    def _die(self) -> None:
        self.outbox._lines.shutdown(wait=True)
        self.outbox = Outbox(self.room)
        outbox.recover(self.room, self.now)


def _rows(room: Outreach, ids: list[str]) -> list[dict[str, Any]]:
    with room.db.read() as session:
        rows = session.connection.execute(
            "select id, status, earlier_id from messages "
            "where id in (select unnest(cast($ids as text[])))",
            {"ids": ids},
        ).fetchall()
    return [dict(zip(("id", "status", "earlier_id"), row, strict=True)) for row in rows]


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


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[type[Messages]]:
    raw = {"carrier": {"name": "twilio", "rate": 1000}, "gate": {"index_bits": 30}}
    chosen = all_settings.Settings.model_validate({**engines.RAW, **raw})
    Messages.house = houses.build(chosen, tmp_path / "data", FarEnd())  # type: ignore[arg-type]
    yield Messages
    Messages.house.close()


@pytest.mark.slow
def test_whatever_happens_in_whatever_order_nobody_is_texted_twice_or_forgotten(
    machine: type[Messages],
) -> None:
    rules = hypothesis_settings(
        max_examples=60,
        stateful_step_count=30,
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
