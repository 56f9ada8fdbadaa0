"""Step 5: a test text to oneself, and everything that a launch still lacks."""

import streamlit as st

from dashboard import parts, state, summary
from dashboard.language import _
from outreach import campaign, numbers
from outreach.campaign import Campaign


def ready(one: Campaign) -> bool:
    if one.status != "draft":
        return True  # it was complete when it was handed over
    return not campaign.missing(state.house().outreach, state.actor(), one.id, state.now())


def draw(one: Campaign) -> None:
    st.subheader(_("Check"))
    if one.status == "draft":
        missing = campaign.missing(state.house().outreach, state.actor(), one.id, state.now())
        summary.checklist(missing, _("Nothing is missing."))
    _test(one)
    summary.draw(one)


def _test(one: Campaign) -> None:
    st.subheader(_("Test text"))
    if one.tested:
        sent = parts.moment(one.tested)
        st.success(_("Sent {moment}.").format(moment=sent), icon=":material/check_circle:")
    phone = state.actor().phone
    if not phone:
        st.info(_("You have no phone number here. Ask a team lead who has to send the test text."))
    elif one.status == "draft":
        label = _("Send it to my own phone ({number})").format(number=numbers.masked(phone))
        if st.button(label, key="check.test", icon=":material/sms:"):
            with parts.acting():
                campaign.send_test(state.house().outreach, state.actor(), one.id, state.now())
