"""A coordinator's own texts: checked before they stand, sent to whom is routed there, undone."""

from datetime import timedelta

import pytest

from helpdesk import inbox, replies, saying, targets, texts, wordings
from problem import Forbidden, Problem
from tests.helpdesk.conftest import ANNE, BO, STRANGER, rows
from trust.access import Actor

CRISIS = "Nu gevaar? Bel {emergency}. Praten: {suicide}."
HELP = "Dank je. We schrijven je uiterlijk {day}."


@pytest.fixture
def coordinator(cast) -> Actor:
    return cast["tactus-coordinator"]


@pytest.fixture
def says(desk, coordinator, noon):
    """`says("help", "...")`: Tactus puts a text of its own in the place of ours."""

    def write(kind: str, template: str, language: str = "nl") -> None:
        wordings.write(desk, coordinator, kind, language, template, noon)

    return write


def stands(desk, actor, kind, language="nl"):
    every = wordings.all_of(desk, actor)
    return next(one for one in every if (one.kind, one.language) == (kind, language))


def test_every_text_in_every_language_is_there_to_be_changed(desk, coordinator):
    listed = {(one.kind, one.language) for one in wordings.all_of(desk, coordinator)}
    assert listed == {(kind, language) for kind in texts.KINDS for language in texts.LANGUAGES}
    assert all(one.template == one.standard for one in wordings.all_of(desk, coordinator))


def test_a_changed_text_stands_with_who_changed_it_and_when(desk, coordinator, says, noon):
    says("help", f"  {HELP}\n")
    now = stands(desk, coordinator, "help")
    assert (now.template, now.changed_by, now.changed) == (HELP, coordinator.name, noon)
    assert now.standard == texts.template("help", "nl")
    assert stands(desk, coordinator, "help", "en").changed_by == ""


def test_the_standard_text_comes_back(desk, coordinator, says, noon):
    says("help", HELP)
    wordings.reset(desk, coordinator, "help", "nl", noon)
    assert stands(desk, coordinator, "help").template == texts.template("help", "nl")


def test_the_standard_text_is_not_kept_as_ones_own(desk, says):
    says("help", HELP)
    says("help", texts.template("help", "nl"))
    assert rows(desk, "select count(*) from texts") == [(0,)]


def test_the_trail_tells_of_each_change_once_and_holds_no_text(desk, coordinator, says, noon):
    says("help", HELP)
    says("help", HELP)  # a double click
    wordings.reset(desk, coordinator, "help", "nl", noon)
    wordings.reset(desk, coordinator, "help", "nl", noon)
    told = rows(desk, "select actor, action, subject, detail from trail order by seq")
    assert [one[:3] for one in told] == [
        (coordinator.id, "text.written", "help nl"),
        (coordinator.id, "text.reset", "help nl"),
    ]
    assert not any("schrijven" in detail for *_, detail in told)


@pytest.mark.parametrize("who", ["tactus-1", "lead-1", "observer", "privacy-care", "operator"])
def test_nobody_but_a_coordinator_reads_or_changes_texts(desk, cast, who, noon):
    for deed in (
        lambda: wordings.all_of(desk, cast[who]),
        lambda: wordings.write(desk, cast[who], "help", "nl", HELP, noon),
        lambda: wordings.reset(desk, cast[who], "help", "nl", noon),
        lambda: wordings.preview(desk, cast[who], "help", "nl", HELP, noon),
    ):
        with pytest.raises(Forbidden):
            deed()
    assert rows(desk, "select count(*) from texts") == [(0,)]


def test_a_coordinator_of_no_organisation_is_told_what_to_do(desk, noon):
    nowhere = Actor("x", "X", "coordinator", organisation="gone")
    with pytest.raises(Problem, match="Ask the operator"):
        wordings.write(desk, nowhere, "help", "nl", HELP, noon)


@pytest.mark.parametrize(
    "kind, template, sentence",
    [
        ("help", "", "can't be empty"),
        ("help", "   ", "can't be empty"),
        ("help", "Tot {day}. Dag {naam}.", "{naam} can't be filled in here.*{day}, {partner}"),
        ("crisis", CRISIS + " {partner}", "{partner} can't be filled in"),
        ("help", "Tot {day} {", "A brace stands alone"),
        ("help", "Tot {day} }", "A brace stands alone"),
        ("help", "Tot {{day}}", "A brace stands alone"),
        ("help", "Tot {day} {}", "A brace stands alone"),
        ("help", "Tot {day.year}", "A brace stands alone"),
        ("help", "Tot {day!r}", "A brace stands alone"),
        ("help", "We schrijven je snel.", "{day} has to stay"),
        ("crisis", "Praten: {suicide}.", "{emergency} has to stay"),
        ("crisis", "Bel {emergency}.", "{suicide} or {suicide_free} has to stay"),
        ("follow_up", "Bel {emergency}.", "{suicide} or {suicide_free} has to stay"),
        ("question", "We zijn echt.", "{address} has to stay"),
        ("children", "Bel de lijn voor kinderen.", "{children} has to stay"),
        ("violence", "Bel.", "{violence} has to stay"),
        ("start", "Minder drugs", "“drugs” may harm"),
        ("start", "Bel 0800-0113", "“0800-0113” looks like a phone number"),
        ("start", "Zie tactus.nl", "“tactus.nl” looks like a link"),
        ("start", "a" * 460, "up to 4 segments, and 3 is the most"),
        ("start", "Dat is ï" * 26, "up to 4 segments"),
        ("alert", "We waarschuwen iemand. " * 8, "up to 2 segments. It is added to another text"),
    ],
)
def test_a_wrong_text_is_refused_with_what_to_do(desk, says, kind, template, sentence):
    with pytest.raises(Problem, match=sentence):
        says(kind, template)
    assert rows(desk, "select count(*) from texts") == [(0,)]


