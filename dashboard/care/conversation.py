"""The middle column of the inbox: one conversation as a chat, and what can be done with it."""

from itertools import groupby

import streamlit as st

from dashboard import parts
from dashboard.care import answering, handling, talk, waiting_list, words
from dashboard.language import _
from helpdesk.conversation import Conversation

CHAT = 360  # pixels: the answer box below it stays where it is, however much is said


def draw(one: Conversation) -> None:
    """All of it, with what came of the last deed in it."""
    st.button(
        _("Back to the list"),
        key="inbox.back",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=waiting_list.choose,
        args=("",),
    )
    known = f"{words.language(one.language)} · {parts.plain(one.number)}"
    st.markdown(f"{waiting_list.badge(one)} {known}  \n:gray[{handling.state_of(one)}]")
    handling.draw(one)
    with st.container(height=CHAT, key="inbox.chat"):
        for day, entries in groupby(one.entries, key=lambda entry: parts.day_of(entry.moment)):
            talk.separator(parts.day(day))
            for entry in entries:
                talk.draw(entry, one.language)
    handling.told(one.id)
    answering.draw(one)
