"""The right column of the inbox: what is known, and why the conversation is here."""

import streamlit as st

from dashboard import parts, state
from dashboard.care import words
from dashboard.language import _
from helpdesk.conversation import Conversation


def draw(one: Conversation) -> None:
    """Everything that a worker may want to know before answering, in words."""
    with st.container(key="inbox.context"):
        st.subheader(_("What we know"))
        for name, said in _known(one):
            st.markdown(f":gray[{name}]  \n{said}")
        _sent(one)


def _known(one: Conversation) -> list[tuple[str, str]]:
    rows = [
        (_("Understood as"), f"{_(words.INTENT[one.intent])}. {words.sentence(one.reason)}."),
        (_("Also"), ", ".join(_(words.FLAG[flag]) for flag in one.flags if flag in words.FLAG)),
        (_("Writes"), words.language(one.language)),
        (_("Municipality"), parts.plain(one.municipality)),
        (_("Waits since"), parts.moment(one.waiting_since) if one.waiting_since else ""),
        (_("To be answered before"), parts.moment(one.due) if one.due else ""),
        (_("Claimed"), _claimed(one)),
        (_("Here because"), words.sentence(one.routed_because)),
        (_("Campaign"), parts.plain(one.campaign) or _("none that we know of")),
    ]
    return [(name, said) for name, said in rows if said]


def _claimed(one: Conversation) -> str:
    if not one.claimed_by or one.claimed is None:
        return ""
    mine = one.claimed_by == state.actor().id
    name = _("you") if mine else parts.plain(_(one.claimed_name))
    return f"{name}, {parts.moment(one.claimed)}"


def _sent(one: Conversation) -> None:
    if not one.sent:
        return
    with st.expander(_("What the campaign wrote")):
        st.caption(_("The person got one of these; nobody kept which, nor the link."))
        for wording in one.sent.values():
            st.markdown(parts.plain(wording))
