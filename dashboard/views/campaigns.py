"""All campaigns, and the way to one of them."""

import streamlit as st

from dashboard import live, parts, state, summary
from dashboard.language import _, n_
from outreach import campaign
from outreach.campaign import Campaign


def page() -> None:
    room, actor = state.house().outreach, state.actor()
    live.follow(lambda: campaign.all_of(room, actor))
    st.title(_("Campaigns"))
    campaigns = campaign.all_of(room, actor)
    if not campaigns:
        st.info(_("No campaign yet. Start one with the exports of the seized phones."))
    if state.has("new-campaign"):
        state.link("new-campaign", _("Start a campaign"), ":material/add_circle:")
    for each in campaigns:
        _row(each)


def _row(each: Campaign) -> None:
    with st.container(border=True, key=f"campaigns.{each.id}"):
        state.link("campaign", f"**{parts.plain(each.name)}**", campaign=each.id)
        summary.status(each, _about(each))


def _about(each: Campaign) -> str:
    recipients = n_("{n} recipient", "{n} recipients", each.recipients)
    when = each.launched or each.created
    said = _("launched {moment}") if each.launched else _("started {moment}")
    return " · ".join(
        (
            parts.plain(each.municipality),
            recipients.format(n=parts.number(each.recipients)),
            said.format(moment=parts.moment(when)),
        )
    )
