"""A campaign on its way, or done: the brakes, progress, what is unclear, what it costs."""

from datetime import datetime

import streamlit as st

from carrier import codes
from dashboard import billing, parts, progress, state, steering, summary, unclear, windows
from dashboard.language import _
from outreach import brakes, campaign, hands, window
from outreach.campaign import Campaign
from trust.access import MACHINE, may


def signal(one: Campaign) -> object:
    """What decides how the page is laid out; what only moves in it draws itself anew."""
    return one, window.is_open(one.window, state.now()), unclear.signal(one)


def page(one: Campaign) -> None:
    if one.status == "paused":
        _why_paused(one)
    if one.status == "cancelled":
        by = _by(one, "campaign.cancelled", _("Cancelled by {name}, {moment}."))
        if by:
            st.info(parts.plain(by))
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
    said = [_by(one, "campaign.paused", _("Paused by {name}, {moment}."))]
    said += [_(one.pause_reason)] if one.pause_reason else []
    counted = brakes.counted(state.house().outreach, state.actor(), one.id)
    if counted:
        failed, amount = parts.number(counted.failed), parts.number(counted.amount)
        limit = parts.percent(state.house().settings.sending.failure_share, 0)
        said.append(_(brakes.COUNTED).format(failed=failed, amount=amount))
        said.append(_("The limit is {share}.").format(share=limit))
    if one.pause_code:
        meaning = codes.words(one.pause_code)
        said += [_(meaning.says), _(meaning.todo)]
        said.append(_("The carrier's code: {code}.").format(code=one.pause_code))
    st.warning(parts.plain(" ".join(filter(None, said))), icon=":material/pause_circle:")


def _by(one: Campaign, action: str, said: str) -> str:
    """Who did it, and when; '' for the machine, which gives a reason."""
    deed = hands.last(state.house().outreach, state.actor(), one.id, action)
    if deed is None or deed.actor == MACHINE.id:
        return ""
    return said.format(name=parts.called(deed.actor), moment=parts.moment(deed.moment))


def _hours(one: Campaign, now: datetime) -> None:
    if window.is_open(one.window, now) and one.window.start == one.window.end:
        st.caption(_("Texts leave {window}.").format(window=windows.hours(one.window)))
        return
    if window.is_open(one.window, now):
        closes = parts.moment(window.closes(one.window, now))
        st.caption(
            _(
                "Texts leave until {moment}. Each may still be delivered until then, and for ten "
                "hours at most: what has not left the carrier by that time, it drops."
            ).format(moment=closes)
        )
        return
    opens = parts.moment(window.next_opening(one.window, now))
    said = _("Outside the window: texts leave from {moment}.")
    if progress.now_of(one).reach.sent:
        said = _("Outside the window: texts leave again {moment}.")
    st.info(said.format(moment=opens))


def _brakes(one: Campaign) -> None:
    room, actor, now = state.house().outreach, state.actor(), state.now()
    if one.status == "sending" and st.button(
        _("Pause"),
        key="campaign.pause",
        type="primary",
        icon=":material/pause:",
        width="stretch",
    ):
        with steering.acting(one):
            campaign.pause(room, actor, one.id, "", now)
    if one.status == "paused" and st.button(
        _("Resume"), key="campaign.resume", type="primary", icon=":material/play_arrow:"
    ):
        with steering.acting(one):
            campaign.resume(room, actor, one.id, now)
    if one.status in ("sending", "paused"):
        _cancel(one)


def _cancel(one: Campaign) -> None:
    with st.popover(_("Cancel the campaign …"), key="campaign.cancel.ask", type="tertiary"):
        st.write(_("Who has not been texted yet never will be by this campaign. Final."))
        if st.button(_("Yes, cancel it"), key="campaign.cancel"):
            with steering.acting(one):
                campaign.cancel(state.house().outreach, state.actor(), one.id, state.now())
