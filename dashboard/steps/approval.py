"""Step 6: hand the campaign to a colleague, who reads it and decides."""

import streamlit as st

from dashboard import state, steering, summary
from dashboard.language import _
from outreach import campaign
from outreach.campaign import Campaign

APPROVED = ("approved", "sending", "paused", "finished", "cancelled")


def ready(one: Campaign) -> bool:
    return one.status in APPROVED


def draw(one: Campaign) -> None:
    st.subheader(_("Approval"))
    if one.status == "draft":
        _submit(one)
    elif one.status == "in_review":
        st.info(_("Waiting for a colleague to approve. The author of a campaign can't."))
    else:
        st.success(_("Approved."), icon=":material/check_circle:")


def _submit(one: Campaign) -> None:
    room, actor = state.house().outreach, state.actor()
    missing = campaign.missing(room, actor, one.id, state.now())
    summary.checklist(missing, _("Nothing is missing."))
    st.write(_("A second team lead or the approver reads text, audience and legal basis."))
    if st.button(
        _("Ask for approval"),
        key="approval.submit",
        type="primary",
        icon=":material/send:",
        disabled=bool(missing),
    ):
        with steering.acting(one):
            campaign.submit(room, actor, one.id, state.now())
