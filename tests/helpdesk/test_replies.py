"""A reply is stored once and durably, understood, answered without harm, and told to the gate."""

import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from gate import stops
from helpdesk import inbox, replies, triage
from helpdesk.state import HELP
from tests.engines import open_database
from tests.helpdesk.conftest import ANNE, BO, CAS, STRANGER, rows

ROOT = Path(__file__).parents[2]


def intents(room):
    return [
        row[0] for row in rows(room, "select intent from replies order by received, carrier_id")
    ]


def listed(room, cast, now, who="tactus-1"):
    return inbox.waiting(room, cast[who], now)


def is_stopped(house, number):
    with house.gate.db.read() as session:
        found = session.stops.of(persons=[stops.cut_index(house.gate, number)])
    return any(row["campaign"] == stops.STOP for row in found)


def test_a_request_for_help_reaches_a_partner_and_names_the_day(desk, sms, cast, noon):
    answer = replies.receive(desk, sms("ik wil stoppen maar het lukt niet"), noon)
    assert "uiterlijk woensdag 4 maart" in answer
    (mine,) = listed(desk, cast, noon)
    assert (mine.intent, mine.urgency, mine.municipality) == ("help", 1, "Zwolle")
    assert mine.number == "•••78"
    assert listed(desk, cast, noon, "night-1") == []


@pytest.mark.parametrize(
    "day, said",
    [
        ("2026-03-06", "maandag 9 maart"),  # Friday: the weekend is no working day
        ("2026-04-03", "dinsdag 7 april"),  # Good Friday works; Easter Monday doesn't
        ("2026-12-24", "maandag 28 december"),  # Christmas is Friday and Saturday
    ],
)
def test_the_day_by_which_somebody_answers_is_a_working_day(desk, sms, noon, day, said):
    year, month, date = map(int, day.split("-"))
    answer = replies.receive(desk, sms("hulp"), noon.replace(year=year, month=month, day=date))
    assert said in answer


def test_a_repeat_gets_the_same_answer_and_changes_nothing(desk, sms, noon, raw):
    first = sms("hulp")
    answers = [replies.receive(desk, first, noon + timedelta(minutes=m)) for m in range(4)]
    assert len(set(answers)) == 1
    assert rows(desk, "select count(*) from replies") == [(1,)]
    assert rows(desk, "select count(*) from entries") == [(2,)]
    assert raw()["replies"] == raw()["help_requests"] == 1


def test_the_same_reply_twenty_times_at_once_is_one_reply(desk, sms, noon, raw):
    same = sms("ik wil stoppen")
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: replies.receive(desk, same, noon), range(20)))
    assert len(answers) == 20 and len(set(answers)) == 1 and answers[0]
    assert rows(desk, "select count(*) from replies") == [(1,)]
    assert rows(desk, "select count(*) from conversations") == [(1,)]
    assert raw()["replies"] == 1


def test_many_at_once_from_one_person_make_one_conversation(desk, sms, noon):
    texts = [sms(f"hulp nodig {n}") for n in range(12)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda one: replies.receive(desk, one, noon), texts))
    assert rows(desk, "select count(*) from replies") == [(12,)]
    assert rows(desk, "select count(*) from conversations") == [(1,)]
    assert rows(desk, "select count(*) from replies where automatic <> ''") == [(2,)]  # loop guard


def test_a_stop_reaches_the_gate_and_needs_nobody(house, desk, sms, cast, noon, raw):
    assert not is_stopped(house, ANNE)
    answer = replies.receive(desk, sms("STOP"), noon)
    assert answer.startswith("Goed, we sturen je niets meer")
    assert is_stopped(house, ANNE)
    assert listed(desk, cast, noon) == []
    assert raw()["opt_outs"] == 1
    assert rows(desk, "select gate_done, number_sealed from replies") == [(True, "")]


