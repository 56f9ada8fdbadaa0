"""Who is on duty is alerted, surely and by the right ones alone; and is there every week anew."""

import dataclasses
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

import mail
import settings as all_settings
from carrier.base import Accepted, NotTaken, Refused, Unclear
from db import each
from helpdesk import alarms, duty, inbox, posting, replies, ringing, storing
from helpdesk.addresses import Duty, checked
from helpdesk.notices import KEY
from helpdesk.room import Helpdesk
from helpdesk.workdays import AMSTERDAM
from problem import Forbidden, Problem
from tests import mailserver
from tests.helpdesk.conftest import ANNE, rows, with_mail
from tests.mailserver import Inbox
from trust.access import Actor

CRY = "ik wil niet meer leven"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CHIEF = Actor("night-chief", "Coordinator", "coordinator", "night")
PHONE = "+31611223344"
MONDAY = datetime(2026, 3, 2, 11, 0, tzinfo=AMSTERDAM)


@pytest.fixture
def settings(port: int) -> all_settings.Settings:
    return with_mail(port)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 3.0)


def on_duty(desk: Helpdesk, now: datetime, **values: str) -> None:
    duty.save(desk, CHIEF, Duty(**values), now)


def outcomes(desk: Helpdesk) -> list[tuple[Any, ...]]:
    return rows(desk, "select channel, outcome from care_notices order by channel")


def texts(postbox: Any) -> list[str]:
    return [message.text for message in postbox.taken if message.to == PHONE]


# Addresses


@pytest.mark.parametrize(
    ("typed", "kept", "why"),
    [
        ({"duty_email": " duty@example.org "}, "duty@example.org", "spaces come with pasting"),
        (
            {"duty_webhook": "https://pager.example.org/x?y=1"},
            "https://pager.example.org/x?y=1",
            "",
        ),
        ({"duty_webhook": "http://localhost:8080/x"}, "http://localhost:8080/x", "this machine"),
        ({"duty_phone": "06 11 22 33 44"}, PHONE, "as it is said in the Netherlands"),
        ({"duty_phone": "+49 151 12345678"}, "+4915112345678", "E.164"),
        ({"coordinator_email": ""}, "", "nobody"),
    ],
)
def test_an_address_is_kept_as_it_will_be_used(typed, kept, why) -> None:
    (name,) = typed
    assert getattr(checked(Duty(**typed)), name) == kept, why


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"duty_email": "duty"}, "no address"),
        ({"duty_email": "a@example.org, b@example.org"}, "two"),
        ({"duty_email": "a@example.org\nBcc: x@else.example"}, "a header"),
        ({"coordinator_email": "a@b"}, "nowhere on the internet"),
        ({"duty_webhook": "http://pager.example.org"}, "anybody on the way can read it"),
        ({"duty_webhook": "http://localhost.example.org"}, "only sounds like this machine"),
        ({"duty_webhook": "https://me:secret@example.org"}, "a password in an address"),
        ({"duty_webhook": "https://"}, "nobody"),
        ({"duty_webhook": "https://example.org:99999"}, "no port"),
        ({"duty_webhook": "file:///etc/passwd"}, "no call at all"),
        ({"duty_phone": "038 421 11 11"}, "no SMS arrives there"),
        ({"duty_phone": "0612"}, "too short"),
        ({"duty_phone": "call me"}, "no number"),
    ],
)
def test_what_can_t_be_right_is_refused(typed, why) -> None:
    with pytest.raises(Problem):
        checked(Duty(**typed))


def test_only_the_own_coordinator_says_who_is_on_duty(desk, cast, noon) -> None:
    for who in ("night-1", "tactus-1", "lead-1", "operator", "privacy-care"):
        for deed in (
            lambda one: duty.of(desk, one),
            lambda one: duty.save(desk, one, Duty(), noon),
            lambda one: duty.test(desk, one, noon),
            lambda one: duty.tested(desk, one, noon),
            lambda one: duty.troubles(desk, one, noon),
            lambda one: duty.speed(desk, one, noon),
        ):
            with pytest.raises(Forbidden):
                deed(cast[who])
    duty.save(desk, cast["tactus-coordinator"], Duty(duty_email="x@tactus.example.org"), noon)
    assert duty.of(desk, cast["tactus-coordinator"])[1].duty_email == "x@tactus.example.org"
    assert duty.of(desk, CHIEF)[1].duty_email == "wacht@night.example.org"
    kept = rows(desk, "select action, subject, detail from trail order by seq desc limit 1")
    assert kept == [("duty.set", "tactus", "{}")]


