"""What stays unclear is for a person to decide, and is decided once."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

import settings as all_settings
from carrier.base import Found, Receipt
from house import House
from outreach import campaign, outbox, receipts, reconcile, unknown
from problem import Forbidden, Problem
from tests import ticking
from tests.conftest import Postbox
from tests.engines import RAW
from tests.outreach import steps
from tests.outreach.steps import APPROVER, LEAD
from trust.access import Actor

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def settings() -> all_settings.Settings:
    """The widest index: by chance alone nobody is held in these tests."""
    return all_settings.check({**RAW, "gate": {"index_bits": 30}})


def row(house: House, name: str, id_: str) -> dict[str, Any]:
    return next(one for one in steps.messages(house.outreach, name) if one["id"] == id_)


# Whom it is about


def test_only_what_was_unclear_for_an_hour_is_for_a_person(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    (old,) = steps.lost(room, name, 1, noon - HOUR, asked=3)
    (fresh,) = steps.lost(room, name, 1, noon - HOUR + timedelta(microseconds=1))
    other = steps.launched(house, noon, first=2000)
    steps.lost(room, other, 1, noon - 2 * HOUR)
    found = unknown.of_campaign(room, APPROVER, name, noon)
    assert [(one.message, one.since, one.asked) for one in found] == [(old, noon - HOUR, 3)]
    assert unknown.amount(room, LEAD, name, noon) == 1
    for choice in unknown.CHOICES:
        assert unknown.decide(room, LEAD, name, [fresh], choice, noon) == 0
    assert row(house, name, fresh)["status"] == "unknown"
    both = unknown.of_campaign(room, LEAD, name, noon + MINUTE)
    assert [one.message for one in both] == [old, fresh]  # the oldest first
    assert len(unknown.of_campaign(room, LEAD, name, noon + MINUTE, most=1)) == 1


def test_numbers_are_masked(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    steps.lost(room, name, 100, noon)
    found = unknown.of_campaign(room, LEAD, name, noon + HOUR)
    shown = {one.number for one in found}
    assert len(found) == 100 and len(shown) == 100  # +31 6 ••••••01 to ••••••00
    assert all(one.startswith("+31 6 ••••••") and len(one) == 14 for one in shown)


@pytest.mark.parametrize(
    ("listed", "addresses", "texts", "why"),
    [
        (None, "retain", "retain", unknown.UNASKED),
        (None, "obfuscate", "retain", unknown.NO_NUMBERS),
        ([Found("SM1", "", "sent")], "retain", "discard", unknown.NO_TEXTS),
        # A blank one is care's then: that it is there must not be told.
        ([Found("SM1", "", "sent")], "retain", "retain", unknown.UNTOLD),
        ([], "retain", "retain", unknown.UNTOLD),  # too early to call it absent
    ],
)
def test_why_it_is_unclear(
    house: House,
    postbox: Postbox,
    noon: datetime,
    listed: list[Found] | None,
    addresses: str,
    texts: str,
    why: str,
) -> None:
    name = steps.launched(house, noon)
    steps.lost(house.outreach, name, 1, noon, asked=0)
    twilio = all_settings.Twilio.model_validate(
        {"address_retention": addresses, "content_retention": texts}
    )
    carrier = house.settings.carrier.model_copy(update={"name": "twilio", "twilio": twilio})
    settings = house.settings.model_copy(update={"carrier": carrier})
    room = replace(house.outreach, settings=settings)
    assert [one.why for one in unknown.of_campaign(room, LEAD, name, noon + HOUR)] == [
        unknown.UNASKED
    ]
    postbox.find = lambda to, since: listed  # type: ignore[method-assign]
    reconcile.reconcile(room, noon)
    assert [one.why for one in unknown.of_campaign(room, LEAD, name, noon + HOUR)] == [why]


def test_in_the_sandbox_nothing_is_redacted(house: House, noon: datetime) -> None:
    name = steps.launched(house, noon)
    steps.lost(house.outreach, name, 1, noon)
    (one,) = unknown.of_campaign(house.outreach, LEAD, name, noon + HOUR)
    assert one.why == unknown.UNTOLD


def test_without_keys_it_says_so(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    ids = steps.lost(room, name, 1, noon)
    room.keys.destroy(f"campaign-{name}")
    (one,) = unknown.of_campaign(room, LEAD, name, noon + HOUR)
    assert (one.number, one.why) == ("", unknown.CLOSED)
    assert unknown.decide(room, LEAD, name, ids, "sent", noon + HOUR) == 1


# What is decided


def test_what_counts_as_sent_is_never_sent_again(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    (id_,) = steps.lost(room, name, 1, noon)
    assert unknown.decide(room, APPROVER, name, [id_], "sent", noon + HOUR) == 1
    one = row(house, name, id_)
    assert (one["status"], one["code"], one["sent"], one["carrier_id"], one["ended"]) == (
        "sent",
        "",
        noon,
        None,
        None,
    )
    for n in range(20):
        ticking.tick(room, noon + HOUR + n * timedelta(seconds=1))
    outbox.reconcile(room, noon + 2 * HOUR)
    assert id_ not in {message.message_id for message in postbox.taken}
    assert len(postbox.taken) == 99
    outbox.finish(room, noon + 2 * HOUR)
    assert campaign.get(room, LEAD, name).status == "finished"


@pytest.mark.parametrize("fate", ["delivered", "undelivered", "failed"])
def test_a_receipt_still_tells_more_than_a_decision(
    house: House, noon: datetime, fate: str
) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    (id_,) = steps.lost(room, name, 1, noon)
    unknown.decide(room, LEAD, name, [id_], "sent", noon + HOUR)
    assert receipts.record(room, id_, Receipt("SM1", "sent"), noon + HOUR)
    assert receipts.record(room, id_, Receipt("SM1", fate), noon + HOUR)
    one = row(house, name, id_)
    assert (one["status"], one["carrier_id"], one["sent"]) == (fate, "SM1", noon)


def test_sent_again_it_goes_as_usual(house: House, postbox: Postbox, noon: datetime) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    (id_,) = steps.lost(room, name, 1, noon)
    assert unknown.decide(room, LEAD, name, [id_], "again", noon + HOUR) == 1
    assert row(house, name, id_)["status"] == "queued"
    for n in range(20):
        ticking.tick(room, noon + HOUR + n * timedelta(seconds=1))
    assert [message.message_id for message in postbox.taken].count(id_) == 1
    assert row(house, name, id_)["status"] == "sent"


def test_a_receipt_that_comes_before_the_second_try_spares_it(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    (id_,) = steps.lost(room, name, 1, noon)
    unknown.decide(room, LEAD, name, [id_], "again", noon + HOUR)
    receipts.record(room, id_, Receipt("SM1", "sent"), noon + HOUR)
    for n in range(20):
        ticking.tick(room, noon + HOUR + n * timedelta(seconds=1))
    assert id_ not in {message.message_id for message in postbox.taken}
    assert row(house, name, id_)["carrier_id"] == "SM1"


def test_who_said_stop_meanwhile_is_not_texted_again(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    ids = steps.lost(room, name, 100, noon)
    with room.db.read() as session:
        found = session.messages.sealed(messages=ids)
    ring = room.keys.ring(f"campaign-{name}")
    numbers = {one["id"]: ring.open(one["number_sealed"], "recipient") for one in found}
    house.helpdesk.gate.stop(numbers[ids[0]])
    unknown.decide(room, LEAD, name, ids[:2], "again", noon + HOUR)
    ticking.tick(room, noon + HOUR)
    assert [message.message_id for message in postbox.taken] == [ids[1]]
    assert row(house, name, ids[0])["status"] in ("held", "undelivered")


def test_a_paused_campaign_sends_it_when_it_goes_on(
    house: House, postbox: Postbox, noon: datetime
) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    (id_,) = steps.lost(room, name, 1, noon)
    campaign.pause(room, LEAD, name, "", noon)
    assert unknown.decide(room, LEAD, name, [id_], "again", noon + HOUR) == 1
    assert ticking.tick(room, noon + HOUR) == 0 and postbox.taken == []
    campaign.resume(room, LEAD, name, noon + HOUR)
    for n in range(20):
        ticking.tick(room, noon + HOUR + n * timedelta(seconds=1))
    assert [message.message_id for message in postbox.taken].count(id_) == 1


def test_nothing_of_a_cancelled_campaign_is_sent_again(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    (id_,) = steps.lost(room, name, 1, noon)
    campaign.cancel(room, LEAD, name, noon)
    with pytest.raises(Problem, match="nothing more of it is sent"):
        unknown.decide(room, LEAD, name, [id_], "again", noon + HOUR)
    assert row(house, name, id_)["status"] == "unknown"
    assert unknown.decide(room, LEAD, name, [id_], "sent", noon + HOUR) == 1


def test_two_who_decide_at_once_decide_once(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    ids = steps.lost(room, name, 10, noon)
    with ThreadPoolExecutor(8) as pool:
        choices = unknown.CHOICES * 4
        decided = list(
            pool.map(lambda one: unknown.decide(room, LEAD, name, ids, one, noon + HOUR), choices)
        )
    assert sorted(decided) == [0] * 7 + [10]
    assert len(steps.details(room, "campaign.unknown_decided")) == 1
    found = {row(house, name, id_)["status"] for id_ in ids}
    assert len(found) == 1 and found <= {"sent", "queued"}


def test_only_what_is_unclear_in_this_campaign_is_decided(house: House, noon: datetime) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    other = steps.launched(house, noon, first=2000)
    (mine,), (foreign,) = (steps.lost(room, one, 1, noon) for one in (name, other))
    queued = next(one["id"] for one in steps.messages(room, name) if one["status"] == "queued")
    chosen = [mine, foreign, queued, "m" + "0" * 24, mine]
    assert unknown.decide(room, LEAD, name, chosen, "sent", noon + HOUR) == 1
    assert unknown.decide(room, LEAD, name, [], "sent", noon + HOUR) == 0
    assert row(house, other, foreign)["status"] == "unknown"
    assert row(house, name, queued)["status"] == "queued"


@pytest.mark.parametrize("choice", unknown.CHOICES)
def test_the_trail_tells_who_decided_what_and_of_how_many(
    house: House, noon: datetime, choice: str
) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    ids = steps.lost(room, name, 3, noon)
    unknown.decide(room, APPROVER, name, ids, choice, noon + HOUR)
    assert steps.actions(room)[-1] == ("approver", "campaign.unknown_decided")
    (detail,) = steps.details(room, "campaign.unknown_decided")
    assert detail == {"choice": choice, "amount": 3}
    assert not any(id_ in json.dumps(detail) for id_ in ids)


def test_there_are_two_choices_and_no_more(house: House, noon: datetime) -> None:
    name = steps.launched(house, noon)
    ids = steps.lost(house.outreach, name, 1, noon)
    with pytest.raises(ValueError, match="delivered"):
        unknown.decide(house.outreach, LEAD, name, ids, "delivered", noon + HOUR)
    with pytest.raises(Problem, match="There is no such campaign"):
        unknown.decide(house.outreach, LEAD, "nowhere", ids, "sent", noon + HOUR)


def test_only_who_steers_decides_and_only_who_reads_sees(
    house: House, noon: datetime, cast: dict[str, Actor]
) -> None:
    room, name = house.outreach, steps.launched(house, noon)
    ids = steps.lost(room, name, 1, noon)
    for actor in cast.values():
        if actor.role in ("team_lead", "approver"):
            continue
        for call in (
            lambda who: unknown.of_campaign(room, who, name, noon + HOUR),
            lambda who: unknown.amount(room, who, name, noon + HOUR),
            lambda who: unknown.decide(room, who, name, ids, "sent", noon + HOUR),
        ):
            with pytest.raises(Forbidden):
                call(actor)
    assert row(house, name, ids[0])["status"] == "unknown"
