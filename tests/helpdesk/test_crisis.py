"""The whole chain of a crisis, driven with the clock: nobody is alone, and nothing untrue is said.

03:10 at night. The night line is alerted, misses it, another line answers, and it comes back later.
"""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

import settings as all_settings
from db import each
from helpdesk import alarms, duty, hooks, inbox, outbox, posting, replies, targets
from helpdesk.room import Helpdesk
from helpdesk.workdays import AMSTERDAM
from tests import hookserver
from tests.helpdesk.conftest import rows, with_mail
from tests.mailserver import Inbox
from trust.access import Actor

NIGHT = datetime(2026, 3, 3, 3, 10, tzinfo=AMSTERDAM)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
CRY = "ik wil niet meer leven"
LATE = Actor("late-1", "Late worker", "care_worker", "late")
CHIEF = Actor("night-chief", "Coordinator", "coordinator", "night")
LATE_CHIEF = Actor("late-chief", "Coordinator", "coordinator", "late")


@pytest.fixture
def settings(port: int) -> all_settings.Settings:
    return with_mail(port)


@pytest.fixture
def lines(desk: Helpdesk, pager: hookserver.Calls) -> Helpdesk:
    """Two lines that are open at night, the second one with a webhook."""

    def open_late(tx: Any, _: object) -> None:
        night = next(row for row in tx.partners.all_of() if row["id"] == "night")
        late = {
            "id": "late", "name": "Late line", "position": 4,
            "duty_email": "duty@late.example.org", "duty_webhook": pager.address,
        }  # fmt: skip
        tx.partners.add(**{**night, **late})

    desk.db.write(each(open_late), None)
    return desk


class Clock:
    """Lets time pass, a step at a time, with everything that the worker does."""

    def __init__(self, desk: Helpdesk, now: datetime) -> None:
        self.desk, self.now = desk, now

    def work(self) -> None:
        targets.tick(self.desk, self.now)
        alarms.tick(self.desk, self.now)
        outbox.tick(self.desk, self.now)
        posting.send(self.desk, self.now)

    def pass_(self, time: timedelta) -> datetime:
        until = self.now + time
        while self.now < until:
            self.now = min(until, self.now + 10 * SECOND)
            self.work()
        return self.now


def status(desk: Helpdesk) -> tuple[Any, ...]:
    (found,) = rows(desk, "select status, partner, claimed_by from conversations")
    return found


def mails(post: Inbox) -> list[tuple[str, str]]:
    return [(str(one["To"]), str(one["Subject"])) for one in post.messages]


def test_the_whole_chain(lines, sms, cast, postbox, post, pager, caplog) -> None:
    desk, clock = lines, Clock(lines, NIGHT)
    night = cast["night-1"]
    # A cry for help, and what is said at once: all of it is so.
    said = replies.receive(desk, sms(CRY), clock.now)
    for words in ("112", "113", "0800-0113", "We waarschuwen nu een hulpverlener"):
        assert words in said
    assert "leest" not in said
    assert status(desk) == ("open", "night", None)
    ((one, _since),) = inbox.unclaimed_crises(desk, night)
    replies.receive(desk, sms("hallo??"), clock.now + SECOND)
    # Its duty address hears once, with a link and no content.
    clock.work()
    assert mails(post) == [
        ("wacht@night.example.org", "Uitweg: somebody needs an answer now"),
    ]
    letter = post.messages[0].get_content()
    assert f"http://localhost:8501/inbox?conversation={one}" in letter
    assert "3 March 2026 at 03:10" in letter
    assert not any(word in letter for word in (CRY, "hallo", "12345678", "678"))
    # Nobody claims it: after five minutes one honest text, and the next line that is open.
    clock.pass_(5 * MINUTE - 10 * SECOND)
    assert postbox.taken == [] and status(desk)[1] == "night"
    clock.pass_(10 * SECOND)
    (follow_up,) = postbox.taken
    assert follow_up.text.startswith("Er heeft nog niemand kunnen antwoorden")
    assert status(desk) == ("open", "late", None)
    assert inbox.unclaimed_crises(desk, night) == frozenset()
    assert len(inbox.unclaimed_crises(desk, LATE)) == 1
    assert sorted(mails(post)[1:]) == [
        ("coordinator@night.example.org", "Uitweg: a crisis was not answered in time"),
        ("duty@late.example.org", "Uitweg: somebody needs an answer now"),
    ]
    (path, headers, body), *more = pager.taken
    assert (path, more) == ("/page", [])
    assert headers[hooks.SIGNATURE] == hooks.signature(body, "a key")
    heard = json.loads(body)
    assert datetime.fromisoformat(heard.pop("made")) == NIGHT + 5 * MINUTE
    assert (heard["event"], heard["conversation"]) == ("crisis", one)
    assert set(heard) == {"event", "id", "conversation", "link"}
    # Somebody claims it: now a person is reading, and hears so once.
    clock.pass_(2 * MINUTE)
    inbox.claim(desk, LATE, one, clock.now)
    inbox.claim(desk, LATE, one, clock.now)
    clock.pass_(MINUTE)
    assert [text.text for text in postbox.taken[1:]] == [
        "Een hulpverlener leest nu wat je schreef."
    ]
    inbox.answer(desk, LATE, one, "Ik ben er. Ben je veilig?", "1", clock.now)
    clock.pass_(30 * MINUTE)
    assert [text.text for text in postbox.taken[2:]] == ["Ik ben er. Ben je veilig?"]
    assert (len(post.messages), len(pager.taken)) == (3, 1)  # quiet once somebody is there
    assert duty.speed(desk, LATE_CHIEF, clock.now) == duty.Speed(1, 8.0, 8.0)
    assert duty.speed(desk, CHIEF, clock.now).amount == 0
    inbox.close(desk, LATE, one, "intake planned", clock.now)
    # The next night it begins anew: reopened, alerted, and one honest text if nobody comes.
    clock.now = NIGHT + timedelta(days=1)
    again = replies.receive(desk, sms("ik maak er een eind aan"), clock.now)
    assert "112" in again
    assert status(desk) == ("open", "late", None)  # who knows this person
    clock.work()
    assert mails(post)[3:] == [("duty@late.example.org", "Uitweg: somebody needs an answer now")]
    assert len(pager.taken) == 2
    clock.pass_(5 * MINUTE)
    assert status(desk) == ("open", "night", None)
    assert postbox.taken[3].text.startswith("Er heeft nog niemand kunnen antwoorden")
    inbox.claim(desk, night, one, clock.now)
    clock.pass_(MINUTE)
    assert postbox.taken[4].text == "Een hulpverlener leest nu wat je schreef."
    assert len(postbox.taken) == 5
    for secret in (CRY, "12345678", "example.org", one):
        assert secret not in caplog.text


