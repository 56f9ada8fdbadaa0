"""The section about numbers that must not be texted, as a team lead and an approver use it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import state
from house import House
from outreach import campaign, exclusions
from outreach.exclusions import Listed
from tests.dashboard.conftest import words
from tests.outreach import steps
from tests.outreach.steps import LEAD

Opens = Callable[..., AppTest]


def section() -> None:
    """A page with nothing but the section."""
    import streamlit as st

    from dashboard import state
    from dashboard.steps import excluding
    from outreach import campaign

    name = st.query_params[state.CAMPAIGN]
    excluding.draw(campaign.get(state.house().outreach, state.actor(), name))


@pytest.fixture
def draft(house: House, noon: datetime) -> str:
    return campaign.create(house.outreach, LEAD, "Voorjaar", "Zwolle", noon)


@pytest.fixture
def opens(house: House, noon: datetime, draft: str) -> Opens:
    state.install(house, clock=lambda: noon)

    def open_section(who: str = "lead-1", name: str = draft) -> AppTest:
        app = AppTest.from_function(section, default_timeout=20)
        app.query_params.update({state.AS: who, state.CAMPAIGN: name})
        return rerun(app)

    return open_section


def rerun(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, name: str, draft: str) -> AppTest:
    app.button(key=f"excluding.{name}.{draft}").click()
    return rerun(app)


def fill(app: AppTest, draft: str, numbers: str, category: str = "informant") -> None:
    app.text_area(key=f"excluding.numbers.{draft}").set_value(numbers)
    if category:
        app.selectbox(key=f"excluding.category.{draft}").set_value(category)


def listed(house: House, draft: str) -> list[tuple[str, str, int]]:
    return [one[:3] for one in exclusions.summary(house.outreach, LEAD, draft)]


def test_typed_numbers_go_on_the_list_and_out_of_the_field(
    opens: Opens, house: House, draft: str, noon: datetime
) -> None:
    app = opens()
    assert "Nobody is on the list yet." in words(app)
    fill(app, draft, "06-12345678\n\n038 7654321\n061234567\nJansen\n061234568")
    press(app, "add", draft)
    assert "2 numbers added, 0 were on the list already." in words(app)
    assert "3 rows hold no number" in words(app)
    unread = app.table[-1].value
    reasons = dict(zip(unread["Row numbers"], unread["Reason"], strict=True))
    assert sorted(reasons) == ["4, 6", "5"]
    assert "short" in reasons["4, 6"] and "A name, not a number" in reasons["5"]
    assert exclusions.summary(house.outreach, LEAD, draft) == [Listed("informant", draft, 2, noon)]
    assert list(app.table[0].value.iloc[0]) == ["Informant", "this campaign", "2", "today 13:00"]
    assert app.text_area(key=f"excluding.numbers.{draft}").value == ""
    assert "12345678" not in repr(app.session_state)


def test_numbers_for_every_campaign(opens: Opens, house: House, draft: str) -> None:
    app = opens()
    fill(app, draft, "0612345678", "colleague")
    app.radio(key=f"excluding.scope.{draft}").set_value("")
    press(app, "add", draft)
    assert listed(house, draft) == [("colleague", "", 1)]
    assert list(app.table[0].value.iloc[0])[:3] == ["Colleague", "every campaign", "1"]


def test_a_list_in_a_file_leaves_its_field_when_it_is_added(
    opens: Opens, house: House, draft: str
) -> None:
    app = opens()
    content = "naam;nummer\r\nDe Vries;06-12345678\r\nmr. Jansen;0687654321\r\n".encode("utf-16")
    app.file_uploader[0].set_value([("list.csv", content, "text/csv")])
    fill(app, draft, "0611111111", "secrecy")
    press(app, "add", draft)
    assert listed(house, draft) == [("secrecy", draft, 3)]
    assert "1 row holds no number" in words(app)  # the names of the columns
    assert not app.file_uploader[0].value
    press(app, "add", draft)
    assert "Choose why" not in words(app) and listed(house, draft) == [("secrecy", draft, 3)]


def test_a_file_that_is_no_text_is_a_sentence_and_nothing_is_added(
    opens: Opens, house: House, draft: str
) -> None:
    app = opens()
    app.file_uploader[0].set_value([("list.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(9)), "")])
    fill(app, draft, "0612345678")
    press(app, "add", draft)
    assert app.error and listed(house, draft) == []


def test_without_a_reason_nothing_is_added_and_nothing_typed_is_lost(
    opens: Opens, house: House, draft: str
) -> None:
    app = opens()
    fill(app, draft, "0612345678", category="")
    press(app, "add", draft)
    assert "Choose why these numbers must not be texted." in words(app)
    assert app.text_area(key=f"excluding.numbers.{draft}").value == "0612345678"
    assert listed(house, draft) == []


def test_recipients_who_go_are_told(opens: Opens, house: House, noon: datetime) -> None:
    name = steps.draft(house, noon, recipients=3, first=12_345_678)
    app = opens(name=name)
    fill(app, name, "0612345678\n0612345679")
    press(app, "add", name)
    assert "2 recipients left out." in words(app)
    assert campaign.get(house.outreach, LEAD, name).recipients == 1


def test_a_number_is_taken_off_by_typing_it(opens: Opens, house: House, draft: str) -> None:
    app = opens()
    fill(app, draft, "0612345678\n0687654321")
    press(app, "add", draft)
    app.text_input(key=f"excluding.typed.{draft}").set_value("06 1234 5678")
    app.radio(key=f"excluding.from.{draft}").set_value("")
    press(app, "remove", draft)
    assert "not on that list" in words(app)
    app.radio(key=f"excluding.from.{draft}").set_value(draft)
    press(app, "remove", draft)
    assert listed(house, draft) == [("informant", draft, 1)]
    assert app.text_input(key=f"excluding.typed.{draft}").value == ""
    assert not exclusions.checker(house.outreach, draft)("+31612345678")


def test_while_texts_leave_numbers_can_still_be_added(
    opens: Opens, house: House, noon: datetime
) -> None:
    name = steps.launched(house, noon)
    app = opens(name=name)
    fill(app, name, "0612345678")
    press(app, "add", name)
    assert listed(house, name) == [("informant", name, 1)]


def test_an_approver_sees_how_many_and_changes_nothing(
    opens: Opens, house: House, draft: str, noon: datetime
) -> None:
    exclusions.add(house.outreach, LEAD, ["0612345678"], "minor", draft, noon)
    app = opens(who="approver")
    assert list(app.table[0].value.iloc[0])[:3] == ["Minor", "this campaign", "1"]
    assert not app.button and not app.text_area and not app.text_input


def test_lost_keys_are_said(opens: Opens, house: House, draft: str) -> None:
    app = opens()
    fill(app, draft, "0612345678")
    press(app, "add", draft)
    house.outreach.keys.destroy("exclusions")
    fill(app, draft, "0687654321")
    press(app, "add", draft)
    assert "The keys of the list" in words(app)
    assert listed(house, draft) == [("informant", draft, 1)]
