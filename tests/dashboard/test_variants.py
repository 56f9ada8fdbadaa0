"""The variants of a text: written, added, removed and shared out, each saved at once."""

from collections.abc import Callable
from datetime import datetime

import pytest

from dashboard import alike
from house import House
from outreach import campaign
from outreach.campaign import Campaign
from tests.dashboard.conftest import Opens, has_button, press, words
from tests.outreach import steps

A, B, C = steps.WORDING, steps.OTHER, steps.OTHER + " Groet"


@pytest.fixture
def draft(house: House, noon: datetime) -> str:
    """A draft with 400 recipients and one text."""
    return steps.draft(house, noon, recipients=400)


@pytest.fixture
def three(house: House, cast: dict, noon: datetime, draft: str) -> str:
    wordings, shares = {"A": A, "B": B, "C": C}, {"A": 50, "B": 30, "C": 20}
    campaign.write_text(house.outreach, cast["lead-1"], draft, wordings, noon, shares)
    return draft


@pytest.fixture
def saved(house: House, cast: dict, draft: str) -> Callable[[], Campaign]:
    return lambda: campaign.get(house.outreach, cast["lead-1"], draft)


def test_variants_are_added_up_to_what_may_be_compared(opens: Opens, draft: str, saved) -> None:
    app = opens("new-campaign", "lead-1", campaign=draft, step="text")
    for letters in ("AB", "ABC", "ABCD"):
        press(app, f"text.add.{draft}")
        assert saved().wordings == dict.fromkeys(letters, A)
    assert not has_button(app, f"text.add.{draft}")


def test_a_removed_variant_renames_those_after_it_and_says_so(
    opens: Opens, three: str, saved
) -> None:
    app = opens("new-campaign", "lead-1", campaign=three, step="text")
    press(app, f"text.remove.B.{three}")
    assert saved().wordings == {"A": A, "B": C}
    assert saved().shares == {"A": 50, "B": 20}
    assert "Variant B is removed. What was C is now B." in words(app)
    assert [one.value for one in app.text_area] == [A, C]
    assert [one.value for one in app.number_input] == [50, 20]
    press(app, f"text.remove.A.{three}")
    assert saved().wordings == {"A": C}
    assert [one.value for one in app.text_area] == [C]
    assert "is removed" not in words(app.run())


def test_shares_are_weights_or_percentages_and_saved_at_once(
    opens: Opens, three: str, saved
) -> None:
    app = opens("new-campaign", "lead-1", campaign=three, step="text")
    said = words(app)
    assert "50% of all: 200 recipients" in said and "20% of all: 80 recipients" in said
    app.number_input(key=f"text.share.C.{three}").set_value(120).run()
    assert saved().shares == {"A": 50, "B": 30, "C": 120}
    assert saved().wordings == {"A": A, "B": B, "C": C}
    assert "60% of all: 240 recipients" in words(app)


def test_a_share_too_small_to_compare_is_remarked_upon(opens: Opens, three: str) -> None:
    said = words(opens("new-campaign", "lead-1", campaign=three, step="text"))
    assert "Variant C goes to 80 recipients" in said
    assert "Variant A goes to" not in said


def test_without_recipients_nothing_is_said_of_too_few(
    opens: Opens, house: House, cast: dict, noon: datetime
) -> None:
    draft = campaign.create(house.outreach, cast["lead-1"], "Leeg", "Zwolle", noon)
    campaign.write_text(house.outreach, cast["lead-1"], draft, {"A": A, "B": B}, noon)
    said = words(opens("new-campaign", "lead-1", campaign=draft, step="text"))
    assert "goes to 0 recipients" not in said and "the same text" not in said


def test_variants_with_the_same_text_are_pointed_out(
    opens: Opens, house: House, cast: dict, noon: datetime, draft: str
) -> None:
    wordings = {"A": A, "B": B, "C": A + " "}
    campaign.write_text(house.outreach, cast["lead-1"], draft, wordings, noon)
    app = opens("new-campaign", "lead-1", campaign=draft, step="text")
    assert "Variants A, C have the same text" in words(app)
    assert "Variants A, C have the same text" in words(
        opens("campaign", "approver", campaign=draft)
    )


@pytest.mark.parametrize(
    ("wordings", "same"),
    [
        ({}, []),
        ({"A": "x", "B": "y"}, []),
        ({"B": "x  y", "A": " x\ny", "C": "X y"}, [["A", "B"]]),
        ({"A": "x", "B": "y", "C": "x", "D": "y"}, [["A", "C"], ["B", "D"]]),
    ],
)
def test_the_same_text_is_the_same_words(wordings: dict, same: list) -> None:
    assert alike.groups(wordings) == same


def test_a_new_text_leaves_shares_and_the_other_variants_alone(
    opens: Opens, three: str, saved
) -> None:
    app = opens("new-campaign", "lead-1", campaign=three, step="text")
    app.text_area(key=f"text.wording.B.{three}").set_value("Anders " + B).run()
    assert saved().wordings == {"A": A, "B": "Anders " + B, "C": C}
    assert saved().shares == {"A": 50, "B": 30, "C": 20}


def test_what_a_colleague_writes_meanwhile_in_another_variant_stays(
    opens: Opens, house: House, cast: dict, noon: datetime, three: str, saved
) -> None:
    app = opens("new-campaign", "lead-1", campaign=three, step="text")
    theirs = {"A": "Van een collega " + A, "B": B, "C": C}
    campaign.write_text(house.outreach, cast["lead-2"], three, theirs, noon, saved().shares)
    app.text_area(key=f"text.wording.B.{three}").set_value("Anders " + B).run()
    assert saved().wordings == {**theirs, "B": "Anders " + B}
    assert app.text_area[0].value == theirs["A"]


def test_what_a_colleague_writes_in_the_same_variant_is_not_written_over(
    opens: Opens, house: House, cast: dict, noon: datetime, three: str, saved
) -> None:
    app = opens("new-campaign", "lead-1", campaign=three, step="text")
    theirs = {"A": A, "B": "Van een collega " + B, "C": C}
    campaign.write_text(house.outreach, cast["lead-2"], three, theirs, noon, saved().shares)
    app.text_area(key=f"text.wording.B.{three}").set_value("Van mij").run()
    assert saved().wordings == theirs
    assert "A colleague has just changed variant B" in words(app) and "Van mij" in words(app)
    assert app.text_area[1].value == theirs["B"]


def test_a_variant_that_became_another_is_not_removed_by_an_old_page(
    opens: Opens, three: str, saved
) -> None:
    old, new = (opens("new-campaign", "lead-1", campaign=three, step="text") for _ in range(2))
    press(new, f"text.remove.B.{three}")
    press(old, f"text.remove.B.{three}")
    assert saved().wordings == {"A": A, "B": C}
    assert "have just changed" in words(old)


def test_after_it_was_handed_over_nothing_can_be_changed(
    opens: Opens, house: House, cast: dict, noon: datetime, three: str, saved
) -> None:
    campaign.send_test(house.outreach, cast["lead-1"], three, noon)
    campaign.submit(house.outreach, cast["lead-1"], three, noon)
    app = opens("new-campaign", "lead-1", campaign=three, step="text")
    assert all(one.disabled for one in (*app.text_area, *app.number_input))
    assert app.button(key=f"text.remove.B.{three}").disabled
    assert not has_button(app, f"text.add.{three}")
