"""One campaign: what it is, and what can be done with it now."""

import streamlit as st

from dashboard import live, parts, state, summary, windows
from dashboard.language import _
from dashboard.views import sending
from outreach import campaign
from outreach.campaign import Campaign
from trust.access import may

GOING = ("sending", "paused", "finished", "cancelled")


def page() -> None:
    room = state.house().outreach
    live.follow(lambda: room.db.changes)
    one = campaign.get(room, state.actor(), st.query_params.get(state.CAMPAIGN, ""))
    state.link("campaigns", _("All campaigns"), ":material/arrow_back:")
    st.title(parts.plain(one.name))
    summary.status(one, parts.plain(one.municipality))
    if one.status in GOING:
        sending.page(one)
    else:
        {"draft": _draft, "in_review": _in_review, "approved": _approved}[one.status](one)


def _draft(one: Campaign) -> None:
    if one.sent_back_because:
        st.warning(_("Sent back: {why}").format(why=parts.plain(one.sent_back_because)))
    st.write(_("This campaign is a draft."))
    if state.has("new-campaign"):
        state.link("new-campaign", _("Go on with the draft"), ":material/edit:", campaign=one.id)
    summary.draw(one)


def _in_review(one: Campaign) -> None:
    actor = state.actor()
    if may(actor, "campaign.approve") and actor.id != one.author:
        st.write(_("Read the text, the audience and the legal basis. Then approve or send back."))
    else:
        st.info(_("Waiting for a colleague to approve. The author of a campaign can't."))
    summary.draw(one)
    if may(actor, "campaign.approve") and actor.id != one.author:
        _judge(one)
    _take_back(one)


def _judge(one: Campaign) -> None:
    room, actor = state.house().outreach, state.actor()
    with st.container(border=True, key="campaign.judge"):
        if st.button(_("Approve"), key="campaign.approve", type="primary", icon=":material/check:"):
            with parts.acting():
                campaign.approve(room, actor, one.id, state.now())
        with st.form("campaign.send_back", border=False, enter_to_submit=False):
            because = st.text_area(
                _("Or say what should change"), key="campaign.because", height=90
            )
            pressed = st.form_submit_button(_("Send back"), key="campaign.send_back.submit")
        if pressed:
            with parts.acting():
                campaign.send_back(room, actor, one.id, because or "", state.now())


def _approved(one: Campaign) -> None:
    room, actor = state.house().outreach, state.actor()
    missing = campaign.missing(room, actor, one.id, state.now())
    summary.checklist(missing, _("Approved. Nothing is missing: it can be launched."))
    if may(actor, "campaign.launch"):
        _launch(one, bool(missing))
    else:
        st.info(_("Waiting for a team lead to launch."))
    _take_back(one)
    summary.draw(one)


def _launch(one: Campaign, lacking: bool) -> None:
    # What can't be undone is said once more: nobody texts hundreds of people by one slip.
    with st.popover(
        _("Launch"),
        key="campaign.launch",
        type="primary",
        icon=":material/send:",
        disabled=lacking,
    ):
        for line in summary.in_short(one):
            st.write(line)
        windows.at_night(one.window)
        if st.button(_("Yes, launch it"), key="campaign.launch.sure", disabled=lacking):
            with parts.acting():
                campaign.launch(state.house().outreach, state.actor(), one.id, state.now())


def _take_back(one: Campaign) -> None:
    if not may(state.actor(), "campaign.write"):
        return
    if st.button(_("Take back to change it"), key="campaign.take_back", icon=":material/undo:"):
        with parts.acting():
            campaign.take_back(state.house().outreach, state.actor(), one.id, state.now())
