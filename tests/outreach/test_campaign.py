"""A campaign's life: what a launch needs, who may do what, and that nothing happens twice."""

import time as clock
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from carrier.base import Refused
from db import each
from gate import links
from gate.notice import CampaignNotice
from house import House
from outreach import campaign, exclusions, launch, tests
from outreach.rule import Rule
from outreach.window import Window
from problem import Forbidden, Problem
from tests import ticking
from tests.conftest import Postbox
from tests.outreach import steps
from tests.outreach.steps import APPROVER, LEAD, SECOND, WORDING
from trust.access import Actor


def lacks(house: House, name: str, now: datetime) -> list[str]:
    return [str(one) for one in campaign.missing(house.outreach, LEAD, name, now)]


def status(house: House, name: str) -> str:
    return campaign.get(house.outreach, LEAD, name).status


# A draft


def test_a_new_draft_has_the_usual_window_and_word_list(house: House, noon: datetime) -> None:
    name = campaign.create(house.outreach, LEAD, " Zwolle ", "Zwolle", noon)
    made = campaign.get(house.outreach, LEAD, name)
    assert (made.name, made.status, made.author, made.recipients) == (
        "Zwolle",
        "draft",
        "lead-1",
        0,
    )
    assert made.window == Window(time(10), time(20), frozenset(range(1, 7)), holidays=False)
    assert made.words and made.wordings == {} and made.created == noon


@pytest.mark.parametrize(("name", "place"), [("", "Zwolle"), ("  ", "Zwolle"), ("Zwolle", " ")])
def test_a_campaign_has_a_name_and_a_municipality(
    house: House, noon: datetime, name: str, place: str
) -> None:
    with pytest.raises(Problem):
        campaign.create(house.outreach, LEAD, name, place, noon)
    assert campaign.all_of(house.outreach, LEAD) == []


def test_all_of_lists_the_newest_first(house: House, noon: datetime) -> None:
    first = campaign.create(house.outreach, LEAD, "One", "Zwolle", noon)
    second = steps.draft(house, noon + timedelta(days=1), recipients=3)
    listed = campaign.all_of(house.outreach, APPROVER)
    assert [one.id for one in listed] == [second, first]
    assert [one.recipients for one in listed] == [3, 0]
    assert listed[0] == campaign.get(house.outreach, LEAD, second)


def test_an_unknown_campaign_is_a_sentence(house: House, noon: datetime) -> None:
    for action in (campaign.get, campaign.take_back):
        with pytest.raises(Problem, match="There is no such campaign"):
            action(house.outreach, LEAD, "nowhere", *([noon] if action != campaign.get else []))


def test_every_part_of_a_draft_can_be_changed_and_only_of_a_draft(
    house: House, noon: datetime
) -> None:
    name, room = steps.draft(house, noon), house.outreach
    window = Window(time(11), time(12), frozenset({1}), holidays=True)
    changes = [
        lambda: campaign.rename(room, LEAD, name, "Other", "Kampen", noon),
        lambda: campaign.write_text(room, LEAD, name, {"A": WORDING, "B": steps.OTHER}, noon),
        lambda: campaign.set_rule(room, LEAD, name, Rule("buyers", "wit"), noon),
        lambda: campaign.set_window(room, LEAD, name, window, noon),
    ]
    for change in changes:
        change()
    changed = campaign.get(room, LEAD, name)
    assert (changed.name, changed.municipality, changed.words) == ("Other", "Kampen", "wit")
    assert changed.window == window
    assert changed.wordings == {"A": WORDING, "B": steps.OTHER}
    campaign.send_test(room, LEAD, name, noon)
    campaign.submit(room, LEAD, name, noon)
    submitted = campaign.get(room, LEAD, name)
    campaign.write_text(room, LEAD, name, changed.wordings, noon)  # the same text is no change
    changes[1] = lambda: campaign.write_text(room, LEAD, name, {"A": "another"}, noon)
    for change in changes:
        with pytest.raises(Problem, match="now: in review"):
            change()
    assert campaign.get(room, LEAD, name) == submitted


def test_going_back_to_one_variant_drops_the_other(house: House, noon: datetime) -> None:
    name, room = steps.draft(house, noon), house.outreach
    campaign.write_text(room, LEAD, name, {"B": steps.OTHER, "A": WORDING}, noon)
    campaign.write_text(room, LEAD, name, {"A": steps.OTHER}, noon)
    assert campaign.get(room, LEAD, name).wordings == {"A": steps.OTHER}


