"""A campaign on its way: what moves, what stands still, what somebody has to decide."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from carrier import codes
from dashboard import state
from db import each
from house import House
from outreach import brakes, campaign
from tests.dashboard.conftest import Opens, has_button, press, words
from tests.outreach import steps

Changes = Callable[..., list[str]]
HOUR = timedelta(hours=1)


def _change(tx: Any, item: tuple[str, dict[str, Any]]) -> None:
    tx.connection.execute(*item)


@pytest.fixture
def sending(house: House, noon: datetime) -> str:
    """100 messages, launched two hours ago."""
    return steps.launched(house, noon - 2 * HOUR)


@pytest.fixture
def change(house: House, sending: str) -> Changes:
    """`change(10, "sent", sent=noon)`: as many queued messages go to a status; their ids."""

    def apply(amount: int, status: str, **columns: Any) -> list[str]:
        rows = steps.messages(house.outreach, sending)
        ids = [row["id"] for row in rows if row["status"] == "queued"][:amount]
        values = {"status": status, **columns}
        sets = ", ".join(f"{name} = ${name}" for name in values)
        statement = f"update messages set {sets} where id = $id"  # noqa: S608 - names of ours
        for id_ in ids:
            house.outreach.db.write(each(_change), (statement, {**values, "id": id_}))
        return ids

    return apply


def of_campaign(house: House, id_: str, **columns: Any) -> None:
    sets = ", ".join(f"{name} = ${name}" for name in columns)
    statement = f"update campaigns set {sets} where id = $id"  # noqa: S608 - names of ours
    house.outreach.db.write(each(_change), (statement, {**columns, "id": id_}))


def progress(app: AppTest) -> str:
    return " ".join(one.proto.text for one in app.get("progress"))


# What moves


def test_the_page_tells_how_fast_it_goes_and_when_it_will_be_done(
    opens: Opens, noon: datetime, sending: str, change: Changes
) -> None:
    change(30, "sent", sent=noon - timedelta(seconds=30), carrier_id="SM1")
    app = opens("campaign", "lead-1", campaign=sending)
    said = words(app)
    assert "30 of 100 handled" in progress(app)
    assert "Messages a minute 30" in said
    assert "Still to go 70" in said
    assert "Expected end 13:02" in said and "today" in said


def test_states_over_time_are_drawn_with_a_table_that_ends_with_now(
    opens: Opens, noon: datetime, sending: str, change: Changes
) -> None:
    change(30, "delivered", sent=noon - HOUR, ended=noon - HOUR + timedelta(minutes=3))
    change(20, "sent", sent=noon - timedelta(minutes=4), carrier_id="SM1")
    app = opens("campaign", "lead-1", campaign=sending)
    table = app.table[0].value
    assert list(table.iloc[-1])[1:] == ["30", "20", "50"]
    assert list(table.columns)[1:] == ["delivered", "sent", "queued"]
    assert len(app.get("plotly_chart")) == len(app.get("download_button")) == 1
    assert "delivered: **30**" in words(app)


def test_what_the_carrier_said_stands_there_in_words(
    opens: Opens, sending: str, change: Changes
) -> None:
    change(3, "undelivered", code="number")
    change(1, "failed", code="30007")
    app = opens("campaign", "lead-1", campaign=sending)
    table = app.table[-1].value
    assert list(table["Messages"]) == ["3", "1"]
    assert list(table["What happened"]) == [codes.words("number").says, codes.words("30007").says]
    assert list(table["What to do"]) == [codes.words("number").todo, codes.words("30007").todo]
    assert "in two groups only" in words(app)


def test_a_campaign_that_was_paused_by_itself_says_why(
    opens: Opens, house: House, noon: datetime, sending: str
) -> None:
    brakes.pause(house.outreach, brakes.Pause(sending, brakes.REFUSED, noon, "30007"))
    said = words(opens("campaign", "approver", campaign=sending)).replace("\\", "")
    assert brakes.REFUSED in said
    assert codes.words("30007").says in said and codes.words("30007").todo in said
    assert "The carrier's code: 30007" in said


def test_a_pause_by_hand_says_whose_and_when(
    opens: Opens, house: House, cast: dict, noon: datetime, sending: str
) -> None:
    campaign.pause(house.outreach, cast["lead-1"], sending, "", noon - HOUR)
    campaign.resume(house.outreach, cast["lead-1"], sending, noon - HOUR)
    campaign.pause(house.outreach, cast["lead-2"], sending, "", noon)
    said = words(opens("campaign", "approver", campaign=sending)).replace("\\", "")
    assert "Paused by Team lead 2" in said and ", today 13:00." in said


def test_a_cancelled_campaign_says_whose_deed_it_was_and_whom_it_never_texts(
    opens: Opens, house: House, cast: dict, noon: datetime, sending: str, change: Changes
) -> None:
    change(30, "delivered", sent=noon, carrier_id="SM1", segments=2)
    campaign.cancel(house.outreach, cast["lead-2"], sending, noon)
    app = opens("campaign", "lead-1", campaign=sending)
    said = words(app).replace("\\", "")
    assert "Cancelled by Team lead 2" in said
    assert "not texted: **70**" in said and "queued" not in said
    assert "queued" not in app.table[0].value.columns
    assert "Estimated €4.80" in said and "60 segments" in said


def test_points_closer_than_a_minute_are_told_apart(
    opens: Opens, house: House, noon: datetime
) -> None:
    name = steps.launched(house, noon - timedelta(minutes=2))
    moments = list(opens("campaign", "lead-1", campaign=name).table[0].value.iloc[:, 0])
    assert "today 12:58:10" in moments and len(set(moments)) == len(moments)


def test_with_nothing_left_to_send_it_waits_for_the_carrier(
    opens: Opens, noon: datetime, sending: str, change: Changes
) -> None:
    change(97, "delivered", sent=noon - HOUR, ended=noon - HOUR, carrier_id="SM1")
    change(3, "unknown", lost=noon - timedelta(minutes=5))
    said = words(opens("campaign", "lead-1", campaign=sending))
    assert "Expected end –" in said
    assert "ends once it is known whether the carrier has 3 texts" in said


def test_a_campaign_of_which_too_much_failed_says_how_much(
    opens: Opens, house: House, noon: datetime, sending: str
) -> None:
    lately = brakes.Lately(17, 50)
    brakes.pause(house.outreach, brakes.Pause(sending, brakes.FAILING, noon, lately=lately))
    said = words(opens("campaign", "lead-1", campaign=sending)).replace("\\", "")
    assert brakes.FAILING in said and "17 of the last 50 texts failed." in said
    assert "The limit is 30%." in said


def test_the_page_says_until_when_texts_leave(opens: Opens, house: House, sending: str) -> None:
    of_campaign(house, sending, window_start="10:00", window_end="20:00")
    assert "Texts leave until today 20:00" in words(opens("campaign", "lead-1", campaign=sending))


def test_outside_the_window_it_says_when_it_goes_on(
    opens: Opens, house: House, sending: str, change: Changes, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_campaign(house, sending, window_start="10:00", window_end="20:00")
    app = opens("campaign", "lead-1", campaign=sending)
    monkeypatch.setattr(state, "now", lambda: datetime(2026, 3, 3, 19, 30, tzinfo=UTC))
    assert "texts leave from tomorrow 10:00" in words(app.run())
    change(1, "sent", carrier_id="SM1")
    st.cache_data.clear()
    assert "texts leave again tomorrow 10:00" in words(app.run())


# The brakes


def test_the_brakes_stand_above_all_that_moves(opens: Opens, sending: str) -> None:
    app = opens("campaign", "lead-1", campaign=sending)
    order = [one.key if one.type == "button" else one.type for one in app.main]
    assert order.index("campaign.pause") < order.index("progress")


def test_an_observer_sees_nothing_of_it(opens: Opens, sending: str) -> None:
    app = opens("campaign", "observer", campaign=sending)
    assert "This page is not for your role" in words(app)
    assert not app.get("progress") and not has_button(app, "campaign.pause")


def test_two_who_resume_at_once_resume_once_and_get_a_sentence(
    opens: Opens, house: House, cast: dict, noon: datetime, sending: str
) -> None:
    campaign.pause(house.outreach, cast["lead-1"], sending, "", noon)
    app = opens("campaign", "lead-1", campaign=sending)
    campaign.resume(house.outreach, cast["approver"], sending, noon)
    press(app, "campaign.resume") if has_button(app, "campaign.resume") else app.run()
    assert not app.exception
    assert campaign.get(house.outreach, cast["lead-1"], sending).status == "sending"


# What nobody knows


def test_the_carrier_is_asked_first(
    opens: Opens, noon: datetime, sending: str, change: Changes
) -> None:
    change(4, "unknown", lost=noon - timedelta(minutes=20))
    app = opens("campaign", "lead-1", campaign=sending)
    assert "did not answer for 4 texts" in words(app)
    assert not app.checkbox


def test_after_an_hour_somebody_decides_knowing_the_risk(
    opens: Opens, house: House, noon: datetime, sending: str, change: Changes
) -> None:
    first, second, third = change(3, "unknown", lost=noon - 2 * HOUR, asked=9)
    app = opens("campaign", "approver", campaign=sending)
    said = words(app)
    assert "can't tell whether it has this text" in said
    assert "never texted by this campaign" in said and "the same text twice" in said
    assert "look in the carrier's log" in said
    assert all("+31 6" in one.label and "tried 9 times" in one.label for one in app.checkbox)
    assert app.button(key="unclear.sent.sure").disabled
    app.checkbox(key=f"unclear.{first}").check().run()
    press(app, "unclear.sent.sure")
    app.checkbox(key=f"unclear.{second}").check().run()
    press(app, "unclear.again.sure")
    standing = {row["id"]: row["status"] for row in steps.messages(house.outreach, sending)}
    assert [standing[id_] for id_ in (first, second, third)] == ["sent", "queued", "unknown"]


def test_all_of_them_can_be_decided_at_once(
    opens: Opens, house: House, noon: datetime, sending: str, change: Changes
) -> None:
    change(5, "unknown", lost=noon - 2 * HOUR)
    app = opens("campaign", "lead-1", campaign=sending)
    press(app, "unclear.all")
    assert "5 messages are chosen" in words(app)
    press(app, "unclear.sent.sure")
    assert steps.statuses(house.outreach, sending) == {"sent": 5, "queued": 95}


def test_more_than_fit_are_counted(
    opens: Opens, noon: datetime, sending: str, change: Changes
) -> None:
    change(60, "unknown", lost=noon - 2 * HOUR)
    app = opens("campaign", "lead-1", campaign=sending)
    assert "and 10 more after these" in words(app)
    assert len(app.checkbox) == 50


def test_of_a_campaign_that_ended_nothing_is_sent_again(
    opens: Opens, house: House, cast: dict, noon: datetime, sending: str, change: Changes
) -> None:
    (one,) = change(1, "unknown", lost=noon - 2 * HOUR)
    campaign.cancel(house.outreach, cast["lead-1"], sending, noon)
    app = opens("campaign", "lead-1", campaign=sending)
    app.checkbox(key=f"unclear.{one}").check().run()
    popovers = {each_.proto.popover.label: each_.proto.popover for each_ in app.get("popover")}
    assert popovers["Send them again"].disabled
    assert not popovers["They were sent: do not text again"].disabled


# Cost


def test_the_cost_is_estimated_before_and_charged_after(
    opens: Opens, house: House, sending: str
) -> None:
    said = words(opens("campaign", "lead-1", campaign=sending))
    assert "Estimated €8.00" in said and "Charged by the carrier –" in said
    assert "The sandbox charges nothing." in said
    of_campaign(house, sending, cost=1234.0, cost_currency="USD")
    said = words(opens("campaign", "lead-1", campaign=sending))
    assert "Charged by the carrier $\xa01,234" in said and "Rounded" in said


def test_several_currencies_are_not_added_up(opens: Opens, house: House, sending: str) -> None:
    of_campaign(house, sending, cost_currency="EUR, USD")
    said = words(opens("campaign", "lead-1", campaign=sending))
    assert "several currencies (EUR, USD)" in said
