"""One campaign: what it is, and what can be done with it now."""

from datetime import datetime

import streamlit as st

from dashboard import live, parts, planned, starting, state, steering, summary
from dashboard.language import _
from dashboard.views import sending
from outreach import campaign
from outreach.campaign import Campaign
from trust.access import may

GOING = ("sending", "paused", "finished", "cancelled")


def page() -> None:
    room, actor = state.house().outreach, state.actor()
    id_ = st.query_params.get(state.CAMPAIGN, "")
    live.follow(lambda: _signal(campaign.get(room, actor, id_)))
    one = campaign.get(room, actor, id_)
    state.link("campaigns", _("All campaigns"), ":material/arrow_back:")
    st.title(parts.plain(one.name))
    summary.status(one, parts.plain(one.municipality))
    steering.told(one)
    if one.status in GOING:
        sending.page(one)
    else:
        {"draft": _draft, "in_review": _in_review, "approved": _approved}[one.status](one)


def _signal(one: Campaign) -> object:
    # Not each commit: while texts leave there are many a second, and a page that is drawn anew all
    # the time can't be read, let alone pressed.
    return sending.signal(one) if one.status in GOING else one


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
        # By a callback, which is handed what was drawn, and so what the approver has read.
        st.button(
            _("Approve"),
            key="campaign.approve",
            type="primary",
            icon=":material/check:",
            on_click=_approve,
            args=(one.id, one.submitted),
        )
        with st.form("campaign.send_back", border=False, enter_to_submit=False):
            because = st.text_area(
                _("Or say what should change"), key="campaign.because", height=90
            )
            pressed = st.form_submit_button(_("Send back"), key="campaign.send_back.submit")
        if pressed:
            with steering.acting(one):
                campaign.send_back(room, actor, one.id, because or "", state.now())


def _approve(id_: str, read: datetime | None) -> None:
    with parts.saying_problems():
        room, actor = state.house().outreach, state.actor()
        campaign.approve(room, actor, id_, state.now(), seen=read)


def _approved(one: Campaign) -> None:
    room, actor = state.house().outreach, state.actor()
    if one.lapsed:
        st.warning(_("It did not start by itself: {why}").format(why=_(one.lapsed)))
    missing = campaign.missing(room, actor, one.id, state.now())
    summary.checklist(missing, _("Approved. Nothing is missing: it can be launched."))
    if may(actor, "campaign.launch"):
        starting.draw(one, bool(missing))
    else:
        st.info(planned.said(one) or _("Waiting for a team lead to launch."))
    _take_back(one)
    summary.draw(one)


def _take_back(one: Campaign) -> None:
    if not may(state.actor(), "campaign.write"):
        return
    label, icon = _("Take back to change it"), ":material/undo:"
    if one.status == "in_review":
        if st.button(label, key="campaign.take_back", icon=icon):
            _taken_back(one)
        return
    with parts.question(label, "campaign.take_back.ask", icon=icon):
        st.write(_lost(one))
        if st.button(_("Yes, take it back"), key="campaign.take_back"):
            _taken_back(one)


def _lost(one: Campaign) -> str:
    if one.starts:
        return _("Its approval and its planned start are gone then: a colleague approves it anew.")
    return _("Its approval is gone then: a colleague has to approve it anew.")


def _taken_back(one: Campaign) -> None:
    with steering.acting(one):
        campaign.take_back(state.house().outreach, state.actor(), one.id, state.now())
        parts.answered()
