"""A note outlives everything, is read in once, and says later what could not be said at once."""

import errno
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from carrier.base import Inbound
from helpdesk import fallback, inbox, notes, outbox, replies
from helpdesk.fallback import Fallback
from helpdesk.notes import Note
from tests.helpdesk.conftest import ANNE, BO, STRANGER, rows
from tests.helpdesk.test_replies import is_stopped, nobody

CRISIS = "ik wil dood"


@pytest.fixture
def folder(house, desk):
    return notes.of(house.data, desk.vault)


@pytest.fixture
def taking(folder, desk):
    return Fallback(folder, desk.settings)


@pytest.fixture
def away(desk, sms, taking, noon):
    """`away(text, minutes)`: somebody writes while all but the fallback is down."""

    def write(text, minutes=0, carrier_id="", **values):
        moment = noon + timedelta(minutes=minutes)
        return fallback.take(taking, sms(text, carrier_id=carrier_id, **values), moment)

    return write


def sent(desk, postbox, now):
    """What reaches phones once the outbox has its turn."""
    while outbox.tick(desk, now):
        pass
    return [message.text for message in postbox.taken]


def files(folder):
    return sorted(file.name for file in folder.folder.iterdir())


def refuse(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


# Taking


def test_the_same_reply_twenty_times_at_once_is_one_note_and_one_answer(taking, folder, sms, noon):
    same = sms(CRISIS)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda n: fallback.take(taking, same, noon), range(20)))
    assert len(answers) == 20 and len(set(answers)) == 1 and "112" in answers[0]
    assert len(files(folder)) == 1


def test_what_can_t_be_answered_is_taken_down_all_the_same(
    taking, folder, sms, noon, monkeypatch, caplog
):
    def fail(*_):
        raise KeyError(CRISIS)

    monkeypatch.setattr(fallback, "_at_once", fail)
    assert fallback.take(taking, sms(CRISIS), noon) is None
    assert len(files(folder)) == 1
    assert "KeyError" in caplog.text and CRISIS not in caplog.text


def test_the_first_note_of_a_reply_stands(folder, sms, noon):
    first = Note(sms("hulp"), noon, "")
    assert notes.keep(folder, first) == first
    assert notes.keep(folder, replace(first, moment=noon + timedelta(minutes=1))) == first


@pytest.mark.parametrize(
    "inbound",
    [
        Inbound("SM1", ANNE, "+3197000000000", "hulp\n", 2, "STOP"),
        Inbound("SM1", "Vodafone", "", ""),
        Inbound("SM\ud800\x00", "\ud83d", "", "\x00 \ud83d \ufffd" + "x" * 10_000),
    ],
)
def test_a_note_keeps_all_that_was_posted(folder, inbound, noon):
    notes.keep(folder, Note(inbound, noon, "gezegd"))
    ((_, found),) = notes.waiting(folder)
    assert found == Note(inbound, noon, "gezegd")


def test_a_note_tells_nothing_to_whoever_reads_the_folder(folder, away):
    away("mijn geheim", carrier_id="SMabcdef")
    (file,) = folder.folder.iterdir()
    told = file.name.encode() + file.read_bytes()
    for secret in (b"geheim", ANNE[1:].encode(), b"SMabcdef"):
        assert secret not in told
    assert file.stat().st_mode & 0o077 == folder.folder.stat().st_mode & 0o077 == 0


def test_a_note_is_on_disk_with_its_name_before_it_is_acknowledged(folder, away, monkeypatch):
    deeds = []
    really = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (deeds.append(_name_of(fd)), really(fd))[1])
    away("hulp")
    whole, *folders = reversed(deeds)
    assert whole == str(folder.folder)  # the name of the note, last of all
    assert folders[0].startswith(f"{folder.folder}/") and folders[0].endswith(notes.NEW)
    assert str(folder.folder.parent) in folders  # the folder itself, the first time


def _name_of(handle):
    return os.readlink(f"/proc/self/fd/{handle}")