def test_length_is_measured_with_the_longest_day_and_hours(says):
    filled = "Tot donderdag 10 september. maandag t/m vrijdag 8:30-17:00, niet op feestdagen. "
    room = 459 - len(filled)  # three segments of 153
    says("help", "Tot {day}. {opening}. " + "a" * room)
    with pytest.raises(Problem, match="up to 4 segments"):
        says("help", "Tot {day}. {opening}. " + "a" * (room + 1))


def test_an_organisation_whose_name_gives_it_away_is_not_named(desk, coordinator, says):
    with desk.db.read() as session:
        session.connection.execute(
            "update partners set name = 'Verslavingszorg Oost' where id = 'tactus'"
        )
    with pytest.raises(Problem, match="“verslavingszorg” may harm"):
        says("help", "{partner} schrijft je uiterlijk {day}.")
    says("help", HELP)  # without the name it may


def test_the_preview_shows_real_values_and_keeps_what_is_wrong_in_sight(desk, coordinator, noon):
    def shown(kind, template):
        return wordings.preview(desk, coordinator, kind, "nl", template, noon)

    right = shown("help", "{partner} ({opening}) schrijft uiterlijk {day}. Gevaar: {emergency}")
    assert right.said == (
        "Tactus (voorbeeld) (maandag t/m vrijdag 8:30-17:00) schrijft uiterlijk "
        "woensdag 4 maart. Gevaar: 112"
    )
    assert right.names_partner
    assert "niet op feestdagen" in right.longest
    wrong = shown("crisis", "{partner} {onzin} {")
    assert wrong.said == "{partner} {onzin} {"
    assert shown("start", "Zoë").culprits == ("ë",)


def test_who_is_routed_there_gets_the_organisations_own_text(desk, sms, says, noon):
    says("help", "{partner} schrijft je uiterlijk {day}. Open: {opening}.")
    said = replies.receive(desk, sms("ik wil hulp"), noon)
    assert said == (
        "Tactus (voorbeeld) schrijft je uiterlijk woensdag 4 maart. "
        "Open: maandag t/m vrijdag 8:30-17:00."
    )


def test_everybody_else_gets_the_standard_text(desk, sms, says, noon):
    says("help", HELP)
    says("opt_out", "Goed, dan niet.")
    elsewhere = replies.receive(desk, sms("ik wil hulp", sender=STRANGER), noon)
    assert elsewhere.startswith("Fijn dat je schrijft")  # routed to another organisation
    english = replies.receive(desk, sms("I need help", sender=BO), noon)
    assert english.startswith("Good that you wrote")  # changed in Dutch alone
    assert replies.receive(desk, sms("STOP"), noon) == texts.fill("opt_out", "nl")  # routed nowhere


def test_what_is_added_to_a_crisis_is_the_organisations_own_too(desk, sms, says, noon):
    says("crisis", CRISIS)
    says("alert", "{partner} krijgt nu een seintje.")
    said = replies.receive(desk, sms("ik wil dood"), noon)
    assert said == "Nu gevaar? Bel 112. Praten: 113. Tactus (voorbeeld) krijgt nu een seintje."


def test_texts_of_two_organisations_stay_apart(desk, sms, says, cast, noon):
    says("help", HELP)
    night = Actor("n", "N", "coordinator", organisation="night")
    wordings.write(desk, night, "help", "nl", "Tot {day}.", noon)
    assert replies.receive(desk, sms("ik wil hulp"), noon).startswith("Dank je.")
    assert replies.receive(desk, sms("ik wil hulp", sender=STRANGER), noon).startswith("Tot ")


def test_a_text_that_can_no_longer_be_filled_gives_way_to_the_standard_one(
    desk, sms, says, noon, caplog
):
    says("help", HELP)
    with desk.db.read() as session:
        session.connection.execute("update texts set template = 'Tot {gone} {day}'")
    assert replies.receive(desk, sms("ik wil hulp"), noon).startswith("Fijn dat je schrijft")
    assert "could not be filled" in caplog.text
    assert "gone" not in caplog.text


def test_that_a_care_worker_reads_is_said_in_the_organisations_words(desk, sms, says, cast, noon):
    says("reading", "Er leest nu iemand mee.")
    replies.receive(desk, sms("ik wil dood"), noon)
    one = inbox.waiting(desk, cast["tactus-1"], noon)[0]
    inbox.claim(desk, cast["tactus-1"], one.id, noon)
    opened = inbox.open(desk, cast["tactus-1"], one.id, noon)
    assert "Er leest nu iemand mee." in [entry.text for entry in opened.entries]


def test_who_left_somebody_waiting_says_so_in_its_own_words(desk, sms, says, cast, noon):
    says("follow_up", "Nog niet gelukt. Bel {suicide}, bij gevaar {emergency}.")
    replies.receive(desk, sms("ik wil dood", sender=ANNE), noon)
    targets.tick(desk, noon + timedelta(minutes=6))
    told = [
        desk.vault.open(sealed, "text")
        for (sealed,) in rows(desk, "select text_sealed from entries where kind = 'automatic'")
    ]
    assert "Nog niet gelukt. Bel 113, bij gevaar 112." in told


def test_the_first_words_after_a_silence_are_the_organisations_own(desk, says, noon):
    says("can_you_talk", "Hoi, ben je even alleen?")
    assert saying.neutral(desk, "tactus", "nl", noon) == "Hoi, ben je even alleen?"
    assert saying.neutral(desk, "night", "nl", noon) == texts.template("can_you_talk", "nl")