# Notices


def test_a_notice_survives_a_mail_server_that_is_away(desk, sms, port, noon, caplog) -> None:
    replies.receive(desk, sms(CRY, sender="+4915112345678"), noon)
    assert posting.send(desk, noon) == 0
    assert posting.send(desk, noon + MINUTE / 4) == 0  # not yet again
    inbox_ = Inbox()
    with mailserver.serving(inbox_, port):
        assert posting.send(desk, noon + MINUTE) == 1
        assert posting.send(desk, noon + 5 * HOUR) == 0
    assert [str(one["To"]) for one in inbox_.messages] == ["wacht@night.example.org"]
    assert "example.org" not in caplog.text


def test_after_a_day_it_is_given_up_and_the_coordinator_sees_it(desk, sms, noon, caplog) -> None:
    replies.receive(desk, sms(CRY, sender="+4915112345678"), noon)
    tried, now = [], noon
    while now < noon + timedelta(hours=30):
        with desk.db.read() as session:
            tried += [now] * bool(session.care_notices.due(now=now))
        posting.send(desk, now)
        now += MINUTE / 2
    waits = [(after - before) / MINUTE for before, after in zip(tried, tried[1:], strict=False)]
    assert waits[:6] == [0.5, 1, 2, 5, 15, 60] and set(waits[6:]) == {60}
    assert noon + 20 * HOUR < tried[-1] <= noon + 24 * HOUR
    (trouble,) = duty.troubles(desk, CHIEF, now)
    assert (trouble.event, trouble.channel, trouble.given_up) == ("crisis", "duty_email", True)
    assert trouble.reason == "ConnectionRefusedError"
    assert duty.troubles(desk, CHIEF, now + timedelta(days=8)) == []
    assert "given up" in caplog.text


def test_a_refused_address_is_given_up_at_once(desk, post, noon) -> None:
    post.answers["wacht@night.example.org"] = ["550 5.1.1 no such user"]
    duty.test(desk, CHIEF, noon)
    assert posting.send(desk, noon) == 1
    assert outcomes(desk) == [("coordinator_email", "sent"), ("duty_email", "given up")]
    (trouble,) = duty.troubles(desk, CHIEF, noon)
    assert "550" in trouble.reason


def test_a_test_notice_reaches_every_address_once_a_minute(desk, post, pager, noon) -> None:
    on_duty(desk, noon, duty_email="a@example.org", duty_webhook=pager.address)
    duty.test(desk, CHIEF, noon)
    duty.test(desk, CHIEF, noon)  # a double click
    assert posting.send(desk, noon) == 2
    assert [one["Subject"] for one in post.messages] == ["Uitweg: test notice"]
    assert json.loads(pager.taken[0][2])["event"] == "test"
    found = {(one.channel, one.outcome) for one in duty.tested(desk, CHIEF, noon)}
    assert found == {("duty_email", "sent"), ("duty_webhook", "sent")}
    duty.test(desk, CHIEF, noon + MINUTE)
    assert posting.send(desk, noon + MINUTE) == 2


def test_a_test_notice_without_an_address_says_what_to_do(desk, noon) -> None:
    on_duty(desk, noon)
    with pytest.raises(Problem, match="no address yet"):
        duty.test(desk, CHIEF, noon)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_does_not_take_it_is_tried_again(
    desk, sms, pager, noon, status, caplog
) -> None:
    on_duty(desk, noon, duty_webhook=pager.address)
    pager.status, pager.to = status, pager.address
    replies.receive(desk, sms(CRY, sender="+4915112345678"), noon)
    assert posting.send(desk, noon) == 0
    assert len(pager.taken) == 1  # a redirect is not followed
    (trouble,) = duty.troubles(desk, CHIEF, noon)
    assert (trouble.reason, trouble.given_up) == (f"HTTP {status}", False)
    pager.status = 204
    assert posting.send(desk, noon + MINUTE) == 1
    first, second = (json.loads(body) for _, _, body in pager.taken)
    assert first == second  # so that the far end can drop a double
    assert duty.troubles(desk, CHIEF, noon + MINUTE) == []
    assert pager.address not in caplog.text