@pytest.mark.parametrize("deed", ["fsync", "open", "link"])
def test_a_disk_that_refuses_is_no_note(folder, away, monkeypatch, deed):
    folder.folder.mkdir()
    with monkeypatch.context() as broken:
        broken.setattr(os, deed, refuse)
        with pytest.raises(OSError, match="No space"):
            away("hulp")
    assert files(folder) == []
    away("hulp")
    assert len(files(folder)) == 1


def test_what_a_kill_left_half_written_is_swept_and_is_no_reply(folder, away, desk, noon):
    away("hulp")
    old, young = (folder.folder / f"{name}{notes.NEW}" for name in ("old", "young"))
    for file in (old, young):
        file.write_text("half a no")
    os.utime(old, (1, 1))
    assert fallback.read_in(desk, folder, noon) == 1
    assert files(folder) == [young.name]
    assert rows(desk, "select count(*) from replies") == [(1,)]


def test_only_a_crisis_is_answered_at_once_and_nobody_is_said_to_be_alerted(away):
    said = away(CRISIS)
    assert "112" in said and "0800-0113" in said and "waarschuwen" not in said
    for text in ("hulp", "stop", "START", "wie zijn jullie", "", "flikker op"):
        assert away(text, sender=BO) is None


def test_the_crisis_text_comes_in_their_language(away):
    assert away("I want to kill myself").startswith("In danger now?")


def test_the_fallback_too_keeps_to_the_most_in_an_hour_and_answers_a_repeat_the_same(away):
    first = away(CRISIS, 0, "SM1")
    assert away(CRISIS, 10, "SM2")
    assert away("ik wil echt dood", 20, "SM3") is None
    assert away(CRISIS, 21, "SM1") == first
    assert away(CRISIS, 22, "SM4", sender=BO)
    assert away("ik wil nog steeds dood", 61, "SM5")


# Reading in


def test_a_note_is_received_as_if_it_came_at_its_moment(desk, away, folder, cast, noon):
    away("ik wil stoppen maar het lukt niet")
    later = noon + timedelta(minutes=40)
    assert fallback.read_in(desk, folder, later) == 1
    assert files(folder) == []
    (mine,) = inbox.waiting(desk, cast["tactus-1"], later)
    assert (mine.intent, mine.waiting_since) == ("help", noon)
    kinds = [(e.kind, e.moment) for e in inbox.open(desk, cast["tactus-1"], mine.id, later).entries]
    assert kinds == [("reply", noon), ("automatic", later)]
    assert fallback.read_in(desk, folder, later) == 0


def test_what_the_answer_would_have_been_is_sent_once(desk, away, folder, postbox, sms, noon):
    away("hulp", carrier_id="SM1")
    later = noon + timedelta(minutes=5)
    fallback.read_in(desk, folder, later)
    (text,) = sent(desk, postbox, later)
    assert "uiterlijk woensdag 4 maart" in text
    away("hulp", carrier_id="SM1")  # the carrier, once more
    assert fallback.read_in(desk, folder, later) == 1
    assert replies.receive(desk, sms("hulp", carrier_id="SM1"), later) == text
    assert sent(desk, postbox, later) == [text]
    assert rows(desk, "select count(*) from replies") == [(1,)]
    assert rows(desk, "select count(*) from entries where kind = 'automatic'") == [(1,)]


def test_notes_are_read_in_the_order_in_which_they_came(desk, away, folder, house, noon):
    away("START", 2)
    away("stop", 1)
    away("hulp", 3)
    fallback.read_in(desk, folder, noon + timedelta(minutes=9))
    assert rows(desk, "select * from silenced") == []
    assert is_stopped(house, ANNE)


def test_a_kill_between_the_commit_and_the_removal_changes_nothing(
    desk, away, folder, postbox, noon, monkeypatch
):
    away(CRISIS, carrier_id="SM1")
    away("hulp", carrier_id="SM2", sender=BO)
    with monkeypatch.context() as killed:
        killed.setattr(notes, "remove", lambda _: None)
        assert fallback.read_in(desk, folder, noon) == 2
    before = rows(desk, "select id from entries order by id")
    assert fallback.read_in(desk, folder, noon) == 2
    assert rows(desk, "select id from entries order by id") == before
    assert files(folder) == []
    assert len(sent(desk, postbox, noon)) == 2


