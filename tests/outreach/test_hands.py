"""Who worked on a campaign is shown to whoever judges it."""

from datetime import datetime, timedelta

import pytest

from house import House
from outreach import campaign, hands
from problem import Forbidden, Problem
from tests.outreach import steps


def test_each_deed_is_told_once_with_its_last_moment(
    house: House, cast: dict, noon: datetime
) -> None:
    draft = steps.draft(house, noon)
    later = noon + timedelta(hours=1)
    for at in (noon, later):
        wordings = {"A": steps.OTHER + " " * (at == later)}
        campaign.write_text(house.outreach, cast["lead-2"], draft, wordings, at)
    deeds = hands.of_campaign(house.outreach, cast["approver"], draft)
    mine = [(one.action, one.moment) for one in deeds if one.actor == "lead-2"]
    assert mine == [("campaign.text_written", later)]
    assert {one.actor for one in deeds} == {"lead-1", "lead-2"}


def test_whoever_is_kept_from_approving_is_named(house: House, cast: dict, noon: datetime) -> None:
    draft = steps.draft(house, noon)
    campaign.set_window(house.outreach, cast["lead-2"], draft, steps.ALL_DAY, noon)
    campaign.send_test(house.outreach, cast["lead-1"], draft, noon)
    campaign.submit(house.outreach, cast["lead-1"], draft, noon)
    named = {one.actor for one in hands.of_campaign(house.outreach, cast["approver"], draft)}
    for actor in ("lead-1", "lead-2"):
        assert actor in named
        with pytest.raises(Problem, match="worked on this campaign|This campaign"):
            campaign.approve(house.outreach, cast[actor], draft, noon)


@pytest.mark.parametrize("actor", ["observer", "tactus-1", "operator"])
def test_nobody_else_sees_who_worked_on_it(
    house: House, cast: dict, noon: datetime, actor: str
) -> None:
    draft = steps.draft(house, noon)
    with pytest.raises(Forbidden):
        hands.of_campaign(house.outreach, cast[actor], draft)