@pytest.mark.parametrize("letters", ["", "B", "AC", "ABCDE"])
def test_variants_are_lettered_from_a(house: House, noon: datetime, letters: str) -> None:
    name = steps.draft(house, noon)
    with pytest.raises(Problem, match="at least one and at most 4"):
        campaign.write_text(house.outreach, LEAD, name, dict.fromkeys(letters, WORDING), noon)


@pytest.mark.parametrize(
    ("start", "end", "days", "good", "why"),
    [
        (time(10), time(20), {1}, True, "usual"),
        (time(0), time(0), {1}, True, "all day"),
        (time(10), time(0), {1}, True, "until midnight"),
        (time(10), time(10), {1}, False, "nothing in between"),
        (time(20), time(10), {1}, False, "ends before it starts"),
        (time(10), time(20), set(), False, "no days"),
    ],
)
def test_a_window_that_never_opens_is_refused(
    house: House, noon: datetime, start: time, end: time, days: set[int], good: bool, why: str
) -> None:
    name = steps.draft(house, noon)
    window = Window(start, end, frozenset(days), holidays=False)
    if good:
        campaign.set_window(house.outreach, LEAD, name, window, noon)
        assert campaign.get(house.outreach, LEAD, name).window == window
    else:
        with pytest.raises(Problem):
            campaign.set_window(house.outreach, LEAD, name, window, noon)


def test_a_wording_list_that_cannot_be_read_is_refused(house: House, noon: datetime) -> None:
    name = steps.draft(house, noon)
    with pytest.raises(Problem):
        campaign.set_rule(house.outreach, LEAD, name, Rule("buyers", ""), noon)


# The test text


def test_the_test_text_goes_to_the_own_phone_with_a_link_that_leads_nowhere(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name, room = steps.draft(house, noon), house.outreach
    campaign.write_text(room, LEAD, name, {"A": WORDING, "B": steps.OTHER}, noon)
    campaign.send_test(room, SECOND, name, noon)
    assert {one.to for one in postbox.taken} == {SECOND.phone}
    assert len(postbox.taken) == 2
    for one in postbox.taken:
        token = one.text.split("/c/")[1].split()[0]
        assert len(token) == 16
        assert links.read(house.gate, token) is None
    with room.db.read() as session:
        kept = session.tests.of_campaign(campaign=name)
    assert [row["outcome"] for row in kept] == ["accepted"] * 3  # one by steps.draft
    assert campaign.get(room, LEAD, name).tested == noon


def test_without_a_phone_there_is_no_test_text(house: House, noon: datetime) -> None:
    name = steps.draft(house, noon)
    with pytest.raises(Problem, match="You have no phone here"):
        campaign.send_test(house.outreach, replace(LEAD, phone=""), name, noon)


def test_an_unfinished_text_is_not_sent(house: House, postbox: Postbox, noon: datetime) -> None:
    name = steps.draft(house, noon)
    campaign.write_text(house.outreach, LEAD, name, {"A": "no link"}, noon)
    with pytest.raises(Problem, match="Write {link}"):
        campaign.send_test(house.outreach, LEAD, name, noon)
    assert postbox.taken == []


def test_a_test_text_that_the_carrier_refuses_does_not_count(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.draft(house, noon)
    campaign.write_text(house.outreach, LEAD, name, {"A": steps.OTHER}, noon)
    postbox.outcomes = [Refused("21606", stops_campaign=True)]
    with pytest.raises(Problem, match="21606"):
        campaign.send_test(house.outreach, LEAD, name, noon)
    assert campaign.get(house.outreach, LEAD, name).tested is None


def test_a_changed_text_needs_a_new_test_and_the_same_text_does_not(
    house: House, noon: datetime
) -> None:
    name, room = steps.draft(house, noon), house.outreach
    campaign.write_text(room, LEAD, name, {"A": WORDING}, noon)
    assert campaign.get(room, LEAD, name).tested
    campaign.write_text(room, LEAD, name, {"A": WORDING + " "}, noon)
    assert campaign.get(room, LEAD, name).tested is None


# What a launch needs


def test_a_complete_draft_lacks_nothing_and_an_empty_one_nearly_all(
    house: House, noon: datetime
) -> None:
    assert lacks(house, steps.draft(house, noon), noon) == []
    empty = campaign.create(house.outreach, LEAD, "Empty", "Zwolle", noon)
    long_after = noon + timedelta(days=8)  # care's answer to the alarm is too old by then
    assert lacks(house, empty, long_after) == [
        "Add the exports of the seized phones.",
        "There are 0 recipients. A campaign needs 100: add exports.",
        "Write the text.",
        "Send the test text to your own phone, and read it there.",
        "No care partner that is open day and night has answered a test alarm in the last 7 days. "
        "Ask the operator to send one.",
    ]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"case_reference": " "}, 'Export "Phone 9": write down the case reference.'),
        ({"purpose": " "}, 'Export "Phone 9": write down the purpose.'),
        ({"legal_article": ""}, 'Export "Phone 9": write down the legal article.'),
        (
            {"consent_reference": ""},
            'Export "Phone 9": write down the reference of the prosecutor\'s consent.',
        ),
        (
            {"destroy_by": date(2026, 3, 2)},
            'Export "Phone 9" should have been destroyed by now. Remove it.',
        ),
        ({"destroy_by": date(2026, 3, 3)}, None),
    ],
)
def test_every_export_has_its_grounds(
    house: House, noon: datetime, columns: dict[str, Any], said: str | None
) -> None:
    name = steps.draft(house, noon)
    numbers = [steps.number(5000)]
    steps.add_recipients(house.outreach, name, numbers, noon, label="Phone 9", **columns)
    assert lacks(house, name, noon) == ([said] if said else [])


