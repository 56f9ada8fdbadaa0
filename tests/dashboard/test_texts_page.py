"""The coordinator's page of automatic texts: what is written there is checked, shown and sent."""

import pytest

from dashboard.care import kinds
from helpdesk import partners, texts, wordings
from tests.dashboard.conftest import Opens, press, words

HELP = "Dank je. We schrijven je uiterlijk {day}."


@pytest.fixture
def page(opens: Opens, house):
    partners.seed(house.helpdesk)
    return lambda who="tactus-coordinator", **more: opens("texts", who, **more)


def field(app, kind: str, language: str = "nl"):
    return app.text_area(key=f"texts.written.{kind}.{language}")


def previews(app) -> str:
    return "".join(str(one.proto.body) for one in app.get("html"))


def in_language(app, code: str):
    app.selectbox(key="texts.language").select(code).run()
    assert not app.exception
    return app


def test_every_kind_has_a_name_and_says_when_it_is_sent() -> None:
    assert set(kinds.NAMES) == set(kinds.WHEN) == set(texts.KINDS)


@pytest.mark.parametrize("who", ["tactus-1", "lead-1", "observer", "privacy-care", "operator"])
def test_the_page_is_the_coordinators(page, who: str) -> None:
    assert "not for your role" in words(page(who))


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_each_language_shows_all_its_texts_with_a_preview_and_a_count(page, language: str) -> None:
    app = in_language(page(), language)
    shown = {one.key: one.value for one in app.text_area}
    assert shown == {
        f"texts.written.{kind}.{language}": texts.template(kind, language) for kind in texts.KINDS
    }
    assert previews(app).count(f'lang="{language}" dir="auto"') == len(texts.KINDS)
    assert words(app).count("At most") == len(texts.KINDS)
    assert not app.error and not app.warning


def test_arabic_is_written_from_the_right(page) -> None:
    app = page()
    assert "direction: rtl" not in previews(app)
    assert "direction: rtl" in previews(in_language(app, "ar"))


def test_a_saved_text_is_what_people_get(page, house, cast) -> None:
    app = page()
    field(app, "help").set_value(HELP).run()
    assert "Not saved yet." in words(app)
    press(app, "texts.save.help")
    assert "Saved. This is what people get from now on." in words(app)
    assert "Changed by Coordinator, today 13:00." in words(app)
    every = wordings.all_of(house.helpdesk, cast["tactus-coordinator"])
    assert [one.template for one in every if one.changed] == [HELP]
    assert field(page(), "help").value == HELP


def test_the_preview_and_the_count_follow_the_field(page) -> None:
    app = page()
    field(app, "help").set_value(HELP).run()
    assert "Dank je. We schrijven je uiterlijk woensdag 4 maart." in previews(app)
    assert "At most 58 characters, GSM-7, 1 segment" in words(app)
    field(app, "help").set_value(HELP + " Tot gauw, Zoë").run()
    assert "At most 72 characters, UCS-2, 2 segments" in words(app)
    assert "instead of 160 a segment: ë" in app.warning[0].value


def test_what_is_wrong_is_said_beside_the_field_and_not_saved(page, house, cast) -> None:
    app = page()
    field(app, "help").set_value("Tot {dag}").run()
    assert len(app.error) == 1
    assert r"\{dag\} can't be filled in here. You can use: \{day\}" in app.error[0].value
    press(app, "texts.save.help")
    assert len(app.error) == 1
    assert field(app, "help").value == "Tot {dag}"
    every = wordings.all_of(house.helpdesk, cast["tactus-coordinator"])
    assert not any(one.changed for one in every)


def test_the_name_of_the_organisation_comes_with_a_warning(page) -> None:
    app = page()
    field(app, "help").set_value("{partner} schrijft je uiterlijk {day}.").run()
    assert "would learn which organisation helps" in app.warning[0].value
    assert "Tactus (voorbeeld) schrijft je" in previews(app)


def test_what_is_written_is_shown_as_it_is(page) -> None:
    app = page()
    field(app, "start").set_value("<b>Hoi</b>").run()
    assert "&lt;b&gt;Hoi&lt;/b&gt;" in previews(app)


def test_the_standard_text_comes_back(page, house, cast, noon) -> None:
    wordings.write(house.helpdesk, cast["tactus-coordinator"], "help", "nl", HELP, noon)
    app = page()
    press(app, "texts.reset.help")
    assert field(app, "help").value == texts.template("help", "nl")
    every = wordings.all_of(house.helpdesk, cast["tactus-coordinator"])
    assert not any(one.changed for one in every)


def test_a_draft_is_kept_while_looking_at_another_language(page) -> None:
    app = page()
    field(app, "help").set_value(HELP).run()
    assert field(in_language(app, "en"), "help", "en").value == texts.template("help", "en")
    assert field(in_language(app, "nl"), "help").value == HELP
    assert "Not saved yet." in words(app)


def test_what_a_colleague_saves_meanwhile_is_shown_and_ones_own_words_are_not_lost(
    page, house, cast, noon
) -> None:
    app = page()
    field(app, "help").set_value("Mijn tekst, tot {day}.").run()
    wordings.write(house.helpdesk, cast["tactus-coordinator"], "help", "nl", HELP, noon)
    app.run()
    assert field(app, "help").value == HELP
    assert r"You wrote: Mijn tekst, tot \{day\}\." in app.warning[0].value
