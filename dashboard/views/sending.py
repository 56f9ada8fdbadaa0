"""A campaign on its way, or done: the brakes, progress, what is unclear, what it costs."""

from datetime import datetime

import streamlit as st

from carrier import codes
from dashboard import billing, parts, progress, state, summary, unclear, windows
from dashboard.language import _
from outreach import brakes, campaign, window
from outreach.campaign import Campaign
from trust.access import may


def signal(one: Campaign) -> object:
    """What decides how the page is laid out; what only moves in it draws itself anew."""
    return one, window.is_open(one.window, state.now()), unclear.signal(one)


def page(one: Campaign) -> None:
    if one.status == "paused":
        _why_paused(one)
    if one.status == "sending":
        _hours(one, state.now())
    # Above all that moves, so that they stay where they are while somebody reaches for them.
    if may(state.actor(), "campaign.steer"):
        _brakes(one)
    progress.bar(one)
    unclear.draw(one)
    progress.states(one)
    billing.draw(one)
    if state.has("impact"):
        state.link("impact", _("See the impact"), ":material/monitoring:", campaign=one.id)
    about = st.expander(
        _("Text, audience and legal basis"), key="campaign.about", on_change="rerun"
    )
    if about.open:
        with about:
            summary.draw(one)


def _why_paused(one: Campaign) -> None:
    said = [_(one.pause_reason) if one.pause_reason else _("Paused by hand.")]
    counted = brakes.counted(state.house().outreach, state.actor(), one.id)
    if counted:
        failed, amount = parts.number(counted.failed), parts.number(counted.amount)
        said.append(_(brakes.COUNTED).format(failed=failed, amount=amount))
    if one.pause_code:
        meaning = codes.words(one.pause_code)
        said += [_(meaning.says), _(meaning.todo)]
        said.append(_("The carrier's code: {code}.").format(code=one.pause_code))
    st.warning(parts.plain(" ".join(said)), icon=":material/pause_circle:")


def _hours(one: Campaign, now: datetime) -> None:
    if window.is_open(one.window, now) and one.window.start == one.window.end:
        st.caption(_("Texts leave {window}.").format(window=windows.hours(one.window)))
        return
    if window.is_open(one.window, now):
        closes = parts.moment(window.closes(one.window, now))
        st.caption(
            _(
                "Texts leave until {moment}. Each is worth delivering until then, and for ten "
                "hours at most: the carrier drops what has not reached its phone by that time."
            ).format(moment=closes)
        )
        return
    opens = parts.moment(window.next_opening(one.window, now))
    st.info(_("Outside the window: texts leave again {moment}.").format(moment=opens))


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