def test_a_second_crisis_in_the_same_talk_is_told_as_honestly(lines, sms, postbox, post) -> None:
    desk, clock = lines, Clock(lines, NIGHT)
    replies.receive(desk, sms(CRY), clock.now)
    clock.pass_(6 * MINUTE)
    ((one, _since),) = inbox.unclaimed_crises(desk, LATE)
    inbox.claim(desk, LATE, one, clock.now)
    inbox.answer(desk, LATE, one, "Ik ben er", "1", clock.now)
    clock.pass_(2 * timedelta(hours=1))
    before = len(postbox.taken)
    replies.receive(desk, sms(CRY), clock.now)
    clock.pass_(6 * MINUTE)
    (text,) = postbox.taken[before:]
    assert text.text.startswith("Er heeft nog niemand kunnen antwoorden")


def test_a_crisis_that_is_claimed_at_once_startles_nobody(lines, sms, cast, post) -> None:
    replies.receive(lines, sms(CRY), NIGHT)
    ((one, _since),) = inbox.unclaimed_crises(lines, cast["night-1"])
    inbox.claim(lines, cast["night-1"], one, NIGHT + SECOND)
    assert posting.send(lines, NIGHT + 2 * SECOND) == 0
    assert post.messages == []
    assert rows(lines, "select outcome from care_notices") == [("needless",)]


@pytest.mark.parametrize("how", ["release", "hand over"])
def test_a_crisis_that_is_given_up_alerts_anew(lines, sms, cast, post, how) -> None:
    night, clock = cast["night-1"], Clock(lines, NIGHT)
    replies.receive(lines, sms(CRY), clock.now)
    clock.work()
    ((one, _since),) = inbox.unclaimed_crises(lines, night)
    inbox.claim(lines, night, one, clock.pass_(MINUTE))
    clock.pass_(MINUTE)
    if how == "release":
        inbox.release(lines, night, one, clock.now)
    else:
        inbox.hand_over(lines, night, one, "late", "", clock.now)
    clock.work()
    to = {"release": "wacht@night.example.org", "hand over": "duty@late.example.org"}[how]
    assert mails(post)[1:] == [(to, "Uitweg: somebody needs an answer now")]


def test_a_talk_that_turns_crisis_alerts_whoever_may_look_elsewhere(lines, sms, cast, post) -> None:
    night, clock = cast["night-1"], Clock(lines, NIGHT)
    replies.receive(lines, sms("hulp", sender="+4915112345678"), clock.now)
    (mine,) = inbox.waiting(lines, night, clock.now)
    inbox.claim(lines, night, mine.id, clock.now)
    replies.receive(lines, sms(CRY, sender="+4915112345678"), clock.pass_(MINUTE))
    clock.work()
    assert [to for to, _ in mails(post)] == ["wacht@night.example.org"]


def test_the_last_line_open_hears_it_again_and_its_coordinator_that_it_is_alone(
    desk, sms, post
) -> None:
    clock = Clock(desk, NIGHT)
    replies.receive(desk, sms(CRY), clock.now)
    clock.pass_(16 * MINUTE)
    assert status(desk)[1] == "night"
    heard = [to for to, _ in mails(post)]
    assert heard.count("wacht@night.example.org") == 4  # at once, and every five minutes
    assert heard.count("coordinator@night.example.org") == 1
    assert "still waits with you" in next(
        one.get_content() for one in post.messages if "coordinator" in str(one["To"])
    )


def test_an_answered_crisis_counts_from_the_cry_not_from_what_was_said_before(
    lines, sms, cast
) -> None:
    night, clock = cast["night-1"], Clock(lines, NIGHT)
    replies.receive(lines, sms("hulp", sender="+4915112345678"), clock.now)
    clock.now += timedelta(hours=2)
    replies.receive(lines, sms(CRY, sender="+4915112345678"), clock.now)
    replies.receive(lines, sms(CRY, sender="+4915112345678"), clock.now + MINUTE)  # still waits
    (mine,) = inbox.waiting(lines, night, clock.now)
    inbox.claim(lines, night, mine.id, clock.now + 2 * MINUTE)
    inbox.answer(lines, night, mine.id, "Ik ben er", "1", clock.now + 3 * MINUTE)
    assert duty.speed(lines, CHIEF, clock.now + timedelta(hours=1)) == duty.Speed(1, 3.0, 3.0)