def test_without_a_key_no_webhook_is_called(desk, pager, noon, monkeypatch) -> None:
    monkeypatch.delenv(KEY)
    on_duty(desk, noon, duty_webhook=pager.address)
    duty.test(desk, CHIEF, noon)
    assert posting.send(desk, noon) == 0
    assert pager.taken == []
    assert outcomes(desk) == [("duty_webhook", "nowhere")]


def test_without_a_mail_server_nothing_waits_for_ever(desk, noon) -> None:
    settings = desk.settings.model_copy(update={"mail": all_settings.Mail()})
    bare = dataclasses.replace(desk, settings=settings)
    duty.test(bare, CHIEF, noon)
    assert posting.send(bare, noon) == 0
    assert {outcome for _, outcome in outcomes(bare)} == {"nowhere"}


def test_an_address_that_is_dead_holds_up_no_other(desk, post, pager, noon, monkeypatch) -> None:
    dead = f"http://localhost:{mailserver.free_port()}/"
    on_duty(desk, noon, duty_webhook=dead, duty_email="a@example.org")
    duty.test(desk, CHIEF, noon)
    assert posting.send(desk, noon) == 1
    assert outcomes(desk) == [("duty_email", "sent"), ("duty_webhook", "")]


def test_nothing_to_tell_writes_nothing(desk, noon) -> None:
    before = desk.db.changes
    assert posting.send(desk, noon) == 0
    assert desk.db.changes == before


def test_a_crisis_that_is_not_stored_is_not_told(desk, sms, noon, monkeypatch) -> None:
    def killed(tx: Any, items: Any) -> None:
        storing.store(tx, items)
        raise RuntimeError("killed")

    monkeypatch.setattr(replies, "store", killed)
    with pytest.raises(RuntimeError):
        replies.receive(desk, sms(CRY), noon)
    assert rows(desk, "select count(*) from care_notices") == [(0,)]


# The weekly test alarm


def test_the_sandboxs_night_line_answers_its_alarm(house, desk, noon) -> None:
    assert not house.outreach.gate.care_is_ready(noon)
    alarms.tick(desk, noon)
    assert house.outreach.gate.care_is_ready(noon + timedelta(days=6))
    assert not house.outreach.gate.care_is_ready(noon + timedelta(days=8))


@pytest.fixture
def real(desk, monkeypatch) -> Helpdesk:
    monkeypatch.setattr(type(desk.settings), "sandbox", property(lambda _: False))
    return desk


def test_a_real_alarm_is_answered_by_somebody_who_is_there(house, real, cast, noon) -> None:
    alarms.tick(real, noon)
    assert not house.outreach.gate.care_is_ready(noon)
    with pytest.raises(Problem):
        alarms.answer(real, cast["tactus-1"], noon)
    with pytest.raises(Forbidden):
        alarms.answer(real, cast["lead-1"], noon)
    alarms.answer(real, cast["night-1"], noon)
    assert house.outreach.gate.care_is_ready(noon)


def test_an_alarm_is_due_until_somebody_who_is_there_answers(desk, cast, noon, monkeypatch) -> None:
    assert not alarms.due(desk, cast["night-1"], noon)  # the sandbox answers by itself
    monkeypatch.setattr(type(desk.settings), "sandbox", property(lambda _: False))
    assert alarms.due(desk, cast["night-1"], noon)
    assert not alarms.due(desk, cast["tactus-1"], noon)
    assert not alarms.due(desk, cast["lead-1"], noon)
    alarms.answer(desk, cast["night-1"], noon)
    assert not alarms.due(desk, cast["night-1"], noon + timedelta(days=6))
    assert alarms.due(desk, cast["night-1"], noon + timedelta(days=6, hours=13))


@pytest.fixture
def rung(real: Helpdesk) -> Helpdesk:
    """The night line has a phone, and it is Monday eleven o'clock."""
    on_duty(real, MONDAY - HOUR, duty_phone=PHONE, coordinator_email="chief@example.org")
    alarms.tick(real, MONDAY - MINUTE)
    alarms.tick(real, MONDAY)
    return real


