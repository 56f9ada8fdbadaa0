"""The inbox: who waits, the conversation, and what is known around it."""

from dataclasses import dataclass

import streamlit as st

from dashboard import live, parts, state
from dashboard.care import alarm, context, conversation, handling, waiting_list
from dashboard.language import _
from helpdesk import inbox
from helpdesk.conversation import Conversation
from problem import Problem

# Columns know no "one at a time". These are our own keys, and all the styling there is: on a
# narrow screen an open conversation takes the place of the list, with a way back.
NARROW = "(max-width: 900px)"
ONE_AT_A_TIME = f"""<style>
@media {NARROW} {{ .st-key-inbox-list, .st-key-inbox-tabs {{ display: none; }} }}
@media not all and {NARROW} {{ .st-key-inbox-back {{ display: none; }} }}
</style>"""


@dataclass(frozen=True)
class Opened:
    """The conversation that the address names, or why it can't be shown."""

    conversation: Conversation | None = None
    problem: Problem | None = None


def page() -> None:
    room = state.house().helpdesk
    # Times left grow old without anything happening, so a new minute is news too.
    live.follow(lambda: (room.db.changes, state.now().strftime("%H:%M")))
    st.title(_("Inbox"))
    alarm.test()
    opened = _opened()
    handling.told("")
    if opened.problem:
        parts.show(opened.problem)
    with st.container(key="inbox.tabs"):
        rows = waiting_list.tabs()
    left, middle, right = st.columns([3.5, 5, 2.8], gap="medium")
    with left, st.container(key="inbox.list", gap="xsmall"):
        waiting_list.draw(rows, opened.conversation.id if opened.conversation else "")
    if opened.conversation is None:
        with middle:
            st.caption(_("Choose a conversation to read it."))
        return
    st.html(ONE_AT_A_TIME)
    with middle:
        conversation.draw(opened.conversation)
    with right:
        context.draw(opened.conversation)


def _opened() -> Opened:
    chosen = st.query_params.get(state.CONVERSATION)
    if not chosen:
        return Opened()
    try:
        room, actor = state.house().helpdesk, state.actor()
        return Opened(inbox.open(room, actor, chosen, state.now()))
    except Problem as problem:
        return Opened(problem=problem)