def test_a_stop_with_more_in_it_is_read_by_a_person(house, desk, sms, cast, noon):
    replies.receive(desk, sms("stop. maar hoe komen jullie aan mijn nummer"), noon)
    assert is_stopped(house, ANNE)
    assert [one.intent for one in listed(desk, cast, noon)] == ["opt_out"]


def test_after_a_stop_no_automatic_texts_but_a_person_sees_it(desk, sms, cast, noon):
    replies.receive(desk, sms("stop"), noon)
    later = noon + timedelta(days=2)
    assert replies.receive(desk, sms("wie zijn jullie eigenlijk"), later) is None
    assert len(listed(desk, cast, later)) == 1
    assert replies.receive(desk, sms("stop"), later) is None  # said once is enough


def test_start_takes_it_back_and_says_so(house, desk, sms, noon):
    replies.receive(desk, sms("stop"), noon)
    assert "weer antwoord" in replies.receive(desk, sms("START"), noon + timedelta(hours=2))
    assert replies.receive(desk, sms("wie is dit"), noon + timedelta(hours=4))
    assert is_stopped(house, ANNE)  # answers come through again, campaigns never


def test_a_crisis_breaks_through_silence_and_loop_guard(desk, sms, noon):
    for text in ("hulp", "help", "stop"):
        replies.receive(desk, sms(text), noon)
    answer = replies.receive(desk, sms("ik wil dood"), noon)
    assert "112" in answer and "0800-0113" in answer
    assert replies.receive(desk, sms("ik wil dood"), noon + timedelta(minutes=1)) is None


def test_the_loop_guard_stops_two_machines_talking(desk, sms, noon):
    minutes = [noon + timedelta(minutes=m) for m in range(50)]
    answered = [a for m in minutes if (a := replies.receive(desk, sms("hulp"), m))]
    assert len(answered) == 2
    assert replies.receive(desk, sms("hulp"), noon + timedelta(hours=3))


def test_did_we_understand_you_is_asked_once_a_day(desk, sms, noon):
    assert "HULP" in replies.receive(desk, sms("blabla"), noon)
    assert replies.receive(desk, sms("blabla bla"), noon + timedelta(hours=5)) is None
    assert replies.receive(desk, sms("bla"), noon + timedelta(hours=25))


def test_nothing_is_said_to_an_insult_but_it_is_visible(desk, sms, cast, noon):
    assert replies.receive(desk, sms("flikker op"), noon) is None
    (seen,) = listed(desk, cast, noon)
    assert (seen.intent, seen.urgency) == ("hostile", 3)
    assert seen.due == noon.replace(day=6, hour=16)  # Friday 17:00: three working days


def test_a_wrong_person_is_never_texted_again(house, desk, sms, cast, noon):
    assert "Sorry" in replies.receive(desk, sms("verkeerd nummer"), noon)
    assert is_stopped(house, ANNE)
    assert listed(desk, cast, noon)[0].intent == "wrong_person"


def test_what_the_carrier_answered_we_dont_answer_as_well(house, desk, sms, noon):
    assert replies.receive(desk, sms("STOP", opt_out_type="STOP"), noon) is None
    assert is_stopped(house, ANNE)
    assert replies.receive(desk, sms("HELP", sender=BO, opt_out_type="HELP"), noon) is None


def test_the_carriers_own_stop_word_in_any_form_is_a_stop(house, desk, sms, noon):
    replies.receive(desk, sms("AFMELDING NU", opt_out_type="STOP"), noon)
    assert is_stopped(house, ANNE)
    assert intents(desk) == ["opt_out"]


@pytest.mark.parametrize("sender", [STRANGER, "Vodafone", "1234", "", "+31", "anonymous\x00"])
def test_whoever_writes_is_heard(desk, sms, cast, noon, sender, raw):
    replies.receive(desk, sms("ik wil praten", sender=sender), noon)
    assert rows(desk, "select intent, campaign from replies") == [("help", "")]
    assert rows(desk, "select partner from conversations where partner <> ''")
    assert raw().get("replies", 0) == 0


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "a\x00b", "\ud83d half an emoji", "x" * 10_000, "\ufffd" * 50]
)
def test_whatever_is_written_is_stored(desk, sms, cast, noon, text):
    replies.receive(desk, sms(text), noon)
    (mine,) = rows(desk, "select id, partner from conversations")
    shown = [e for e in inbox.open(desk, cast[f"{mine[1]}-1"], mine[0], noon).entries]
    assert shown[0].kind == "reply"
    assert len(shown[0].text) == len(text)


