"""The pages of the campaign side, pressed as the people do who use them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import state
from gate.notice import Delivered
from house import House
from outreach import campaign, exports
from outreach.exports import Provenance
from outreach.intake import Upload
from outreach.rule import Rule
from outreach.window import Window
from tests import ticking
from tests.dashboard.conftest import Opens, has_button, press, words

TEXT = "Er is een uitweg: {link} Gemeente Zwolle en politie. Nooit meer: STOP."
GROUNDS = Provenance("PL-1", "BVH-1", "Uitweg bieden", "Wpg art. 8", "OM 2026-14", date(2026, 5, 1))
BUYERS = b"""number,direction,text
0612345678,in,heb je nog coke
0612345679,in,breng sos
0612345670,in,tot morgen mam
"""
Status = Callable[[], str]


def numbers(amount: int, first: int = 0) -> bytes:
    return "\n".join(f"06{12000000 + first + at}" for at in range(amount)).encode()


@pytest.fixture
def draft(house: House, cast: dict, noon: datetime) -> str:
    """A draft without anything."""
    return campaign.create(house.outreach, cast["lead-1"], "Voorjaar", "Zwolle", noon)


@pytest.fixture
def complete(house: House, cast: dict, noon: datetime, draft: str) -> str:
    """A draft that lacks nothing."""
    room, lead = house.outreach, cast["lead-1"]
    exports.add(room, lead, draft, [Upload("a.txt", numbers(120))], GROUNDS, noon)
    campaign.write_text(room, lead, draft, {"A": TEXT}, noon)
    campaign.send_test(room, lead, draft, noon)
    house.helpdesk.gate.answered_alarm("night", noon)
    return draft


@pytest.fixture
def approved(house: House, cast: dict, noon: datetime, complete: str) -> str:
    campaign.submit(house.outreach, cast["lead-1"], complete, noon)
    campaign.approve(house.outreach, cast["approver"], complete, noon)
    return complete


@pytest.fixture
def sending(house: House, cast: dict, noon: datetime, approved: str) -> str:
    campaign.launch(house.outreach, cast["lead-1"], approved, noon)
    return approved


@pytest.fixture
def status(house: House, cast: dict, draft: str) -> Status:
    return lambda: campaign.get(house.outreach, cast["lead-1"], draft).status


# The list


def test_an_empty_list_says_what_to_do_next(opens: Opens) -> None:
    assert "Start one with the exports" in words(opens("campaigns", "lead-1"))


def test_the_list_shows_each_campaign_with_its_status(opens: Opens, complete: str) -> None:
    said = words(opens("campaigns", "approver"))
    assert "120 recipients" in said
    assert "draft" in said


# A new campaign


def test_a_campaign_without_a_name_is_not_begun(opens: Opens) -> None:
    app = press(opens("new-campaign", "lead-1"), "new.create")
    assert "Give the campaign a name." in words(app)


def test_a_new_campaign_begins_with_a_text_that_asks_for_the_sender(opens: Opens) -> None:
    app = opens("new-campaign", "lead-1")
    app.text_input(key="new.name").set_value("Voorjaar")
    app.text_input(key="new.municipality").set_value("Zwolle")
    press(app, "new.create")
    assert app.title[0].value == "Voorjaar"
    assert "Remove {afzender}" in words(step(app, "text")).replace("\\", "")


def step(app: AppTest, name: str) -> AppTest:
    app.segmented_control(key="new.step").set_value(name).run()
    assert not app.exception
    return app


def bring(app: AppTest, *files: tuple[str, bytes], consent: str = "OM 2026-14") -> AppTest:
    app.file_uploader[0].set_value([(name, data, "text/plain") for name, data in files])
    values = {"label": "PL-1", "case_reference": "BVH-1", "purpose": "Uitweg"}
    for key, value in {**values, "legal_article": "Wpg 8", "consent": consent}.items():
        app.text_input(key=f"exports.{key}").set_value(value)
    app.run()
    return press(step(app, "selection"), "selection.import")


def test_one_unreadable_file_does_not_keep_the_good_ones_out(opens: Opens, draft: str) -> None:
    app = opens("new-campaign", "lead-1", campaign=draft, step="exports")
    files = [("one.txt", numbers(60)), ("bad.bin", b"\x00\xff\x00"), ("two.txt", numbers(60, 40))]
    bring(app, *files)
    assert len(app.error) == 1
    assert "bad" in app.error[0].value
    assert "100 recipients in all" in words(step(app, "exports"))


def test_a_missing_consent_reference_is_said_beside_its_field(opens: Opens, draft: str) -> None:
    app = opens("new-campaign", "lead-1", campaign=draft, step="exports")
    said = words(bring(app, ("one.txt", numbers(10)), consent=" "))
    assert "reference of the prosecutor's consent" in said
    assert "0 recipients so far" in said


def test_files_wait_while_the_selection_is_tried_out(opens: Opens, draft: str) -> None:
    app = opens("new-campaign", "lead-1", campaign=draft, step="exports")
    app.file_uploader[0].set_value([("one.csv", BUYERS, "text/csv")]).run()
    assert "2 people are caught, 2 new recipients" in words(step(app, "selection"))
    assert "one.csv" in words(step(app, "exports")).replace("\\", "")


def choose(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, data, "text/csv") for name, data in files]).run()
    assert not app.exception
    return app


def test_one_phone_in_two_files_of_the_same_name(opens: Opens, draft: str) -> None:
    other = BUYERS + b"0612345677,in,heb je nog sos\n"
    app = opens("new-campaign", "lead-1", campaign=draft, step="exports")
    said = words(choose(app, ("messages.csv", BUYERS), ("messages.csv", other)))
    assert "messages.csv (2)" in said.replace("\\", "")
    assert "3 people are caught, 3 new recipients" in words(step(app, "selection"))


def test_who_is_dropped_at_the_review_is_out_and_can_be_put_back(opens: Opens, draft: str) -> None:
    app = opens("new-campaign", "lead-1", campaign=draft, step="exports")
    step(choose(app, ("one.csv", BUYERS)), "selection")
    app.checkbox[0].check()
    said = words(press(app, "review.done"))
    assert "1 of the 2 that you looked at were right" in said
    assert "1 person is caught" in said
    said = words(press(app, f"review.back.{draft}"))
    assert "2 people are caught" in said


def test_what_a_colleague_changes_is_looked_at_before_it_is_imported(
    opens: Opens, house: House, cast: dict, noon: datetime, draft: str
) -> None:
    app = opens("new-campaign", "lead-1", campaign=draft, step="exports")
    choose(app, ("one.csv", BUYERS))
    for key in ("label", "case_reference", "purpose", "legal_article", "consent"):
        app.text_input(key=f"exports.{key}").set_value("x")
    app.run()
    step(app, "selection")
    everybody = Rule("incoming", "wit")
    campaign.set_rule(house.outreach, cast["lead-2"], draft, everybody, noon)
    said = words(press(app, "selection.import"))
    assert "just changed" in said and "0 recipients so far" in said
    assert "3 recipients so far" in words(press(app, "selection.import"))


def test_a_rule_that_can_not_be_used_is_said_beside_it_and_nothing_can_be_imported(
    opens: Opens, draft: str
) -> None:
    app = opens("new-campaign", "lead-1", campaign=draft, step="exports")
    step(choose(app, ("one.csv", BUYERS)), "selection")
    app.text_area(key=f"selection.words.{draft}").set_value("x").run()
    assert len(app.error) == 1 and not has_button(app, "selection.import")
    app.text_area(key=f"selection.words.{draft}").set_value("sos").run()
    assert not app.error and "1 person is caught" in words(app)
    assert "2 people are caught" in words(press(app, f"selection.standard.{draft}"))


def test_a_table_that_was_understood_wrongly_can_be_read_otherwise(
    opens: Opens, draft: str
) -> None:
    odd = b"a;b;r;t\n0612345678;0688888888;in;heb je nog coke\n0687654321;0688888888;in;sos?\n"
    app = opens("new-campaign", "lead-1", campaign=draft, step="exports")
    choose(app, ("odd.csv", odd))
    assert "A call: there is no text to judge." in str(app.table[0].value)
    app.selectbox(key="layout.text.odd.csv").set_value(3)
    assert "2 new recipients" in words(press(app, "layout.apply.odd.csv"))
    assert "0 new recipients" in words(press(app, "layout.guess.odd.csv"))


def test_a_wrong_correction_is_no_dead_end(opens: Opens, draft: str) -> None:
    odd = b"a;b;r;t\n0612345678;0688888888;in;heb je nog coke\n"
    app = opens("new-campaign", "lead-1", campaign=draft, step="exports")
    choose(app, ("odd.csv", odd))
    for role in ("sender", "receiver", "number"):
        app.selectbox(key=f"layout.{role}.odd.csv").set_value(-1)
    app.selectbox(key="layout.text.odd.csv").set_value(0)
    press(app, "layout.apply.odd.csv")
    assert len(app.error) == 1
    press(app, "layout.guess.odd.csv")
    assert not app.error


def test_the_grounds_stay_while_another_step_is_looked_at(opens: Opens, draft: str) -> None:
    app = opens("new-campaign", "lead-1", campaign=draft, step="exports")
    app.text_input(key="exports.consent").set_value("OM 2026-14").run()
    assert app.text_input(key="exports.consent").value == "OM 2026-14"
    step(step(app, "text"), "exports")
    assert app.text_input(key="exports.consent").value == "OM 2026-14"


def test_the_grounds_of_one_campaign_do_not_slip_into_another(
    opens: Opens, house: House, cast: dict, noon: datetime, draft: str
) -> None:
    other = campaign.create(house.outreach, cast["lead-1"], "Najaar", "Zwolle", noon)
    app = opens("new-campaign", "lead-1", campaign=draft, step="exports")
    app.text_input(key="exports.consent").set_value("OM 2026-14").run()
    app.query_params["campaign"] = other
    app.run()
    assert app.title[0].value == "Najaar"
    assert app.text_input(key="exports.consent").value == ""


def test_an_import_without_files_says_so(opens: Opens, draft: str) -> None:
    app = opens("new-campaign", "lead-1", campaign=draft, step="exports")
    assert "Choose files in the step Exports" in words(step(app, "selection"))
    assert not has_button(app, "selection.import")


def test_an_export_can_be_removed(opens: Opens, complete: str) -> None:
    app = opens("new-campaign", "lead-1", campaign=complete, step="exports")
    remove = next(one for one in app.button if str(one.key).startswith("exports.remove."))
    remove.click().run()
    assert "recipients in all" not in words(app)


def test_a_wording_list_that_catches_nothing_is_refused(opens: Opens, draft: str) -> None:
    app = opens("new-campaign", "lead-1", campaign=draft, step="selection")
    app.text_area(key=f"selection.words.{draft}").set_value("").run()
    assert len(app.error) == 1


def test_the_selection_shows_from_how_many_exports_recipients_came(
    opens: Opens, complete: str
) -> None:
    said = words(opens("new-campaign", "lead-1", campaign=complete, step="selection"))
    assert "in 1 export: 120" in said


@pytest.mark.parametrize(
    "wording, said",
    [
        (TEXT, "GSM-7"),
        (TEXT.replace("uitweg", "uitweg uit de cocaïne"), "ï"),  # forces UCS-2 and is marked
        (TEXT.replace("{link}", ""), "where the link should come"),
        (TEXT.replace("STOP", "stoppen"), "STOP in capitals"),
        ("", "Write the text."),
    ],
)
def test_the_text_is_measured_and_judged_in_place(
    opens: Opens, draft: str, wording: str, said: str
) -> None:
    app = opens("new-campaign", "lead-1", campaign=draft, step="text")
    app.text_area(key=f"text.wording.A.{draft}").set_value(wording).run()
    assert said in words(app)


def test_the_text_is_saved_when_the_field_is_left(
    opens: Opens, house: House, cast: dict, draft: str
) -> None:
    app = opens("new-campaign", "lead-1", campaign=draft, step="text")
    app.text_area(key=f"text.wording.A.{draft}").set_value(TEXT).run()
    press(app, f"text.add.{draft}")
    app.text_area(key=f"text.wording.B.{draft}").set_value("Anders: " + TEXT).run()
    saved = campaign.get(house.outreach, cast["lead-1"], draft).wordings
    assert saved == {"A": TEXT, "B": "Anders: " + TEXT}


def test_a_window_without_days_is_not_saved(opens: Opens, draft: str) -> None:
    app = opens("new-campaign", "lead-1", campaign=draft, step="window")
    app.pills(key=f"window.weekdays.{draft}").set_value([]).run()
    assert "at least one day" in words(press(app, "window.save"))


def test_a_window_that_is_not_saved_yet_is_kept_and_says_so(opens: Opens, draft: str) -> None:
    app = opens("new-campaign", "lead-1", campaign=draft, step="window")
    app.pills(key=f"window.weekdays.{draft}").set_value([1, 2]).run()
    step(step(app, "text"), "window")
    assert app.pills(key=f"window.weekdays.{draft}").value == [1, 2]
    assert "Not saved yet." in words(app)
    assert "Not saved yet." not in words(press(app, "window.save"))


def test_a_window_open_at_night_is_remarked_upon(
    opens: Opens, house: House, cast: dict, noon: datetime, draft: str
) -> None:
    window = Window(time(0), time(0), frozenset({1}), False)
    campaign.set_window(house.outreach, cast["lead-1"], draft, window, noon)
    assert "open at night" in words(opens("campaign", "approver", campaign=draft))


def test_a_window_is_saved(opens: Opens, house: House, cast: dict, draft: str) -> None:
    app = opens("new-campaign", "lead-1", campaign=draft, step="window")
    app.pills(key=f"window.weekdays.{draft}").set_value([1, 2]).run()
    press(app, "window.save")
    saved = campaign.get(house.outreach, cast["lead-1"], draft).window
    assert saved.weekdays == {1, 2}


def test_the_check_lists_what_is_missing_and_sends_the_test_text(
    opens: Opens, house: House, cast: dict, draft: str, postbox
) -> None:
    campaign.write_text(house.outreach, cast["lead-1"], draft, {"A": TEXT}, state.now())
    app = opens("new-campaign", "lead-1", campaign=draft, step="check")
    assert "Add the exports" in words(app)
    press(app, "check.test")
    assert [one.to for one in postbox.taken] == [cast["lead-1"].phone]


def test_a_draft_that_lacks_something_can_not_be_submitted(opens: Opens, draft: str) -> None:
    app = opens("new-campaign", "lead-1", campaign=draft, step="approval")
    assert app.button(key="approval.submit").disabled


def test_a_complete_draft_is_handed_over_for_approval(
    opens: Opens, complete: str, status: Status
) -> None:
    app = opens("new-campaign", "lead-1", campaign=complete, step="approval")
    press(app, "approval.submit")
    assert status() == "in_review"


# Approval


def test_the_approver_sees_text_audience_and_legal_basis(
    opens: Opens, house: House, cast: dict, noon: datetime, complete: str
) -> None:
    campaign.submit(house.outreach, cast["lead-1"], complete, noon)
    app = opens("campaign", "approver", campaign=complete)
    said = words(app).replace("\\", "")
    assert "Recipients 120" in said
    assert "Case reference: BVH-1" in said
    assert "Consent reference: OM 2026-14" in said
    assert "imported by Team lead 1" in said and "SHA-256" in said
    assert "120 people chosen" in said
    assert "made by Team lead 1" in said
    assert "approval asked by Team lead 1" in said
    assert "Does the text say who sends it?" in said
    assert "coke" in said  # the wordings that made somebody a buyer


def test_the_author_is_offered_no_approval(
    opens: Opens, house: House, cast: dict, noon: datetime, complete: str
) -> None:
    campaign.submit(house.outreach, cast["lead-1"], complete, noon)
    assert not has_button(opens("campaign", "lead-1", campaign=complete), "campaign.approve")


def test_a_colleague_approves(
    opens: Opens, house: House, cast: dict, noon: datetime, complete: str, status: Status
) -> None:
    campaign.submit(house.outreach, cast["lead-1"], complete, noon)
    press(opens("campaign", "lead-2", campaign=complete), "campaign.approve")
    assert status() == "approved"


def test_sending_back_needs_a_reason_and_shows_it_to_the_author(
    opens: Opens, house: House, cast: dict, noon: datetime, complete: str, status: Status
) -> None:
    campaign.submit(house.outreach, cast["lead-1"], complete, noon)
    app = press(opens("campaign", "approver", campaign=complete), "campaign.send_back.submit")
    assert "Say what should change" in words(app)
    app.text_area(key="campaign.because").set_value("Noem de afzender.")
    press(app, "campaign.send_back.submit")
    assert status() == "draft"
    assert "Noem de afzender" in words(opens("campaign", "lead-1", campaign=complete))


# Launch and brakes


def test_the_approver_does_not_launch(opens: Opens, approved: str) -> None:
    app = opens("campaign", "approver", campaign=approved)
    assert not has_button(app, "campaign.launch.sure")


def test_a_lead_launches_pauses_resumes_and_cancels(
    opens: Opens, approved: str, status: Status
) -> None:
    app = opens("campaign", "lead-1", campaign=approved)
    assert "Texts 120 people." in words(app)  # said once more before it can't be undone
    assert status() == "approved"
    press(app, "campaign.launch.sure")
    assert status() == "sending"
    press(app, "campaign.pause")
    assert status() == "paused"
    press(app, "campaign.resume")
    assert status() == "sending"
    press(app, "campaign.cancel")
    assert status() == "cancelled"


def test_a_pause_by_two_people_at_once_pauses_once(
    opens: Opens, house: House, cast: dict, noon: datetime, sending: str, status: Status
) -> None:
    app = opens("campaign", "lead-1", campaign=sending)
    campaign.pause(house.outreach, cast["approver"], sending, "", noon)
    press(app, "campaign.pause")
    assert status() == "paused"


def test_progress_follows_the_outbox(
    opens: Opens, house: House, noon: datetime, sending: str
) -> None:
    assert "0 of 120 handled" in progress(opens("campaign", "lead-1", campaign=sending))
    ticking.pass_seconds(house.outreach, noon, 1)
    handled = progress(opens("campaign", "lead-1", campaign=sending))
    assert "0 of 120" not in handled


def test_at_night_the_page_says_when_texts_leave(
    opens: Opens, sending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = datetime(2026, 3, 3, 22, 0, tzinfo=UTC)
    app = opens("campaign", "lead-1", campaign=sending)
    monkeypatch.setattr(state, "now", lambda: night)
    said = words(app.run())
    assert "texts leave from tomorrow 10:00" in said or "texts leave from today 10:00" in said
    assert "10:00" in said.split("Expected end")[1]


def progress(app: AppTest) -> str:
    return " ".join(one.proto.text for one in app.get("progress"))


def test_an_unknown_campaign_gets_a_sentence(opens: Opens) -> None:
    assert "There is no such campaign" in words(opens("campaign", "lead-1", campaign="nothing"))


# Impact


def test_a_campaign_whose_messages_were_held_says_so(
    opens: Opens, house: House, cast: dict, noon: datetime, sending: str
) -> None:
    ticking.pass_seconds(house.outreach, noon, 20)
    twin = campaign.create(house.outreach, cast["lead-1"], "Najaar", "Zwolle", noon)
    grounds = replace(GROUNDS, label="PL-2")
    exports.add(
        house.outreach, cast["lead-1"], twin, [Upload("a.txt", numbers(240))], grounds, noon
    )
    campaign.write_text(house.outreach, cast["lead-1"], twin, {"A": TEXT}, noon)
    campaign.send_test(house.outreach, cast["lead-1"], twin, noon)
    campaign.submit(house.outreach, cast["lead-1"], twin, noon)
    campaign.approve(house.outreach, cast["approver"], twin, noon)
    later = noon + timedelta(minutes=5)
    campaign.launch(house.outreach, cast["lead-1"], twin, later)
    ticking.pass_seconds(house.outreach, later, 20)
    said = words(opens("impact", "observer", campaign=twin))
    assert "120 of 240 held: texted before" in said
    assert "held: texted before" in words(opens("campaign", "lead-1", campaign=twin))


def test_without_a_launch_there_is_no_impact_yet(opens: Opens) -> None:
    assert "No campaign has been launched yet" in words(opens("impact", "observer"))


def test_an_observer_sees_published_figures_only(
    opens: Opens, house: House, noon: datetime, sending: str
) -> None:
    house.outreach.gate.report_delivered(sending, [Delivered("A", noon.date(), 110)])
    said = words(opens("impact", "observer", campaign=sending))
    assert "<10" in said  # nobody has tapped yet, and that is not told apart from nine
    assert "Zwolle, January 2021" in said


def test_every_chart_has_its_table_and_download(opens: Opens, sending: str) -> None:
    app = opens("impact", "lead-1", campaign=sending)
    assert len(app.get("plotly_chart")) == len(app.get("download_button"))
    assert "<10" in str(app.table[0].value)