def test_ninety_nine_recipients_are_too_few(house: House, noon: datetime) -> None:
    name = steps.draft(house, noon, recipients=99)
    assert lacks(house, name, noon) == [
        "There are 99 recipients. A campaign needs 100: add exports."
    ]
    with pytest.raises(Problem, match="There are 99 recipients"):
        campaign.submit(house.outreach, LEAD, name, noon)
    assert status(house, name) == "draft"


def test_of_two_variants_the_one_that_is_wrong_is_named(house: House, noon: datetime) -> None:
    name = steps.draft(house, noon)
    campaign.write_text(house.outreach, LEAD, name, {"A": WORDING, "B": "{link} hallo"}, noon)
    assert lacks(house, name, noon)[0].startswith("Variant B: Say that STOP ends it")


def test_in_review_the_approval_is_missing_too(house: House, noon: datetime) -> None:
    name = steps.draft(house, noon)
    campaign.submit(house.outreach, LEAD, name, noon)
    assert lacks(house, name, noon) == [
        "A colleague who did not write the campaign has to approve it."
    ]
    with pytest.raises(Problem, match="has to approve"):
        campaign.launch(house.outreach, LEAD, name, noon)


# Approval


def test_the_author_cannot_approve_and_neither_can_who_worked_on_it(
    house: House, noon: datetime
) -> None:
    room, name = house.outreach, steps.draft(house, noon)
    campaign.write_text(room, SECOND, name, {"A": steps.OTHER}, noon)
    campaign.send_test(room, LEAD, name, noon)
    campaign.submit(room, SECOND, name, noon)
    for actor in (LEAD, SECOND):
        with pytest.raises(Problem, match="You worked on this campaign yourself"):
            campaign.approve(room, actor, name, noon)
    assert status(house, name) == "in_review"
    campaign.approve(room, APPROVER, name, noon)
    approved = campaign.get(room, LEAD, name)
    assert (approved.status, approved.approver, approved.approved) == ("approved", "approver", noon)


def test_who_brought_an_export_cannot_approve(house: House, noon: datetime) -> None:
    name = steps.draft(house, noon)
    numbers = [steps.number(5000)]
    steps.add_recipients(house.outreach, name, numbers, noon, imported_by="lead-2")
    campaign.submit(house.outreach, LEAD, name, noon)
    with pytest.raises(Problem, match="worked on"):
        campaign.approve(house.outreach, SECOND, name, noon)


@pytest.mark.parametrize("act", ["add", "remove"])
def test_who_shaped_the_audience_by_exclusions_cannot_approve(
    house: House, noon: datetime, act: str
) -> None:
    room, name, other = house.outreach, steps.draft(house, noon), steps.draft(house, noon)
    exclusions.add(room, SECOND if act == "add" else LEAD, ["0687654321"], "other", name, noon)
    if act == "remove":
        exclusions.remove(room, SECOND, "0687654321", name, noon)
    for one in (name, other):
        campaign.submit(room, LEAD, one, noon)
    with pytest.raises(Problem, match="You worked on this campaign yourself"):
        campaign.approve(room, SECOND, name, noon)
    campaign.approve(room, SECOND, other, noon)  # whose list it was not
    assert (status(house, name), status(house, other)) == ("in_review", "approved")