def test_pictures_are_said_not_to_arrive(desk, sms, noon):
    assert "Foto's" in replies.receive(desk, sms("", media=1), noon)


@pytest.mark.parametrize(
    "text, language, piece",
    [
        ("I need help", "en", "Good that you wrote"),
        ("ich brauche Hilfe", "de", "Gut, dass du schreibst"),
        ("potrzebuję pomocy", "pl", "piszesz"),
        ("yardıma ihtiyacım var", "tr", "Yazman"),
        ("أحتاج مساعدة", "ar", "جيد"),
        ("j'ai besoin d'aide", "fr", "Merci"),
        ("necesito ayuda", "es", "Gracias"),
    ],
)
def test_the_answer_is_in_the_senders_language(desk, sms, noon, text, language, piece):
    assert piece in replies.receive(desk, sms(text), noon)
    assert rows(desk, "select language from conversations") == [(language,)]


def test_a_short_text_is_answered_in_the_language_of_the_conversation(desk, sms, noon):
    replies.receive(desk, sms("I need help"), noon)
    assert "will not send" in replies.receive(desk, sms("stop"), noon)


def test_a_minor_gets_the_childrens_line(desk, sms, noon):
    assert "0800-0432" in replies.receive(desk, sms("ik ben 15 en wil stoppen"), noon)


def test_violence_at_home_gets_its_line(desk, sms, noon):
    assert "0800-2000" in replies.receive(desk, sms("help me, mijn man slaat me"), noon)


def test_a_reply_joins_the_open_conversation_and_makes_it_graver(desk, sms, cast, noon):
    replies.receive(desk, sms("wie is dit"), noon)
    replies.receive(desk, sms("ik wil niet meer leven"), noon + timedelta(minutes=5))
    (mine,) = listed(desk, cast, noon)
    assert (mine.intent, mine.urgency) == ("crisis", 0)
    assert mine.due == noon + timedelta(minutes=10)


def test_a_crisis_at_night_goes_to_whoever_is_open(desk, sms, cast, noon):
    night = noon.replace(hour=23)
    replies.receive(desk, sms("hulp"), noon)  # with tactus, closed by then
    replies.receive(desk, sms("ik wil dood"), night)
    assert listed(desk, cast, night) == []
    assert listed(desk, cast, night, "night-1")[0].intent == "crisis"


def test_a_closed_conversation_opens_again_where_it_was(desk, sms, cast, noon):
    replies.receive(desk, sms("hulp"), noon)
    (mine,) = listed(desk, cast, noon)
    inbox.claim(desk, cast["tactus-1"], mine.id, noon)
    inbox.close(desk, cast["tactus-1"], mine.id, inbox.OUTCOMES[0], noon)
    assert listed(desk, cast, noon) == []
    replies.receive(desk, sms("toch nog een vraag"), noon + timedelta(days=9))
    (again,) = listed(desk, cast, noon)
    assert again.id == mine.id and again.waiting_since == noon + timedelta(days=9)


def test_in_a_talk_with_a_human_the_machine_keeps_silent(desk, sms, cast, noon):
    replies.receive(desk, sms("hulp"), noon)
    (mine,) = listed(desk, cast, noon)
    inbox.claim(desk, cast["tactus-1"], mine.id, noon)
    assert replies.receive(desk, sms("ik wil echt stoppen"), noon + timedelta(hours=3)) is None
    assert "112" in replies.receive(desk, sms("ik wil dood"), noon + timedelta(hours=3))


