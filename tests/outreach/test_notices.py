"""Who answers for a campaign hears by e-mail that it stands still, and why: once, and surely."""

import dataclasses
import logging
import threading
import time as clock
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import mail
import settings as all_settings
from carrier import codes
from db import each
from house import House
from language import catalogue
from outreach import brakes, campaign, launch, notices
from outreach.room import Outreach
from problem import N_
from tests import engines, mailserver
from tests.mailserver import HOST, Inbox, serving
from tests.outreach import steps
from tests.outreach.steps import APPROVER, LEAD, SECOND
from trust.cast import cast

MAIL = {"host": HOST, "security": "none", "sender": "uitweg@politie.example"}
DASHBOARD = {"public_address": "https://uitweg.politie.example"}
MINUTE = timedelta(minutes=1)
STOPS = "21606"  # the sender may not send: about us


@pytest.fixture
def port() -> int:
    return mailserver.free_port()


@pytest.fixture
def settings(port: int) -> all_settings.Settings:
    raw = {"house": {"language": "en"}, "mail": {**MAIL, "port": port}, "dashboard": DASHBOARD}
    return all_settings.check({**engines.RAW, **raw})


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def post(inbox: Inbox, port: int) -> Iterator[Inbox]:
    """A mail server that is up; what it took."""
    with serving(inbox, port):
        yield inbox


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 3.0)


def paused(house: House, noon: datetime, code: str = STOPS) -> str:
    name = steps.launched(house, noon)
    brakes.pause(house.outreach, brakes.Pause(name, brakes.REFUSED, noon, code))
    return name


def readers(inbox: Inbox) -> list[str]:
    return sorted(str(one["To"]) for one in inbox.messages)


def outcomes(room: Outreach) -> dict[str, str]:
    """Who is told -> what came of it."""
    with room.db.read() as session:
        rows = session.connection.execute("select actor, outcome from notices").fetchall()
    assert len(rows) == len({actor for actor, _ in rows})
    return dict(rows)


def do(room: Outreach, statement: str, *values: Any) -> None:
    def change(tx: Any, _: str) -> None:
        tx.connection.execute(statement, list(values))

    room.db.write(each(change), "")


# What it says


def test_author_and_approver_read_what_happened_why_and_what_to_do(
    house: House, post: Inbox, noon: datetime
) -> None:
    name = paused(house, noon)
    assert notices.send(house.outreach, noon) == 2
    assert readers(post) == [str(APPROVER.email), str(LEAD.email)]
    meaning = codes.words(STOPS)
    for one in post.messages:
        assert one["Subject"] == 'Campaign "Zwolle" is paused'
        # All of it: so no count, no number, and no text of anybody.
        assert one.get_content().replace("\r\n", "\n").split("\n\n") == [
            'On 3 March 2026 at 13:00 Uitweg paused the campaign "Zwolle" by itself. '
            "Meanwhile it texts nobody.",
            brakes.REFUSED,
            meaning.says,
            meaning.todo,
            "See the campaign and go on from there: "
            f"https://uitweg.politie.example/campaign?campaign={name}",
            "Uitweg wrote this e-mail by itself. Nobody reads what is sent back to it.\n",
        ]


def test_too_many_failures_are_told_without_a_count(
    house: House, post: Inbox, noon: datetime
) -> None:
    name = steps.launched(house, noon)
    lately = brakes.Lately(31, 50)
    brakes.pause(house.outreach, brakes.Pause(name, brakes.FAILING, noon, lately=lately))
    notices.send(house.outreach, noon)
    said = post.messages[0].get_content().replace(name, "")  # an id has digits of its own
    assert brakes.FAILING in said and "31" not in said and "50" not in said


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_is_in_the_language_of_the_house(
    house: House, post: Inbox, noon: datetime, language: str
) -> None:
    speaking = house.settings.house.model_copy(update={"language": language})
    settings = house.settings.model_copy(update={"house": speaking})
    room = dataclasses.replace(house.outreach, settings=settings)
    paused(house, noon)
    notices.send(room, noon)
    say = catalogue(language).gettext
    got = post.messages[0]
    assert got["Subject"] == say(notices.PAUSED[0]).format(name="Zwolle")
    assert say(brakes.REFUSED) in got.get_content()
    moment = {"nl": "3 maart 2026 om 13:00", "en": "3 March 2026 at 13:00"}[language]
    assert moment in got.get_content()


def test_a_planned_start_that_lapsed_is_told_as_that(
    house: House, post: Inbox, noon: datetime
) -> None:
    room, name = house.outreach, steps.approved(house, noon)
    campaign.schedule(room, SECOND, name, noon + timedelta(hours=1), noon)
    do(room, "update campaigns set tested = null where id = ?", name)
    launch.due(room, noon + timedelta(hours=1))
    assert notices.send(room, noon + timedelta(hours=1)) == 3
    assert readers(post) == [APPROVER.email, LEAD.email, SECOND.email]
    assert post.messages[0]["Subject"] == 'Campaign "Zwolle" did not start'
    said = post.messages[0].get_content()
    assert "Send the test text to your own phone" in said and "paused" not in said


