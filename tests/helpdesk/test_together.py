"""Care workers, clicking at random: no conversation with two owners, no answer twice, none lost."""

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

import house as houses
import settings as all_settings
from carrier.base import Inbound
from helpdesk import inbox, outbox, partners, replies, targets
from problem import Problem
from tests.conftest import NOON, Postbox
from tests.helpdesk.conftest import rows
from trust.cast import cast

WORKERS = st.sampled_from(["tactus-1", "tactus-2", "peers-1", "night-1"])


class Rota(RuleBasedStateMachine):
    """Keeps beside the helpdesk what was promised: who has what, and which texts were accepted."""

    people = Bundle("people")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.postbox = Postbox()
        self.house = houses.build(
            all_settings.check({}), Path(self.folder.name) / "data", self.postbox
        )
        self.desk = self.house.helpdesk
        partners.seed(self.desk)
        self.now = NOON
        self.accepted: list[str] = []
        self.written = 0

    def teardown(self) -> None:
        self.house.close()
        self.folder.cleanup()

    @rule(target=people, number=st.integers(0, 3), text=st.sampled_from(["hulp", "ik wil dood"]))
    def write(self, number, text):
        self.written += 1
        sender = f"+3160000000{number}"
        replies.receive(self.desk, Inbound(f"SM{self.written}", sender, "", text), self.now)
        person = self.desk.vault.index(sender, "person")
        return rows(self.desk, f"select id from conversations where person = '{person}'")[0][0]  # noqa: S608

    @rule(who=WORKERS, person=people)
    def claim(self, who, person):
        holder = self.holder(person)
        try:
            inbox.claim(self.desk, cast()[who], person, self.now)
        except Problem:
            return
        assert holder in (None, who)

    @rule(who=WORKERS, person=people, once=st.sampled_from("ab"))
    def answer(self, who, person, once):
        holder = self.holder(person)
        text = f"{who} {person} {once}"
        try:
            inbox.answer(self.desk, cast()[who], person, text, once, self.now)
        except Problem:
            return
        assert holder == who or text in self.accepted
        if text not in self.accepted:
            self.accepted.append(text)

    @rule(who=WORKERS, person=people, there=st.sampled_from(["tactus", "peers", "night"]))
    def hand_over(self, who, person, there):
        self.unless_refused(inbox.hand_over, cast()[who], person, there, "note")

    @rule(who=WORKERS, person=people)
    def release(self, who, person):
        self.unless_refused(inbox.release, cast()[who], person)

    @rule(who=WORKERS, person=people)
    def close(self, who, person):
        self.unless_refused(inbox.close, cast()[who], person, inbox.OUTCOMES[0])

    @rule(minutes=st.sampled_from([1, 6, 70, 1500]))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)
        targets.tick(self.desk, self.now)
        outbox.tick(self.desk, self.now)

    @invariant()
    def a_claim_is_of_the_organisation_that_has_it(self):
        found = rows(self.desk, "select claimed_by, partner from conversations")
        assert all(cast()[who].organisation == partner for who, partner in found if who)

    @invariant()
    def every_accepted_answer_is_there_once(self):
        sent = [m.text for m in self.postbox.taken if m.text in self.accepted]
        assert len(sent) == len(set(sent))
        texts = rows(self.desk, "select text_sealed from entries where kind = 'answer'")
        assert sorted(self.desk.vault.open(one[0], "text") for one in texts) == sorted(
            self.accepted
        )

    @invariant()
    def nobody_is_lost(self):
        assert rows(self.desk, "select 1 from conversations where partner = ''") == []
        orphans = "select 1 from entries where conversation not in (select id from conversations)"
        assert rows(self.desk, orphans) == []

    def holder(self, person):
        found = rows(self.desk, f"select claimed_by from conversations where id = '{person}'")  # noqa: S608
        return found[0][0]

    def unless_refused(self, action, *values):
        try:
            action(self.desk, *values, self.now)
        except Problem:
            return


Rota.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestRota = Rota.TestCase