def test_notes_stay_until_the_database_takes_them(desk, away, folder, noon, monkeypatch, caplog):
    amount = fallback.AT_ONCE + 9
    for n in range(amount):
        away(f"geheim {n}", sender=f"+316{n:08d}")
    tried = []

    def gone(*_):
        tried.append(1)
        raise RuntimeError("geheim")

    with monkeypatch.context() as broken:
        broken.setattr(replies, "receive_noted", gone)
        assert fallback.read_in(desk, folder, noon) == 0
    assert len(tried) == fallback.AT_ONCE  # not each of thousands, when it is the database
    assert "stays: RuntimeError" in caplog.text and "geheim" not in caplog.text
    assert len(files(folder)) == amount
    assert fallback.read_in(desk, folder, noon + timedelta(minutes=9)) == amount
    assert rows(desk, "select count(*) from replies") == [(amount,)]


def test_a_note_that_always_fails_keeps_no_other_waiting(desk, away, folder, noon, monkeypatch):
    for n in range(4):
        away("hulp", n, f"SM{n}")
    really = replies.receive_noted

    def picky(room, inbound, *rest):
        if inbound.carrier_id == "SM0":
            raise RuntimeError
        really(room, inbound, *rest)

    monkeypatch.setattr(replies, "receive_noted", picky)
    assert fallback.read_in(desk, folder, noon) == 3
    assert len(files(folder)) == 1


def test_the_gate_hears_of_a_stop_before_its_note_is_gone(
    desk, away, folder, house, noon, monkeypatch
):
    away("STOP")

    def crash(*_):
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(replies, "_tell_gate", crash)
        assert fallback.read_in(desk, folder, noon) == 0
    assert len(files(folder)) == 1 and not is_stopped(house, ANNE)
    assert fallback.read_in(desk, folder, noon) == 1
    assert is_stopped(house, ANNE)


@pytest.mark.parametrize("damage", [b"", b"half a no", b"\xff\xfe", b"AAAA" * 40])
def test_an_unreadable_note_is_kept_apart_and_said(desk, away, folder, noon, caplog, damage):
    away("hulp", 0)
    (bad,) = folder.folder.iterdir()
    bad.write_bytes(damage)
    away("hulp", 1, sender=BO)
    assert fallback.read_in(desk, folder, noon) == 1
    assert files(folder) == [bad.name + notes.UNREADABLE]
    assert (folder.folder / files(folder)[0]).read_bytes() == damage
    assert "somebody's reply is in it" in caplog.text and bad.name not in caplog.text
    caplog.clear()
    assert fallback.read_in(desk, folder, noon) == 0
    assert caplog.text == ""  # said when it was found, and at every start
    fallback.warn_of_unreadable(folder)
    assert "1 notes of the fallback address can't be read" in caplog.text


def test_all_notes_read_nothing_is_said(away, folder, caplog):
    with caplog.at_level(logging.DEBUG):
        fallback.warn_of_unreadable(folder)
        away("hulp")
        fallback.warn_of_unreadable(folder)
    assert caplog.text == ""


# What is said later


def test_of_a_crisis_only_that_somebody_is_alerted_is_left_to_say(
    desk, away, folder, postbox, cast, noon
):
    said = away(CRISIS)
    later = noon + timedelta(minutes=3)
    fallback.read_in(desk, folder, later)
    (text,) = sent(desk, postbox, later)
    assert "waarschuwen" in text and "112" not in text
    (mine,) = inbox.waiting(desk, cast["tactus-1"], later)
    shown = inbox.open(desk, cast["tactus-1"], mine.id, later).entries
    assert [(e.kind, e.text) for e in shown if e.kind in ("reply", "automatic")] == [
        ("reply", CRISIS),
        ("automatic", said),
        ("automatic", text),
    ]
    assert mine.due == later + timedelta(minutes=5)  # whoever is alerted now has five minutes