def test_a_reason_whose_details_were_not_kept_can_be_read(
    house: House, post: Inbox, noon: datetime
) -> None:
    name = steps.launched(house, noon)
    brakes.pause(house.outreach, brakes.Pause(name, N_('Export "{export}" is gone.'), noon))
    notices.send(house.outreach, noon)
    assert 'Export "…" is gone.' in post.messages[0].get_content()


def test_a_campaign_s_name_adds_no_header_and_no_line(
    house: House, post: Inbox, noon: datetime
) -> None:
    name = paused(house, noon)
    ill = "Zwolle {address}\r\nBcc: x@else.example\r\n\r\nAll is well."
    do(house.outreach, "update campaigns set name = ? where id = ?", ill, name)
    notices.send(house.outreach, noon)
    got = post.messages[0]
    assert got["Bcc"] is None
    assert "\nBcc" not in got.get_content() and "\nAll is well" not in got.get_content()
    assert "Zwolle {address} Bcc" in got["Subject"]


# Who hears it


def test_whoever_launched_or_resumed_it_hears_it_too(
    house: House, post: Inbox, noon: datetime
) -> None:
    room, name = house.outreach, steps.approved(house, noon)
    campaign.launch(room, SECOND, name, noon)
    brakes.pause(room, brakes.Pause(name, brakes.REFUSED, noon, STOPS))
    assert set(outcomes(room)) == {"lead-1", "lead-2", "approver"}


