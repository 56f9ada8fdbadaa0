"""A campaign on its way, or done: progress, pace, states, and the brakes."""

import streamlit as st

from dashboard import charts, parts, plots, state, story, summary, words
from dashboard.language import _
from outreach import campaign, impact, pace, window
from outreach.campaign import Campaign
from outreach.impact import Reach
from trust.access import may


def page(one: Campaign) -> None:
    reach = impact.reach(state.house().outreach, state.actor(), one.id)
    if one.status == "paused":
        _why_paused(one)
    _progress(one, reach)
    if may(state.actor(), "campaign.steer"):
        _brakes(one)
    _states(reach)
    if state.has("impact"):
        state.link("impact", _("See the impact"), ":material/monitoring:", campaign=one.id)
    with st.expander(_("Text, audience and legal basis")):
        summary.draw(one)


def _why_paused(one: Campaign) -> None:
    reason = _(one.pause_reason) if one.pause_reason else _("Paused by hand.")
    st.warning(parts.plain(reason), icon=":material/pause_circle:")


def _progress(one: Campaign, reach: Reach) -> None:
    waiting = reach.queued
    done = reach.recipients - waiting
    said = _("{done} of {all} handled").format(
        done=parts.number(done), all=parts.number(reach.recipients)
    )
    st.progress(done / reach.recipients if reach.recipients else 0.0, text=said)
    if one.status == "sending":
        _pace(one, waiting)


def _pace(one: Campaign, waiting: int) -> None:
    room, actor, now = state.house().outreach, state.actor(), state.now()
    if not window.is_open(one.window, now):
        opens = parts.moment(window.next_opening(one.window, now))
        st.info(_("Outside the window: texts leave again {moment}.").format(moment=opens))
    per_minute = pace.lately(impact.timeline_sent(room, actor, one.id), now)
    left, right = st.columns(2)
    left.metric(_("Messages a minute"), parts.number(per_minute))
    expected = per_minute or pace.planned(one.wordings, room.settings)
    end = pace.ends(waiting, expected, one.window, now)
    right.metric(_("Expected end"), parts.moment(end) if end else "–")


def _brakes(one: Campaign) -> None:
    room, actor, now = state.house().outreach, state.actor(), state.now()
    if one.status == "sending" and st.button(
        _("Pause"),
        key="campaign.pause",
        type="primary",
        icon=":material/pause:",
        width="stretch",
    ):
        with parts.acting():
            campaign.pause(room, actor, one.id, "", now)
    if one.status == "paused" and st.button(
        _("Resume"), key="campaign.resume", type="primary", icon=":material/play_arrow:"
    ):
        with parts.acting():
            campaign.resume(room, actor, one.id, now)
    if one.status in ("sending", "paused"):
        _cancel(one)


def _cancel(one: Campaign) -> None:
    with st.popover(_("Cancel the campaign …"), key="campaign.cancel.ask", type="tertiary"):
        st.write(_("Who has not been texted yet never will be by this campaign. Final."))
        if st.button(_("Yes, cancel it"), key="campaign.cancel"):
            with parts.acting():
                campaign.cancel(state.house().outreach, state.actor(), one.id, state.now())


def _states(reach: Reach) -> None:
    counts = story.by_status(reach)
    rows = [(_(words.MESSAGE[status]), amount) for status, amount in counts.items()]
    st.subheader(_("Messages by state"))
    charts.draw(
        plots.states(counts),
        ", ".join(f"{name}: {amount}" for name, amount in rows),
        (_("State"), _("Messages")),
        rows,
        "states",
    )
    if reach.held:
        st.caption(story.held(reach))
