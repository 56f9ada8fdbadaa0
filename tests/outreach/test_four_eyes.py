"""What a second pair of eyes has approved is what is sent: nothing of it changes unseen."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest

from house import House
from outreach import campaign, exclusions, exports, launch
from outreach.exclusions import Listed
from outreach.intake import Upload
from outreach.room import Outreach
from outreach.rule import Rule
from outreach.window import Window
from problem import Problem
from tests.conftest import Postbox
from tests.outreach import steps
from tests.outreach.steps import APPROVER, LEAD, WORDING

FIRST = 12_000_001  # the audience has numbers that a list can hold
EXPORT = exports.Provenance("Phone 9", "BVH-9", "help", "Wpg 19", "OM-9", date(2026, 12, 31))


def brought(room: Outreach, name: str, noon: datetime) -> None:
    upload = Upload("numbers.txt", b"0611111111\n0622222222")
    for one in exports.add(room, LEAD, name, [upload], EXPORT, noon):
        if one.problem:
            raise one.problem


def taken_out(room: Outreach, name: str, noon: datetime) -> None:
    (one,) = exports.of_campaign(room, LEAD, name)
    exports.remove(room, LEAD, name, one.id, noon)


CHANGES: dict[str, Callable[[Outreach, str, datetime], object]] = {
    "name": lambda r, c, n: campaign.rename(r, LEAD, c, "Other", "Zwolle", n),
    "municipality": lambda r, c, n: campaign.rename(r, LEAD, c, "Zwolle", "Kampen", n),
    "text": lambda r, c, n: campaign.write_text(r, LEAD, c, {"A": steps.OTHER}, n),
    "a variant more": lambda r, c, n: campaign.write_text(
        r, LEAD, c, {"A": WORDING, "B": steps.OTHER}, n
    ),
    "shares": lambda r, c, n: campaign.write_text(r, LEAD, c, {"A": WORDING}, n, {"A": 2}),
    "window": lambda r, c, n: campaign.set_window(
        r, LEAD, c, Window(time(1), time(2), frozenset({7}), holidays=True), n
    ),
    "rule": lambda r, c, n: campaign.set_rule(r, LEAD, c, Rule("buyers", "wit"), n),
    "an export more": brought,
    "an export less": taken_out,
    "an exclusion less": lambda r, c, n: exclusions.remove(r, LEAD, steps.number(FIRST), c, n),
    "a test text": lambda r, c, n: campaign.send_test(r, LEAD, c, n),
}


@pytest.mark.parametrize("reached", ["in_review", "approved", "sending", "paused"])
@pytest.mark.parametrize("change", CHANGES)
def test_what_a_colleague_judges_or_has_judged_does_not_change(
    house: House, postbox: Postbox, noon: datetime, change: str, reached: str
) -> None:
    room, name = house.outreach, steps.draft(house, noon, recipients=102, first=FIRST)
    exclusions.add(room, LEAD, [steps.number(FIRST)], "other", name, noon)
    campaign.submit(room, LEAD, name, noon)
    if reached != "in_review":
        campaign.approve(room, APPROVER, name, noon + timedelta(seconds=1))
    if reached in ("sending", "paused"):
        campaign.launch(room, LEAD, name, noon)
    if reached == "paused":
        campaign.pause(room, LEAD, name, "", noon)
    before = campaign.get(room, LEAD, name), exports.of_campaign(room, LEAD, name)
    listed, whom = exclusions.summary(room, LEAD, name), audience(room, name)
    with pytest.raises(Problem):
        CHANGES[change](room, name, noon + timedelta(hours=1))
    assert (campaign.get(room, LEAD, name), exports.of_campaign(room, LEAD, name)) == before
    assert (exclusions.summary(room, LEAD, name), audience(room, name)) == (listed, whom)
    assert postbox.taken == []


def audience(room: Outreach, name: str) -> set[str]:
    with room.db.read() as session:
        return {row["person"] for row in session.recipients.persons(campaign=name)}


@pytest.mark.parametrize("change", CHANGES)
def test_taken_back_it_changes_and_needs_another_approval(
    house: House, noon: datetime, change: str
) -> None:
    room, name = house.outreach, steps.draft(house, noon, recipients=102, first=FIRST)
    exclusions.add(room, LEAD, [steps.number(FIRST)], "other", name, noon)
    campaign.submit(room, LEAD, name, noon)
    campaign.approve(room, APPROVER, name, noon)
    campaign.schedule(room, LEAD, name, noon + timedelta(hours=2), noon)
    campaign.take_back(room, LEAD, name, noon)
    CHANGES[change](room, name, noon)
    after = campaign.get(room, LEAD, name)
    assert (after.status, after.approver, after.starts) == ("draft", None, None)
    with pytest.raises(Problem):
        campaign.launch(room, LEAD, name, noon)
    assert launch.due(room, noon + timedelta(hours=3)) == 0


@pytest.mark.parametrize("reached", ["in_review", "approved", "sending", "paused"])
def test_who_comes_off_the_common_list_stays_off_what_was_judged_with_them_on_it(
    house: House, postbox: Postbox, noon: datetime, reached: str
) -> None:
    """Somebody was listed while an import ran, say, so that the draft was not rid of them."""
    room, name = house.outreach, steps.draft(house, noon, recipients=102, first=FIRST)
    after, one = noon + timedelta(hours=1), steps.number(FIRST)
    campaign.submit(room, LEAD, name, noon)
    exclusions.add(room, LEAD, [one], "minor", None, noon)
    if reached != "in_review":
        campaign.approve(room, APPROVER, name, noon + timedelta(seconds=1))
    if reached in ("sending", "paused"):
        campaign.launch(room, LEAD, name, noon)
    if reached == "paused":
        campaign.pause(room, LEAD, name, "", noon)
    other = campaign.create(room, LEAD, "Other", "Zwolle", noon)
    exclusions.remove(room, LEAD, one, None, after)
    assert exclusions.excluded(room, name, [one]) == {one}
    assert exclusions.excluded(room, other, [one]) == set()
    assert exclusions.summary(room, LEAD, name) == [Listed("minor", name, 1, noon)]
    with pytest.raises(Problem, match="A colleague judged whom this campaign texts"):
        exclusions.remove(room, LEAD, one, name, after)
    assert steps.details(room, "exclusions.removed") == [{"removed": 1}, {"removed": 0}]
    campaign.cancel(room, LEAD, name, after)
    exclusions.remove(room, LEAD, one, name, after)
    assert exclusions.summary(room, LEAD, name) == []


def test_who_was_listed_since_the_approval_can_come_off_again(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.approved(house, noon, recipients=102, first=FIRST)
    after = noon + timedelta(hours=1)
    for scope in (name, None):
        exclusions.add(room, LEAD, [steps.number(FIRST)], "other", scope, after)
        exclusions.remove(room, LEAD, steps.number(FIRST), scope, after)
    assert exclusions.summary(room, LEAD, name) == []
    assert campaign.get(room, LEAD, name).status == "approved"


def test_a_campaign_that_changed_since_the_approver_read_it_is_not_approved(
    house: House, noon: datetime
) -> None:
    room, name = house.outreach, steps.draft(house, noon)
    campaign.submit(room, LEAD, name, noon)
    read = campaign.get(room, APPROVER, name)
    campaign.take_back(room, LEAD, name, noon)
    campaign.write_text(room, LEAD, name, {"A": steps.OTHER}, noon)
    campaign.send_test(room, LEAD, name, noon)
    campaign.submit(room, LEAD, name, noon + timedelta(seconds=1))
    with pytest.raises(Problem, match="now: in review. Look at it again"):
        campaign.approve(room, APPROVER, name, noon, read.submitted)
    again = campaign.get(room, APPROVER, name)
    assert (again.status, again.approver) == ("in_review", None)
    campaign.approve(room, APPROVER, name, noon, again.submitted)
    assert campaign.get(room, LEAD, name).status == "approved"