def test_a_second_team_lead_can_approve(house: House, noon: datetime) -> None:
    name = steps.draft(house, noon)
    campaign.submit(house.outreach, LEAD, name, noon)
    campaign.approve(house.outreach, SECOND, name, noon)
    assert status(house, name) == "approved"


def test_sent_back_it_is_a_draft_with_the_reason_until_it_is_submitted_again(
    house: House, noon: datetime
) -> None:
    room, name = house.outreach, steps.draft(house, noon)
    campaign.submit(room, LEAD, name, noon)
    with pytest.raises(Problem, match="Say what should change"):
        campaign.send_back(room, APPROVER, name, " ", noon)
    campaign.send_back(room, APPROVER, name, "Name the sender.", noon)
    back = campaign.get(room, LEAD, name)
    assert (back.status, back.sent_back_because) == ("draft", "Name the sender.")
    campaign.submit(room, LEAD, name, noon)
    assert campaign.get(room, LEAD, name).sent_back_because is None


def test_taking_back_removes_the_approval(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.approved(house, noon)
    campaign.take_back(room, LEAD, name, noon)
    back = campaign.get(room, LEAD, name)
    assert (back.status, back.approver, back.approved) == ("draft", None, None)
    campaign.submit(room, LEAD, name, noon)
    with pytest.raises(Problem, match="has to approve"):
        campaign.launch(room, LEAD, name, noon)


# Launch


def test_a_launch_queues_one_message_per_recipient_in_random_order(
    house: House, noon: datetime
) -> None:
    room, name = house.outreach, steps.draft(house, noon, recipients=300)
    campaign.write_text(room, LEAD, name, {"A": WORDING, "B": steps.OTHER, "C": WORDING}, noon)
    campaign.send_test(room, LEAD, name, noon)
    campaign.submit(room, LEAD, name, noon)
    campaign.approve(room, APPROVER, name, noon)
    campaign.launch(room, LEAD, name, noon)
    rows = steps.messages(room, name)
    with room.db.read() as session:
        found = session.connection.execute("select id from recipients where campaign = ?", [name])
        imported = [row[0] for row in found.fetchall()]
    assert sorted(row["recipient"] for row in rows) == sorted(imported)
    assert [row["recipient"] for row in rows] != imported
    assert {row["status"] for row in rows} == {"queued"}
    assert all(len(row["id"]) == 25 and row["id"].startswith("m") for row in rows)
    assert {row["segments"] for row in rows} == {1}
    letters = [row["variant"] for row in rows]
    assert {letter: letters.count(letter) for letter in "ABC"} == {"A": 100, "B": 100, "C": 100}
    by_import = [
        row["variant"] for row in sorted(rows, key=lambda r: imported.index(r["recipient"]))
    ]
    assert by_import != sorted(by_import) and by_import[:3] * 100 != by_import


def test_segments_are_those_of_the_filled_text(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.draft(house, noon)
    link = len(house.settings.public_address) + len("/c/") + 16
    two = "{link} STOP " + "a" * (161 - link - len(" STOP "))
    campaign.write_text(room, LEAD, name, {"A": WORDING, "B": two}, noon)
    campaign.send_test(room, LEAD, name, noon)
    campaign.submit(room, LEAD, name, noon)
    campaign.approve(room, APPROVER, name, noon)
    campaign.launch(room, LEAD, name, noon)
    found = {(row["variant"], row["segments"]) for row in steps.messages(room, name)}
    assert found == {("A", 1), ("B", 2)}


def test_the_gate_hears_of_a_launch(house: House, noon: datetime) -> None:
    name = steps.launched(house, noon)
    heard = house.helpdesk.gate.campaign_of(steps.number(1))
    assert heard is None  # nobody has been texted yet
    assert ticking.tick(house.outreach, noon)
    texted = [house.helpdesk.gate.campaign_of(steps.number(nth)) for nth in range(1, 101)]
    notice = CampaignNotice(name, "Zwolle", "Zwolle", noon, {"A": WORDING}, instant=True)
    assert notice in texted


def test_a_launch_whose_gate_is_out_of_reach_heals_by_itself(
    house: House, postbox: Postbox, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = steps.approved(house, noon)

    def busy(*_: object) -> None:
        raise RuntimeError("the gate is busy")

    with monkeypatch.context() as patched:
        patched.setattr("gate.campaigns.open_campaign", busy)
        campaign.launch(house.outreach, LEAD, name, noon)
        assert ticking.tick(house.outreach, noon) == 0
    assert postbox.taken == []
    assert steps.statuses(house.outreach, name) == {"queued": 100}
    assert ticking.tick(house.outreach, noon) > 0
    assert len(postbox.taken) > 0


def test_a_launch_that_fails_half_way_leaves_nothing(
    house: House, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = steps.approved(house, noon)
    with monkeypatch.context() as patched:
        patched.setattr("outreach.launch._segments", lambda *_: ["not a number"])
        with pytest.raises(Exception, match="not a number"):
            campaign.launch(house.outreach, LEAD, name, noon)
    assert status(house, name) == "approved"
    assert steps.statuses(house.outreach, name) == {}
    campaign.launch(house.outreach, LEAD, name, noon)
    assert steps.statuses(house.outreach, name) == {"queued": 100}


def test_a_text_that_changes_under_the_launch_is_not_launched(
    house: House, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, name = house.outreach, steps.approved(house, noon)
    before = launch._segments

    def changed_meanwhile(*given: Any) -> list[int]:
        campaign.take_back(room, LEAD, name, noon)
        campaign.write_text(room, LEAD, name, {"A": steps.OTHER}, noon)
        campaign.send_test(room, LEAD, name, noon)
        campaign.submit(room, LEAD, name, noon)
        campaign.approve(room, APPROVER, name, noon)
        return before(*given)

    monkeypatch.setattr("outreach.launch._segments", changed_meanwhile)
    with pytest.raises(Problem, match="The text has just changed"):
        campaign.launch(room, LEAD, name, noon)
    assert status(house, name) == "approved"


def test_examples_are_launched_in_the_sandbox_only(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    name = steps.approved(house, noon, example=True)
    postbox.name = "twilio"
    with pytest.raises(Problem, match="Examples are for the sandbox"):
        campaign.launch(house.outreach, LEAD, name, noon)
    postbox.name = "sandbox"
    campaign.launch(house.outreach, LEAD, name, noon)
    assert status(house, name) == "sending"


@pytest.mark.parametrize("action", ["approve", "launch"])
def test_two_clicks_at_once_act_once(house: House, noon: datetime, action: str) -> None:
    room = house.outreach
    if action == "launch":
        name = steps.approved(house, noon)
    else:
        name = steps.draft(house, noon)
        campaign.submit(room, LEAD, name, noon)

    def click(actor: Actor) -> str:
        try:
            getattr(campaign, action)(room, actor, name, noon)
        except Problem as problem:
            return problem.template
        return "done"

    actors = [APPROVER, SECOND] * 4 if action == "approve" else [LEAD, SECOND] * 4
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(click, actors))
    assert said.count("done") == 1
    done = [
        one for one in steps.actions(room) if one[1] == f"campaign.{action}d".replace("hd", "hed")
    ]
    assert len(done) == 1
    if action == "launch":
        assert steps.statuses(room, name) == {"queued": 100}


def test_launching_a_hundred_thousand_takes_seconds(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.approved(house, noon)
    house.outreach.db.write(each(_many), name)
    began = clock.monotonic()
    campaign.launch(room, LEAD, name, noon)
    assert clock.monotonic() - began < 5
    assert steps.statuses(room, name) == {"queued": 100_000}
    began = clock.monotonic()
    assert ticking.tick(room, noon) == 16
    assert clock.monotonic() - began < 2


def _many(tx: Any, name: str) -> None:
    tx.connection.execute(
        "insert into recipients select 'r' || i, ?, 'p' || i, 'sealed' "
        "from generate_series(1, 99900) as x(i)",
        [name],
    )


# While it sends


def test_pause_resume_and_cancel(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    campaign.pause(room, APPROVER, name, " Wait for the press. ", noon)
    paused = campaign.get(room, LEAD, name)
    assert (paused.status, paused.pause_reason) == ("paused", "Wait for the press.")
    with pytest.raises(Problem, match="now: paused"):
        campaign.pause(room, LEAD, name, "", noon)
    campaign.resume(room, LEAD, name, noon)
    assert campaign.get(room, LEAD, name).pause_reason is None
    campaign.cancel(room, LEAD, name, noon)
    cancelled = campaign.get(room, LEAD, name)
    assert (cancelled.status, cancelled.ended) == ("cancelled", noon)
    for action in (campaign.resume, campaign.cancel, campaign.launch, campaign.take_back):
        with pytest.raises(Problem):
            action(room, LEAD, name, noon)
    assert status(house, name) == "cancelled"


def test_every_step_is_in_the_trail_with_who_did_it(house: House, noon: datetime) -> None:
    steps.launched(house, noon)
    assert [one for one in steps.actions(house.outreach) if one[1].startswith("campaign.")] == [
        ("lead-1", "campaign.created"),
        ("lead-1", "campaign.text_written"),
        ("lead-1", "campaign.window_set"),
        ("lead-1", "campaign.test_sent"),
        ("lead-1", "campaign.submitted"),
        ("approver", "campaign.approved"),
        ("lead-1", "campaign.launched"),
    ]


# Who may do what

ACTIONS = {
    "create": ({"team_lead"}, lambda r, a, c, n: campaign.create(r, a, "X", "Y", n)),
    "get": ({"team_lead", "approver"}, lambda r, a, c, n: campaign.get(r, a, c)),
    "all_of": ({"team_lead", "approver"}, lambda r, a, c, n: campaign.all_of(r, a)),
    "rename": ({"team_lead"}, lambda r, a, c, n: campaign.rename(r, a, c, "X", "Y", n)),
    "write_text": ({"team_lead"}, lambda r, a, c, n: campaign.write_text(r, a, c, {"A": "x"}, n)),
    "set_rule": (
        {"team_lead"},
        lambda r, a, c, n: campaign.set_rule(r, a, c, Rule("buyers", "wit"), n),
    ),
    "set_window": (
        {"team_lead"},
        lambda r, a, c, n: campaign.set_window(r, a, c, steps.ALL_DAY, n),
    ),
    "send_test": ({"team_lead"}, lambda r, a, c, n: campaign.send_test(r, a, c, n)),
    "missing": ({"team_lead", "approver"}, lambda r, a, c, n: campaign.missing(r, a, c, n)),
    "submit": ({"team_lead"}, lambda r, a, c, n: campaign.submit(r, a, c, n)),
    "approve": ({"team_lead", "approver"}, lambda r, a, c, n: campaign.approve(r, a, c, n)),
    "send_back": (
        {"team_lead", "approver"},
        lambda r, a, c, n: campaign.send_back(r, a, c, "because", n),
    ),
    "take_back": ({"team_lead"}, lambda r, a, c, n: campaign.take_back(r, a, c, n)),
    "launch": ({"team_lead"}, lambda r, a, c, n: campaign.launch(r, a, c, n)),
    "schedule": ({"team_lead"}, lambda r, a, c, n: campaign.schedule(r, a, c, n, n)),
    "unschedule": ({"team_lead"}, lambda r, a, c, n: campaign.unschedule(r, a, c, n)),
    "advice": ({"team_lead", "approver"}, lambda r, a, c, n: campaign.advice(r, a, c)),
    "pause": ({"team_lead", "approver"}, lambda r, a, c, n: campaign.pause(r, a, c, "", n)),
    "resume": ({"team_lead", "approver"}, lambda r, a, c, n: campaign.resume(r, a, c, n)),
    "cancel": ({"team_lead", "approver"}, lambda r, a, c, n: campaign.cancel(r, a, c, n)),
}


def test_only_these_roles_may_do_these_things(
    house: House, noon: datetime, cast: dict[str, Actor]
) -> None:
    name = steps.draft(house, noon, recipients=0)
    before = campaign.get(house.outreach, LEAD, name)
    for action, (allowed, call) in ACTIONS.items():
        for actor in cast.values():
            if actor.role not in allowed:
                with pytest.raises(Forbidden):
                    call(house.outreach, actor, name, noon)
        assert campaign.get(house.outreach, LEAD, name) == before, action


def test_a_test_text_keeps_how_it_fared(house: House, postbox: Postbox, noon: datetime) -> None:
    name = steps.draft(house, noon)
    campaign.send_test(house.outreach, LEAD, name, noon)
    id_ = postbox.taken[-1].message_id
    assert tests.receipt(house.outreach, id_, "delivered")
    assert tests.receipt(house.outreach, id_, "sent")  # late, and no news
    assert not tests.receipt(house.outreach, "t" + "0" * 24, "delivered")
    with house.outreach.db.read() as session:
        outcomes = {row["id"]: row["outcome"] for row in session.tests.of_campaign(campaign=name)}
    assert outcomes[id_] == "delivered"