def test_an_alarm_by_sms_is_answered_by_sms(house, rung, sms, postbox, raw) -> None:
    assert texts(postbox) == ["Test alarm of Uitweg: is somebody there? Answer OK."]
    assert not house.outreach.gate.care_is_ready(MONDAY)
    assert replies.receive(rung, sms("Ok!", sender=PHONE), MONDAY + 3 * MINUTE) is None
    assert rows(rung, "select count(*) from conversations") == [(0,)]
    assert not any(raw().values())
    alarms.tick(rung, MONDAY + 4 * MINUTE)
    assert house.outreach.gate.care_is_ready(MONDAY + 4 * MINUTE)
    assert not alarms.due(rung, Actor("n", "N", "care_worker", "night"), MONDAY + 4 * MINUTE)
    for hours in range(24 * 6):
        alarms.tick(rung, MONDAY + hours * HOUR)
    assert len(texts(postbox)) == 1
    alarms.tick(rung, MONDAY + timedelta(days=7))
    assert len(texts(postbox)) == 2


def test_it_is_repeated_once_and_then_the_coordinator_hears(rung, post, postbox, sms) -> None:
    for quarter in range(4 * 24):
        alarms.tick(rung, MONDAY + quarter * 15 * MINUTE)
        if quarter == 16:
            assert len(texts(postbox)) == 2
    assert len(texts(postbox)) == 2
    assert posting.send(rung, MONDAY + 24 * HOUR) == 1
    (letter,) = post.messages
    assert (letter["To"], letter["Subject"]) == (
        "chief@example.org",
        "Uitweg: nobody answered the test alarm",
    )
    assert PHONE not in letter.get_content()
    # Better late than never: it still counts, and makes no conversation.
    assert replies.receive(rung, sms("ja", sender=PHONE), MONDAY + 30 * HOUR) is None
    assert rows(rung, "select count(*) from conversations") == [(0,)]


@pytest.mark.parametrize("text", ["ok", "OK.", "Ja", "yes", "1", "oké 👍", " ja\n", "JA!!"])
def test_a_short_yes_is_an_answer(text) -> None:
    assert alarms.is_yes(text)


@pytest.mark.parametrize(
    "text",
    ["", "nee", "ja ik wil hulp", "ok stop", "stop", "112", "10", "help", CRY, "ja, ik kan niet"],
)
def test_all_else_is_a_reply_like_everybodys(text) -> None:
    assert not alarms.is_yes(text)


def test_a_cry_from_the_duty_phone_is_a_cry(rung, sms, cast) -> None:
    said = replies.receive(rung, sms(CRY, sender=PHONE), MONDAY + MINUTE)
    assert "112" in said
    assert len(inbox.unclaimed_crises(rung, cast["night-1"])) == 1


def test_a_yes_of_somebody_else_or_without_an_alarm_is_a_reply(rung, real, sms) -> None:
    replies.receive(rung, sms("ok", sender=ANNE), MONDAY + MINUTE)
    replies.receive(rung, sms("ok", sender=PHONE), MONDAY + 2 * MINUTE)
    replies.receive(rung, sms("ok", sender=PHONE), MONDAY + 3 * MINUTE)  # it was answered
    assert rows(rung, "select count(*) from conversations") == [(2,)]


def test_an_answer_on_the_page_ends_the_texts(rung, cast, postbox) -> None:
    alarms.answer(rung, cast["night-1"], MONDAY + MINUTE)
    for hours in range(48):
        alarms.tick(rung, MONDAY + hours * HOUR)
    assert len(texts(postbox)) == 1


def test_only_whoever_is_open_day_and_night_is_texted(real, cast, postbox) -> None:
    duty.save(real, cast["tactus-coordinator"], Duty(duty_phone=PHONE), MONDAY - HOUR)
    alarms.tick(real, MONDAY)
    assert texts(postbox) == []


def test_a_start_later_in_the_week_wakes_nobody(real, postbox) -> None:
    on_duty(real, MONDAY, duty_phone=PHONE)
    alarms.tick(real, MONDAY + timedelta(days=2, hours=16))  # Thursday, 03:00
    assert texts(postbox) == []


