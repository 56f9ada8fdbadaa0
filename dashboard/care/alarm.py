"""What no care worker may miss: a crisis that nobody reads, and the alarm that tests the alarm."""

import streamlit as st

from dashboard import live, parts, state
from dashboard.language import _, n_
from helpdesk import inbox, targets
from trust.access import may


def crisis(linked: bool = True) -> None:
    """A banner above any page while somebody in a crisis waits unread; it comes by itself.

    `linked`: with the way to the inbox, for every page but the inbox itself.
    """
    room, actor = state.house().helpdesk, state.actor()
    if not may(actor, "conversation.read"):
        return
    # The place is always there: what somebody writes below must not move to another one.
    with st.container(key="alarm.crisis", gap="xsmall"):
        live.follow(lambda: inbox.unclaimed_crises(room, actor))
        waiting = inbox.unclaimed_crises(room, actor)
        _draw_attention(waiting)
        if waiting:
            st.error(_said(waiting), icon=":material/emergency:")
            if linked:
                state.link("inbox", _("To the inbox"), ":material/inbox:")


def test() -> None:
    """Where an organisation that is open day and night answers its test alarm, when it is due."""
    room, actor = state.house().helpdesk, state.actor()
    if not targets.alarm_due(room, actor, state.now()):
        return
    with st.container(border=True, key="alarm.test"):
        st.markdown(
            _("This is a test alarm: is somebody there? Without your answer no campaign starts.")
        )
        if st.button(
            _("Test alarm received"),
            key="alarm.received",
            type="primary",
            icon=":material/notifications_active:",
        ):
            with parts.acting():
                targets.answer_alarm(room, actor, state.now())


def _said(waiting: int) -> str:
    return parts.counted(
        n_(
            "{n} person in a crisis waits, and nobody has claimed the conversation yet.",
            "{n} people in a crisis wait, and nobody has claimed their conversations yet.",
            waiting,
        ),
        waiting,
    )


def _draw_attention(waiting: int) -> None:
    # Once for each that comes: a banner that was there already is easily overlooked.
    if waiting > st.session_state.get(state.ALARMED, 0):
        st.toast(_said(waiting), icon=":material/emergency:", duration="long")
    st.session_state[state.ALARMED] = waiting