def test_a_resume_by_the_author_makes_nobody_hear_it_twice(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    campaign.pause(room, LEAD, name, "Wait.", noon)
    campaign.resume(room, LEAD, name, noon)
    brakes.pause(room, brakes.Pause(name, brakes.REFUSED, noon, STOPS))
    assert set(outcomes(room)) == {"lead-1", "approver"}


def test_a_pause_by_hand_is_news_to_nobody(house: House, post: Inbox, noon: datetime) -> None:
    name = steps.launched(house, noon)
    campaign.pause(house.outreach, LEAD, name, "Wait for the press.", noon)
    assert notices.send(house.outreach, noon) == 0
    assert post.messages == []


def test_every_pause_is_told(house: House, post: Inbox, noon: datetime) -> None:
    room, name = house.outreach, paused(house, noon)
    notices.send(room, noon)
    campaign.resume(room, LEAD, name, noon)
    brakes.pause(room, brakes.Pause(name, brakes.REFUSED, noon, STOPS))
    notices.send(room, noon)
    assert readers(post) == [APPROVER.email] * 2 + [LEAD.email] * 2


def test_who_left_and_who_has_no_address_end_the_notice_and_not_the_others(
    house: House, post: Inbox, noon: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    do(room, "update campaigns set author = ?, approver = ? where id = ?", "left", "observer", name)
    brakes.pause(room, brakes.Pause(name, brakes.REFUSED, noon, STOPS))
    assert notices.send(room, noon) == 1  # lead-1 launched it
    assert outcomes(room) == {"left": "nowhere", "observer": "nowhere", "lead-1": "sent"}
    assert "no e-mail address" in caplog.text


def test_whoever_may_not_see_campaigns_any_more_is_not_told(
    house: House, post: Inbox, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused(house, noon)
    moved = dataclasses.replace(LEAD, role="observer")
    monkeypatch.setattr(notices, "cast", lambda: {**cast(), LEAD.id: moved})
    assert notices.send(house.outreach, noon) == 1
    assert readers(post) == [APPROVER.email]


# Without a mail server


def test_without_a_mail_server_nothing_is_kept_for_ever(house: House, noon: datetime) -> None:
    silent = house.settings.model_copy(update={"mail": all_settings.Mail()})
    room = dataclasses.replace(house.outreach, settings=silent)
    name = paused(house, noon)
    assert notices.send(room, noon) == 0
    assert outcomes(room) == {"lead-1": "nowhere", "approver": "nowhere"}
    assert campaign.get(room, LEAD, name).status == "paused"  # the page says it all the same
    with room.db.read() as session:
        assert session.notices.due(now=noon + timedelta(days=99)) == 0


def test_nothing_to_tell_writes_nothing(house: House, noon: datetime) -> None:
    before = house.outreach.db.changes  # pages look again whenever it moves
    assert notices.send(house.outreach, noon) == 0
    assert house.outreach.db.changes == before


# Trouble


def calls(
    house: House, noon: datetime, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> list[float]:
    """The minutes at which one e-mail is tried while the server always fails so."""
    tried, now = list[float](), noon

    def fail(_settings: Any, _letter: Any, moment: datetime) -> None:
        tried.append((moment - noon) / MINUTE)
        raise error

    monkeypatch.setattr(mail, "send", fail)
    while now <= noon + timedelta(hours=30):
        notices.send(house.outreach, now)
        now += MINUTE / 2
    return tried


def only_one(house: House, noon: datetime) -> None:
    paused(house, noon)
    do(house.outreach, "delete from notices where actor <> ?", "lead-1")


def test_a_server_that_is_away_is_tried_for_a_day_ever_less_often(
    house: House,
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    only_one(house, noon)
    tried = calls(house, noon, monkeypatch, mail.Delayed("ConnectionRefusedError"))
    assert tried[:5] == [0, 1, 6, 21, 81]
    waits = [after - before for before, after in zip(tried, tried[1:], strict=False)]
    assert waits == sorted(waits) and waits[-1] == 180
    assert 20 * 60 < tried[-1] <= 24 * 60
    assert outcomes(house.outreach) == {"lead-1": "given up"}
    loud = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert ["given up" in one.getMessage() for one in loud] == [True]


def test_it_arrives_once_the_server_is_back(
    house: House, inbox: Inbox, port: int, noon: datetime
) -> None:
    paused(house, noon)
    assert notices.send(house.outreach, noon) == 0
    with serving(inbox, port):
        assert notices.send(house.outreach, noon + MINUTE) == 2
        assert notices.send(house.outreach, noon + timedelta(hours=5)) == 0
    assert readers(inbox) == [APPROVER.email, LEAD.email]
    assert set(outcomes(house.outreach).values()) == {"sent"}


def test_a_refused_address_is_given_up_at_once_and_the_other_gets_it(
    house: House, post: Inbox, noon: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    paused(house, noon)
    post.answers[APPROVER.email] = ["550 5.1.1 no such user"]
    assert notices.send(house.outreach, noon) == 1
    assert outcomes(house.outreach) == {"approver": "given up", "lead-1": "sent"}
    assert "550" in caplog.text


def test_a_delay_for_one_holds_up_the_other_for_one_run_at_most(
    house: House, post: Inbox, noon: datetime
) -> None:
    paused(house, noon)
    later = ["451 4.3.0 try later"]
    post.answers = {APPROVER.email: list(later), LEAD.email: list(later)}
    assert [notices.send(house.outreach, noon) for _ in range(3)] == [0, 0, 0]
    assert notices.send(house.outreach, noon + MINUTE) == 2


@pytest.mark.parametrize(
    "error", [all_settings.WrongSetting("no password"), RuntimeError("lead-1@uitweg.example")]
)
def test_our_own_fault_is_retried_as_well_and_tells_no_address(
    house: House,
    post: Inbox,
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    only_one(house, noon)
    tried = calls(house, noon, monkeypatch, error)
    assert tried[:3] == [0, 1, 6]
    assert outcomes(house.outreach) == {"lead-1": "given up"}
    assert "@" not in caplog.text


def test_a_kill_between_yes_and_our_note_makes_one_double_and_no_more(
    house: House, post: Inbox, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_one(house, noon)
    with monkeypatch.context() as patch:
        patch.setattr(notices, "_note", killed)
        with pytest.raises(RuntimeError, match="killed"):
            notices.send(house.outreach, noon)
    assert len(post.messages) == 1
    assert notices.send(house.outreach, noon + 9 * MINUTE) == 0  # it might still be under way
    assert notices.send(house.outreach, noon + 10 * MINUTE) == 1
    assert notices.send(house.outreach, noon + timedelta(days=1)) == 0
    first, second = post.messages
    assert first["Message-ID"] == second["Message-ID"]


def killed(_tx: Any, _item: object) -> None:
    raise RuntimeError("killed")


def test_a_pause_that_is_not_stored_is_not_told(house: House, post: Inbox, noon: datetime) -> None:
    name = steps.launched(house, noon)

    def fails(tx: Any, items: list[str]) -> list[None]:
        brakes.pause_within(tx, brakes.Pause(name, brakes.REFUSED, noon, STOPS))
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        house.outreach.db.write(fails, "")
    assert notices.send(house.outreach, noon) == 0
    assert outcomes(house.outreach) == {}


def test_several_at_once_send_each_one_time(
    house: House, post: Inbox, noon: datetime, tmp_path: Path
) -> None:
    for nth in range(5):
        name = steps.launched(house, noon, first=1000 * nth + 1)
        brakes.pause(house.outreach, brakes.Pause(name, brakes.REFUSED, noon, STOPS))
    post.slow = threading.Event()  # the first ones are under way while the others begin
    rooms = others(house.outreach, tmp_path)
    with ThreadPoolExecutor(len(rooms)) as pool:
        under_way = [pool.submit(notices.send, room, noon) for room in rooms]
        until = clock.monotonic() + 5
        while len(post.messages) < len(rooms) and clock.monotonic() < until:
            clock.sleep(0.01)
        post.slow.set()
        assert sum(one.result() for one in under_way) == 10
    assert readers(post) == [APPROVER.email] * 5 + [LEAD.email] * 5
    assert len({one["Message-ID"] for one in post.messages}) == 10
    for room in rooms[1:]:
        if room.db is not house.outreach.db:
            room.db.close()


def others(room: Outreach, folder: Path) -> list[Outreach]:
    """The same room four times; on PostgreSQL each with a writer of its own, as a process has."""
    if not engines.POSTGRES:
        return [room] * 4
    opened = [engines.open_database("outreach", folder) for _ in range(3)]
    return [room, *(dataclasses.replace(room, db=db) for db in opened)]