def test_nobody_is_said_to_be_alerted_later_when_nobody_is_there(desk, away, folder, postbox, noon):
    away(CRISIS)
    desk.db.write(nobody, None)
    fallback.read_in(desk, folder, noon)
    assert sent(desk, postbox, noon) == []


def test_a_crisis_goes_to_who_is_open_when_the_note_is_read(desk, away, folder, cast, noon):
    away(CRISIS)  # tactus is open now, and closed when we are there again
    night = noon.replace(hour=23)
    fallback.read_in(desk, folder, night)
    assert inbox.waiting(desk, cast["tactus-1"], night) == []
    assert inbox.waiting(desk, cast["night-1"], night)[0].waiting_since == noon


def test_after_hours_only_a_crisis_is_still_answered(desk, away, folder, postbox, noon):
    away("hulp", 0, "SM1")
    away("STOP", 0, "SM2", sender=STRANGER)
    away(CRISIS, 0, "SM3", sender=BO)
    late = noon + timedelta(hours=4)  # 17:00 in Zwolle
    fallback.read_in(desk, folder, late)
    assert len(rows(desk, "select * from replies")) == 3
    (text,) = sent(desk, postbox, late)
    assert postbox.taken[0].to == BO and "112" not in text


def test_a_bare_stop_is_confirmed_and_still_needs_nobody(
    desk, away, folder, postbox, cast, house, noon
):
    away("STOP")
    fallback.read_in(desk, folder, noon)
    (text,) = sent(desk, postbox, noon)
    assert text.startswith("Goed, we sturen je niets meer")
    assert is_stopped(house, ANNE)
    assert inbox.waiting(desk, cast["tactus-1"], noon) == []
    replies.receive(desk, Inbound("SM9", ANNE, "", "wie is dit"), noon + timedelta(hours=5))
    assert len(inbox.waiting(desk, cast["tactus-1"], noon)) == 1


def test_a_stop_that_came_since_keeps_the_answer_back(desk, away, folder, postbox, sms, noon):
    away("hulp", 0)
    replies.receive(desk, sms("STOP"), noon + timedelta(minutes=1))
    fallback.read_in(desk, folder, noon + timedelta(minutes=2))
    assert sent(desk, postbox, noon + timedelta(minutes=2)) == []


def test_a_start_that_a_stop_overtook_takes_nothing_back(desk, away, folder, postbox, sms, noon):
    replies.receive(desk, sms("STOP"), noon - timedelta(hours=2))
    away("START", 0)
    replies.receive(desk, sms("STOP"), noon + timedelta(minutes=1))
    fallback.read_in(desk, folder, noon + timedelta(minutes=2))
    assert len(rows(desk, "select * from silenced")) == 1
    assert sent(desk, postbox, noon + timedelta(minutes=2)) == []


def test_what_the_first_address_stored_but_could_not_answer_is_said_once(
    desk, away, folder, postbox, sms, noon
):
    text = replies.receive(desk, sms("hulp", carrier_id="SM1"), noon)  # and the answer got lost
    away("hulp", carrier_id="SM1")
    for _ in range(2):
        fallback.read_in(desk, folder, noon + timedelta(minutes=1))
    assert sent(desk, postbox, noon + timedelta(minutes=1)) == [text]
    assert rows(desk, "select count(*) from entries where kind = 'automatic'") == [(1,)]


def test_whoever_cannot_be_texted_gets_nothing_queued(desk, away, folder, noon):
    away("ik wil praten", sender="Vodafone")
    fallback.read_in(desk, folder, noon)
    assert rows(desk, "select intent from replies") == [("help",)]
    assert rows(desk, "select * from answers") == []


def test_many_notes_of_one_machine_are_answered_twice(desk, away, folder, postbox, sms, noon):
    for n in range(40):
        away("hulp", n * 3)
    later = noon + timedelta(hours=2)
    fallback.read_in(desk, folder, later)
    assert len(sent(desk, postbox, later)) == 2
    # What was said late counts from when it was said.
    assert replies.receive(desk, sms("hulp"), later + timedelta(minutes=50)) is None
    assert replies.receive(desk, sms("hulp"), later + timedelta(minutes=61))
