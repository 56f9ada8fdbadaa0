"""Notes: what a worker writes for colleagues, and which is never sent."""

import streamlit as st

from dashboard import state
from dashboard.care import handling
from dashboard.language import _
from helpdesk import inbox


def draw(one: str) -> None:
    """The button that opens the field for a note in conversation `one`."""
    with st.popover(_("Note"), key="inbox.note", on_change="rerun"):
        with handling.form(f"inbox.note.form.{one}"):
            st.text_area(
                _("For your colleagues; it is never sent."),
                key=f"inbox.note.text.{one}",
                height=100,
                persist_state="session",
            )
            handling.told(one, "note")
            handling.submit(_("Keep the note"), "inbox.note.keep", _keep, one)


def _keep(one: str) -> None:
    field = f"inbox.note.text.{one}"

    def deed() -> None:
        text = st.session_state.get(field) or ""
        inbox.note(state.house().helpdesk, state.actor(), one, text, state.now())
        st.session_state[field] = ""
        st.session_state["inbox.note"] = False

    handling.act(one, deed, "note")
