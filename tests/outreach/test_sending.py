"""The running outbox over real HTTP: side by side, paused at once, answers first, never too many.

The far end is a process of its own, and its ledger is the judge.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

import helpdesk.inbox
import helpdesk.outbox
import helpdesk.partners
import helpdesk.replies
import house as houses
import settings as all_settings
from carrier.base import Inbound
from carrier.twilio import Twilio
from outreach import campaign, outbox
from running.sending import Sending
from tests import engines, ticking
from tests.conftest import Postbox
from tests.outreach import steps
from tests.outreach.steps import LEAD
from tests.standin import ACCOUNT, TOKEN, Standin, start
from trust.cast import cast

FIRST = 41_000_000
PERSON = "+31642999999"
Build = Callable[..., houses.House]


@pytest.fixture
def standin() -> Iterator[Standin]:
    with start(latency_ms=200, never=1.0) as served:
        yield served


@pytest.fixture
def build(tmp_path: Path, standin: Standin, monkeypatch: pytest.MonkeyPatch) -> Iterator[Build]:
    """Makes a house that sends to the stand-in, with a launched campaign of so many."""
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", ACCOUNT)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    made: list[houses.House] = []
    runs = count()

    def make(recipients: int, rate: float = 100.0, **limits: object) -> houses.House:
        folder = tmp_path / f"data{next(runs)}"
        quiet = houses.build(all_settings.check(engines.RAW), folder, Postbox())  # type: ignore[arg-type]
        helpdesk.partners.seed(quiet.helpdesk)
        steps.launched(quiet, datetime.now(UTC), recipients=recipients, first=FIRST)
        quiet.close()
        carrier = {"name": "twilio", "rate": rate, "twilio": {"api_base": standin.address}}
        raw = {**engines.RAW, "carrier": {**carrier, **limits}}
        chosen = all_settings.Settings.model_validate(raw)
        made.append(houses.build(chosen, folder, Twilio(chosen)))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def running() -> Iterator[Callable[[houses.House], Sending]]:
    begun: list[Sending] = []

    def begin(house: houses.House) -> Sending:
        begun.append(Sending(house.outreach))
        begun[-1].start()
        return begun[-1]

    yield begin
    for one in begun:
        one.stop()


def the_campaign(house: houses.House) -> str:
    return campaign.all_of(house.outreach, LEAD)[0].id


def until(done: Callable[[], bool], seconds: float = 60) -> None:
    over = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < over, f"not there after {seconds} seconds"
        time.sleep(0.05)


@pytest.mark.slow
def test_everybody_gets_one_text_that_is_valid_until_the_window_closes(
    build: Build, running: Callable[[houses.House], Sending], standin: Standin
) -> None:
    house = build(300, rate=200.0)
    running(house)
    until(lambda: steps.statuses(house.outreach, the_campaign(house)) == {"sent": 300})
    assert set(standin.texted().values()) == {1} and len(standin.texted()) == 300
    assert len({one["peer"] for one in standin.requests("create")}) <= 40  # lines are kept
    assert {int(one["validity"]) for one in standin.messages()} == {36_000}
    assert outbox.finish(house.outreach, datetime.now(UTC)) == 1


@pytest.mark.slow
def test_a_pause_is_over_all_at_once_and_a_resume_skips_and_repeats_nobody(
    build: Build, running: Callable[[houses.House], Sending], standin: Standin
) -> None:
    house = build(800)
    name = the_campaign(house)
    running(house)
    for nth in range(1, 4):
        until(lambda nth=nth: len(standin.messages()) > nth * 60)  # type: ignore[misc]
        campaign.pause(house.outreach, LEAD, name, "", datetime.now(UTC))
        time.sleep(1)
        still = len(standin.messages())
        time.sleep(1)
        assert len(standin.messages()) == still
        assert "sending" not in steps.statuses(house.outreach, name)  # none is left in hand
        campaign.resume(house.outreach, LEAD, name, datetime.now(UTC))
    until(lambda: steps.statuses(house.outreach, name) == {"sent": 800})
    assert set(standin.texted().values()) == {1} and len(standin.texted()) == 800


@pytest.mark.slow
def test_a_cancel_ends_it_at_once(
    build: Build, running: Callable[[houses.House], Sending], standin: Standin
) -> None:
    house = build(800)
    running(house)
    until(lambda: len(standin.messages()) > 50)
    campaign.cancel(house.outreach, LEAD, the_campaign(house), datetime.now(UTC))
    time.sleep(1)
    still = len(standin.messages())
    time.sleep(1)
    assert len(standin.messages()) == still < 800


@pytest.mark.slow
def test_a_carrier_that_hangs_keeps_no_pause_waiting_and_nobody_is_texted_twice(
    build: Build, running: Callable[[houses.House], Sending], standin: Standin
) -> None:
    house = build(300, concurrency=8)
    name = the_campaign(house)
    standin.set(chances={"slow_before": 1.0}, slow_ms=2500)
    running(house)
    until(lambda: len(standin.requests("create")) >= 8)
    campaign.pause(house.outreach, LEAD, name, "", datetime.now(UTC))
    time.sleep(1)
    asked = len(standin.requests("create"))
    time.sleep(4)
    assert len(standin.requests("create")) == asked <= 16
    standin.set(chances={})
    campaign.resume(house.outreach, LEAD, name, datetime.now(UTC))
    until(lambda: len(standin.texted()) == 300)
    assert set(standin.texted().values()) == {1}


@pytest.mark.slow
def test_an_answer_of_care_goes_before_thousands_that_wait(
    build: Build, running: Callable[[houses.House], Sending], standin: Standin
) -> None:
    house = build(6000)
    care, now = house.helpdesk, datetime.now(UTC)
    helpdesk.replies.receive(care, Inbound("SMin1", PERSON, house.carrier.sender, "hulp"), now)
    running(house)
    until(lambda: len(standin.messages()) > 100)
    _answer(house, now)
    helpdesk.outbox.tick(care, datetime.now(UTC))
    texts = [one["to"] for one in standin.messages()]
    assert PERSON in texts and texts.index(PERSON) < 1000


@pytest.mark.slow
@pytest.mark.parametrize("refusals", [{"busy": 0.3}, {"break_before": 0.1, "break_after": 0.1}])
def test_on_a_bad_day_nobody_gets_two(
    build: Build,
    running: Callable[[houses.House], Sending],
    standin: Standin,
    refusals: dict[str, float],
) -> None:
    house = build(150, rate=200.0)
    name = the_campaign(house)
    standin.set(chances=refusals)
    begun = running(house)
    until(lambda: "queued" not in steps.statuses(house.outreach, name), 120)
    begun.stop()
    standin.set(chances={})
    later = datetime.now(UTC) + timedelta(minutes=10)
    outbox.reconcile(house.outreach, later)
    assert "unknown" not in steps.statuses(house.outreach, name)
    for second in range(60):
        ticking.tick(house.outreach, later + timedelta(seconds=second))
    assert steps.statuses(house.outreach, name).keys() <= {"sent", "delivered"}
    assert set(standin.texted().values()) == {1} and len(standin.texted()) == 150


def _answer(house: houses.House, now: datetime) -> None:
    """The conversation is claimed and answered by whoever may."""
    for worker in cast().values():
        if worker.role != "care_worker":
            continue
        for one in helpdesk.inbox.waiting(house.helpdesk, worker, now):
            helpdesk.inbox.claim(house.helpdesk, worker, one.id, now)
            helpdesk.inbox.answer(house.helpdesk, worker, one.id, "Hoi", "once", now)
            return
    raise AssertionError("nobody sees the conversation")
