"""What no care worker may miss: a crisis that nobody reads, and the alarm that tests the alarm."""

from datetime import datetime, timedelta

import streamlit as st

from dashboard import live, parts, state
from dashboard.care import sound
from dashboard.language import _, n_
from helpdesk import alarms, inbox
from trust.access import may

AGAIN = timedelta(minutes=1)  # the sound comes back as long as nobody claims
Waiting = frozenset[tuple[str, datetime]]


def crisis(linked: bool = True) -> None:
    """A banner and a sound on any page while somebody in a crisis waits unread.

    `linked`: with the way to the inbox, for every page but the inbox itself.
    """
    room, actor = state.house().helpdesk, state.actor()
    if not may(actor, "conversation.read"):
        return
    # The place is always there: what somebody writes below must not move to another one.
    with st.container(key="alarm.crisis", gap="xsmall"):
        live.follow(lambda: _news(inbox.unclaimed_crises(room, actor)))
        waiting = inbox.unclaimed_crises(room, actor)
        _draw_attention(waiting)
        sound.draw()
        if waiting:
            st.error(_said(len(waiting)), icon=":material/emergency:")
            if linked:
                state.link("inbox", _("To the inbox"), ":material/inbox:")
    _try_out()


def test() -> None:
    """Where an organisation that is open day and night answers its test alarm, when it is due."""
    room, actor = state.house().helpdesk, state.actor()
    if not alarms.due(room, actor, state.now()):
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
                alarms.answer(room, actor, state.now())


def _said(waiting: int) -> str:
    return parts.counted(
        n_(
            "{n} person in a crisis waits, and nobody has claimed the conversation yet.",
            "{n} people in a crisis wait, and nobody has claimed their conversations yet.",
            waiting,
        ),
        waiting,
    )


def _news(waiting: Waiting) -> object:
    # Whom it is about, and whether it is time for the sound again.
    return waiting, bool(waiting) and _is_time()


def _is_time() -> bool:
    rung: datetime | None = st.session_state.get(state.RUNG_AT)
    return rung is None or state.now() - rung >= AGAIN


def _draw_attention(waiting: Waiting) -> None:
    # A toast once for each that comes: a banner that was there already is easily overlooked.
    fresh = waiting - st.session_state.get(state.ALARMED, frozenset())
    if fresh:
        st.toast(_said(len(waiting)), icon=":material/emergency:", duration="long")
    if fresh or (waiting and _is_time()):
        sound.ring()
        st.session_state[state.RUNG_AT] = state.now()
    st.session_state[state.ALARMED] = waiting


def _try_out() -> None:
    with st.sidebar, st.container(key="alarm.try", gap="xsmall"):
        st.button(
            _("Try the sound"),
            key="alarm.sound_try",
            icon=":material/volume_up:",
            on_click=_tried,
            help=_(
                "A crisis that nobody has claimed sounds in this page, and again every minute. "
                "No browser makes a sound before somebody has clicked in the page, so press this "
                "each time after opening or reloading it, and see that the volume is up."
            ),
        )
        if not st.session_state.get(state.TRIED):
            st.caption(_("Press it once: until then your browser may keep silent in a crisis."))


def _tried() -> None:
    st.session_state[state.TRIED] = True
    sound.ring()
