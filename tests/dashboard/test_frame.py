"""Who sees which page; persona and language survive; a visitor gets the sign-in everywhere."""

from dataclasses import replace

import pytest

from dashboard import routes, state
from house import House
from settings import check
from tests.dashboard.conftest import Opens, words

MENU = {
    "lead-1": ["campaigns", "new-campaign", "impact", "phones"],
    "approver": ["campaigns", "impact", "phones"],
    "observer": ["impact", "phones"],
    "tactus-1": ["inbox", "phones"],
    "tactus-coordinator": ["inbox", "team", "texts", "phones"],
    "privacy-outreach": ["trail", "phones"],
    "privacy-care": ["trail", "phones"],
    "operator": ["health", "phones"],
}
PATHS = [route.path for route in routes.ROUTES]


@pytest.mark.parametrize("path", ["", *PATHS])
def test_a_visitor_gets_the_sign_in_at_every_address(opens: Opens, path: str) -> None:
    app = opens(path)
    assert not app.exception
    assert app.button(key="signin.lead-1")


@pytest.mark.parametrize("who", MENU)
def test_the_menu_lists_what_the_role_may_use(opens: Opens, cast: dict, who: str) -> None:
    listed = [route.path for route in routes.usable(cast[who], sandbox=True) if route.listed]
    assert listed == MENU[who]


@pytest.mark.parametrize("who", MENU)
def test_every_listed_page_draws(opens: Opens, who: str) -> None:
    for path in MENU[who]:
        app = opens(path, who)
        assert not app.exception, path
        assert "not for your role" not in words(app), path


@pytest.mark.parametrize("who", MENU)
def test_no_other_page_is_reached_by_address(opens: Opens, cast: dict, who: str) -> None:
    usable = {route.path for route in routes.usable(cast[who], sandbox=True)}
    for path in set(PATHS) - usable:
        assert "not for your role" in words(opens(path, who)), path


def test_real_carriers_have_no_drawn_phones(cast: dict) -> None:
    paths = [route.path for route in routes.usable(cast["lead-1"], sandbox=False)]
    assert "phones" not in paths


def test_signing_in_lands_on_the_page_that_was_asked_for(opens: Opens) -> None:
    app = opens("impact")
    app.button(key="signin.observer").click().run()
    assert app.title[0].value == "Impact"
    assert app.query_params["as"] == "observer"


def test_the_root_turns_to_the_first_page_of_the_role(opens: Opens) -> None:
    assert opens("", "lead-1").title[0].value == "Campaigns"
    assert opens("", "observer").title[0].value == "Impact"


def test_a_refresh_keeps_the_persona_by_its_address(opens: Opens) -> None:
    assert "Team lead 1" in words(opens("campaigns", "lead-1"))


def test_turning_to_another_page_keeps_the_persona(opens: Opens) -> None:
    app = opens("campaigns", "lead-1")
    app.query_params.clear()  # as a click in the menu does
    app.run()
    assert app.query_params["as"] == "lead-1"


def test_signing_out_makes_a_visitor(opens: Opens) -> None:
    app = opens("campaigns", "lead-1")
    app.button(key="app.sign_out").click().run()
    assert app.button(key="signin.lead-1")
    assert "as" not in app.query_params


def test_an_invented_persona_is_a_visitor(opens: Opens) -> None:
    assert opens("campaigns", "mayor").button(key="signin.lead-1")


def test_the_browser_decides_the_language_and_the_switch_overrides(opens: Opens) -> None:
    app = opens("campaigns", "lead-1", language="nl")
    assert app.title[0].value == "Campagnes"
    app.segmented_control(key="app.language").set_value("en").run()
    assert app.title[0].value == "Campaigns"
    assert app.query_params[state.LANG] == "en"


def test_another_browser_language_gets_the_house_language(opens: Opens, house: House) -> None:
    app = opens("campaigns", "lead-1", language="fr")
    assert app.title[0].value == "Campaigns"
    state.install(replace(house, settings=check({"house": {"language": "nl"}})))
    assert app.run().title[0].value == "Campagnes"


def test_a_language_in_the_address_wins(opens: Opens) -> None:
    assert opens("campaigns", "lead-1", lang="nl").title[0].value == "Campagnes"


def test_the_banner_says_that_this_is_the_sandbox(opens: Opens) -> None:
    assert "Sandbox" in words(opens("campaigns", "lead-1"))