def test_the_gate_hears_what_a_crash_kept_from_it(house, desk, sms, noon, raw, monkeypatch):
    def crash(*_):
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(replies, "_tell_gate", crash)
        with pytest.raises(RuntimeError):
            replies.receive(desk, sms("stop", carrier_id="SM1"), noon)
    assert not rows(desk, "select * from replies where gate_done")
    assert replies.settle(desk, noon) == 1
    assert is_stopped(house, ANNE)
    assert replies.settle(desk, noon) == 0
    assert raw()["opt_outs"] == 1


def test_a_repeat_after_a_crash_tells_the_gate_first(house, desk, sms, noon, monkeypatch):
    stop = sms("stop", sender=CAS)

    def crash(*_):
        raise RuntimeError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(replies, "_tell_gate", crash)
        with pytest.raises(RuntimeError):
            replies.receive(desk, stop, noon)
    assert replies.receive(desk, stop, noon)
    assert is_stopped(house, CAS)


def test_nothing_is_kept_in_the_clear(desk, sms, noon):
    secret = "mijn geheim is ik wil stoppen"
    replies.receive(desk, sms(secret), noon)
    for table in ("conversations", "entries", "replies"):
        for row in rows(desk, f"select * from {table}"):  # noqa: S608
            kept = " ".join(map(str, row))
            assert "geheim" not in kept and "wil stoppen" not in kept and "12345678" not in kept


KILLED = """
    import sys, itertools, threading
    from datetime import UTC, datetime
    from pathlib import Path
    import house, settings
    from carrier.base import Inbound
    from helpdesk import partners, replies
    from tests.engines import RAW

    room = house.build(settings.check(RAW), Path(sys.argv[1]), None).helpdesk
    partners.seed(room)
    numbers, lock = itertools.count(), threading.Lock()

    def post():
        while True:
            with lock:
                n = next(numbers)
            sms = Inbound(f"SM{n}", f"+316{n % 40:08d}", "+3197000000000", f"hulp {n}")
            replies.receive(room, sms, datetime.now(UTC))
            with lock:
                print(n, flush=True)

    for _ in range(8):
        threading.Thread(target=post).start()
"""


