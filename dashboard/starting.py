"""The start of an approved campaign: now, or by itself at a moment that is chosen here."""

from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from dashboard import parts, planned, state, steering, summary, windows
from dashboard.language import _
from outreach import campaign, window
from outreach.campaign import Campaign
from problem import N_, Problem


def draw(one: Campaign, lacking: bool) -> None:
    """What is planned, and the buttons that start or plan. `lacking`: it can't be launched now."""
    if one.starts:
        _planned(one)
    with st.container(horizontal=True):
        _launch(one, lacking)
        _plan(one, lacking)


def moment(day: date, hour: time) -> datetime:
    """That moment in the Netherlands, in UTC. Raises Problem for an hour that the clock skips.

    Of an hour that comes twice it is the first.
    """
    local = datetime.combine(day, hour, parts.AMSTERDAM)
    there = local.astimezone(UTC)
    if there.astimezone(parts.AMSTERDAM).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Problem(
            N_("The clock goes forward in that night: {time} does not exist. Choose another time."),
            time=f"{hour:%H:%M}",
        )
    return there


def _planned(one: Campaign) -> None:
    st.info(planned.said(one), icon=":material/schedule:")
    if st.button(
        _("Don't start it by itself"), key="campaign.unschedule", icon=":material/event_busy:"
    ):
        with steering.acting(one):
            campaign.unschedule(state.house().outreach, state.actor(), one.id, state.now())


def _launch(one: Campaign, lacking: bool) -> None:
    # What can't be undone is said once more: nobody texts hundreds of people by one slip.
    with st.popover(
        _("Launch now"),
        key="campaign.launch",
        type="primary",
        icon=":material/send:",
        disabled=lacking,
    ):
        for line in summary.in_short(one):
            st.write(line)
        windows.at_night(one.window)
        _shut(one)
        if st.button(_("Yes, launch it"), key="campaign.launch.sure", disabled=lacking):
            with steering.acting(one):
                campaign.launch(state.house().outreach, state.actor(), one.id, state.now())


def _shut(one: Campaign) -> None:
    now = state.now()
    if not window.is_open(one.window, now):
        opens = parts.moment(window.next_opening(one.window, now))
        said = _("The window is closed now: texts leave from {moment}.")
        st.info(said.format(moment=opens))


def _plan(one: Campaign, lacking: bool) -> None:
    label = _("Choose another moment") if one.starts else _("Start it later")
    with parts.question(label, "campaign.plan", icon=":material/schedule:", disabled=lacking):
        for line in summary.in_short(one):
            st.write(line)
        windows.at_night(one.window)
        first = _first(one)
        day = st.date_input(_("Day"), first.date(), key="campaign.plan.day", format="DD-MM-YYYY")
        hour = st.time_input(_("Time, in the Netherlands"), first.time(), key="campaign.plan.time")
        st.caption(_("All that a launch needs is looked at again at that moment."))
        if st.button(_("Yes, start it then"), key="campaign.plan.sure", disabled=lacking):
            with steering.acting(one):
                starts = moment(day, hour)
                room, actor = state.house().outreach, state.actor()
                campaign.schedule(room, actor, one.id, starts, state.now())
                parts.answered()


def _first(one: Campaign) -> datetime:
    # The next day on which the window opens, at that hour.
    tomorrow = datetime.combine(
        parts.day_of(state.now()) + timedelta(days=1), time(0), parts.AMSTERDAM
    )
    return window.next_opening(one.window, tomorrow).astimezone(parts.AMSTERDAM)