@pytest.mark.parametrize(
    ("outcomes_", "sent", "why"),
    [
        ([NotTaken(1.0), Accepted("SM1")], 2, "surely not taken: tried again soon"),
        ([Unclear()], 1, "it may have it: the repeat is for that"),
        ([Refused("21610")], 0, "it will take none to that number"),
    ],
)
def test_what_the_carrier_says_is_heard(real, postbox, post, outcomes_, sent, why) -> None:
    on_duty(real, MONDAY - HOUR, duty_phone=PHONE, coordinator_email="chief@example.org")
    postbox.outcomes = outcomes_
    now = MONDAY
    while now < MONDAY + 9 * HOUR:
        alarms.tick(real, now)
        now += 5 * MINUTE
    assert len(texts(postbox)) == sent, why
    assert posting.send(real, now) == 1  # nobody answered, whatever the reason


def test_a_phone_that_said_stop_gets_no_alarm_and_the_coordinator_is_told(
    real, sms, postbox, post
) -> None:
    on_duty(real, MONDAY - HOUR, duty_phone=PHONE, coordinator_email="chief@example.org")
    alarms.tick(real, MONDAY)
    replies.receive(real, sms("STOP", sender=PHONE), MONDAY + MINUTE)
    for hours in range(24):
        alarms.tick(real, MONDAY + hours * HOUR)
    alarms.tick(real, MONDAY + timedelta(days=7))
    assert len(texts(postbox)) == 1  # before it said so
    assert posting.send(real, MONDAY + timedelta(days=7)) >= 1


def test_a_yes_in_a_talk_is_also_read_there(house, rung, sms, cast) -> None:
    replies.receive(rung, sms("hulp", sender=PHONE), MONDAY + MINUTE)
    replies.receive(rung, sms("ja", sender=PHONE), MONDAY + 2 * MINUTE)
    replies_ = "select count(*) from entries where kind = 'reply' and conversation <> ''"
    assert rows(rung, replies_) == [(2,)]
    alarms.tick(rung, MONDAY + 3 * MINUTE)
    assert house.outreach.gate.care_is_ready(MONDAY + 3 * MINUTE)


def test_nobody_answers_an_alarm_that_was_refused(house, real, sms, postbox) -> None:
    on_duty(real, MONDAY - HOUR, duty_phone=PHONE)
    postbox.outcomes = [Refused("21610")]
    alarms.tick(real, MONDAY)
    replies.receive(real, sms("ja", sender=PHONE), MONDAY + MINUTE)
    assert rows(real, "select count(*) from conversations") == [(1,)]
    alarms.tick(real, MONDAY + 2 * MINUTE)
    assert not house.outreach.gate.care_is_ready(MONDAY + 2 * MINUTE)


def test_a_kill_before_the_carrier_answers_sends_no_text_twice(real, postbox, monkeypatch) -> None:
    on_duty(real, MONDAY - HOUR, duty_phone=PHONE)

    def killed(_message: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(postbox, "send", killed)
        with pytest.raises(SystemExit):
            alarms.tick(real, MONDAY)
    alarms.tick(real, MONDAY + MINUTE)
    assert texts(postbox) == []
    alarms.tick(real, MONDAY + 4 * HOUR)
    assert len(texts(postbox)) == 1


@pytest.mark.parametrize(
    ("moment", "last"),
    [
        ("2026-03-02 10:59", "2026-02-23 11:00"),  # a minute early: last week's
        ("2026-03-02 11:00", "2026-03-02 11:00"),
        ("2026-03-08 23:59", "2026-03-02 11:00"),
        ("2026-03-30 11:30", "2026-03-30 11:00"),  # the clock went forward the day before
    ],
)
def test_the_hour_is_the_one_on_the_wall(moment, last) -> None:
    when, expected = (datetime.fromisoformat(one) for one in (moment, last))
    found = ringing.hour(all_settings.Launch(), when.replace(tzinfo=AMSTERDAM))
    assert found == expected.replace(tzinfo=AMSTERDAM)


def test_the_alarm_fits_one_segment_in_both_languages(desk) -> None:
    from carrier.segments import measure
    from helpdesk import letters

    for language in ("nl", "en"):
        speaking = desk.settings.house.model_copy(update={"language": language})
        settings = desk.settings.model_copy(update={"house": speaking})
        assert measure(letters.sms(settings)).segments == 1


def test_the_example_s_addresses_lead_nowhere(desk) -> None:
    def names(tx: Any, _: object) -> list[dict[str, Any]]:
        return tx.partners.all_of()

    for row in desk.db.write(each(names), None):
        assert row["duty_phone"] == row["duty_webhook"] == ""
        assert row["duty_email"].endswith("example.org") or row["duty_email"] == ""