def test_nothing_acknowledged_is_missing_after_a_kill(tmp_path):
    program = [sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path / "data")]
    with subprocess.Popen(program, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        assert process.stdout
        seen = [process.stdout.readline()]
        began = time.monotonic()
        while time.monotonic() - began < 1.5:
            seen.append(process.stdout.readline())
        process.kill()
        seen += process.stdout.read().splitlines()
    acknowledged = {f"SM{line.strip()}" for line in seen if line.strip().isdigit()}
    assert len(acknowledged) > 20
    database = open_database("care", tmp_path / "data")
    with database.read() as session:
        found = session.connection.execute("select carrier_id from replies").fetchall()
        orphans = session.connection.execute(
            "select count(*) from replies r left join entries e on e.id = r.entry "
            "where r.entry <> '' and e.id is null"
        ).fetchone()
    database.close()
    assert acknowledged <= {row[0] for row in found}
    assert orphans == (0,)


def test_figures_count_persons_so_nobody_can_drive_one_up(desk, sms, raw, noon):
    for minute in range(12):
        replies.receive(desk, sms(f"hulp nodig {minute}"), noon + timedelta(minutes=minute))
    assert raw()["replies"] == raw()["help_requests"] == 1


@pytest.mark.parametrize(
    "text, intent",
    [
        ("Start. Ik wil dood", "crisis"),
        ("HULP. begin", "help"),
        ("أبدا، أريد المساعدة", "help"),
        ("start. wie is dit", "question"),
        ("start, maar wat doen jullie dan precies", "question"),
    ],
)
def test_a_start_with_more_in_it_is_read_by_a_person(desk, sms, noon, text, intent):
    replies.receive(desk, sms(text), noon)
    assert rows(desk, "select intent from conversations") == [(intent,)]


def test_the_carriers_own_start_with_more_in_it_is_read_too(desk, sms, noon):
    replies.receive(desk, sms("ik wil dood", opt_out_type="START"), noon)
    assert rows(desk, "select intent from conversations") == [("crisis",)]


@pytest.mark.parametrize("text", ["YES", "hmm"])
def test_the_carriers_own_start_leaves_no_answer_unread(desk, sms, cast, noon, text):
    replies.receive(desk, sms("hulp"), noon)
    (mine,) = inbox.waiting(desk, cast["tactus-1"], noon)
    inbox.claim(desk, cast["tactus-1"], mine.id, noon)
    inbox.answer(desk, cast["tactus-1"], mine.id, "Komt het nu uit?", "1", noon)
    replies.receive(desk, sms(text, opt_out_type="START"), noon + timedelta(minutes=1))
    assert rows(desk, "select waiting_since is not null from conversations") == [(True,)]


def test_what_triage_fails_on_is_read_by_a_person(desk, sms, noon, monkeypatch, caplog):
    def fail(_text):
        raise ValueError("ik wil hulp")

    monkeypatch.setattr(triage, "read", fail)
    replies.receive(desk, sms("ik wil hulp"), noon)
    found = "select intent, urgency, waiting_since is not null from conversations"
    assert rows(desk, found) == [("other", HELP, True)]
    assert "could not be understood: ValueError" in caplog.text
    assert "hulp" not in caplog.text


@pytest.mark.parametrize("text", ["geen sms meer help", "afmelden papa", "meld me af politie"])
def test_a_stop_with_one_word_more_is_read_by_a_person(house, desk, sms, cast, noon, text):
    replies.receive(desk, sms(text), noon)
    assert is_stopped(house, ANNE)
    assert len(rows(desk, "select id from conversations")) == 1


def test_nobody_is_said_to_be_alerted_when_nobody_is_there(house, desk, sms, noon):
    assert "waarschuwen" in replies.receive(desk, sms("ik wil dood"), noon)
    desk.db.write(nobody, None)
    said = replies.receive(desk, sms("ik wil dood", sender=BO), noon)
    assert "112" in said and "0800-0113" in said and "waarschuwen" not in said


def nobody(tx, items):
    tx.connection.execute("delete from partners where id <> 'peers'")
    tx.connection.execute("update partners set hours = '1-5 09:00-10:00'")  # closed at noon
    return items


@pytest.mark.parametrize(
    "text, number",
    [
        ("ik ben 15 wie zijn jullie", "0800-0432"),
        ("ik ben 15 en snap dit niet goed", "0800-0432"),
        ("mijn man slaat me", "0800-2000"),
    ],
)
def test_whatever_else_it_is_a_minor_and_violence_get_their_number(desk, sms, noon, text, number):
    assert number in replies.receive(desk, sms(text), noon)


def test_violence_at_home_is_a_request_for_help(desk, sms, noon):
    replies.receive(desk, sms("mijn man slaat me"), noon)
    assert rows(desk, "select intent, urgency from conversations") == [("help", 1)]


def test_a_stop_gets_not_a_word_more(desk, sms, noon):
    assert "0800" not in replies.receive(desk, sms("stop ik ben 15"), noon)


def test_a_stop_is_confirmed_however_much_was_said_before(desk, sms, noon):
    for minute, text in enumerate(["hulp", "wie zijn jullie", "hulp nodig"]):
        replies.receive(desk, sms(text), noon + timedelta(minutes=minute))
    answers = [replies.receive(desk, sms("STOP"), noon + timedelta(minutes=m)) for m in (5, 6)]
    assert answers[0] and answers[1] is None


def test_what_may_be_a_crisis_is_given_the_numbers_and_read_soon(desk, sms, noon):
    text = "stop met die berichten, het maakt allemaal toch niks meer uit straks"
    assert "113" in replies.receive(desk, sms(text), noon)
    found = rows(desk, "select intent, urgency, flags from conversations")
    assert found == [("opt_out", HELP, "stop,worrying")]
