"""The coordinator's page for what the own organisation says by itself."""

import streamlit as st

from dashboard import state
from dashboard.care import kinds, textbox, words
from dashboard.language import _
from helpdesk import texts, wordings

# Our own key, and all the styling there is: who writes Arabic writes it from the right.
RIGHT_TO_LEFT = "<style>.st-key-texts-rtl textarea { direction: rtl; text-align: right; }</style>"


def page() -> None:
    st.title(_("Automatic texts"))
    st.write(
        _(
            "What people get by themselves when they are routed to your organisation. The text is "
            "counted when you leave the field; nothing changes before you save it."
        )
    )
    language = _language()
    every = wordings.all_of(state.house().helpdesk, state.actor())
    chosen = {one.kind: one for one in every if one.language == language}
    turned = language in texts.RIGHT_TO_LEFT
    if turned:
        st.html(RIGHT_TO_LEFT)
    with st.container(key="texts.rtl" if turned else "texts.ltr"):
        for kind in kinds.NAMES:
            textbox.draw(chosen[kind])


def _language() -> str:
    return str(
        st.selectbox(
            _("Language"),
            texts.LANGUAGES,
            format_func=_called,
            key="texts.language",
            help=_("A reply is answered in the language that it is written in."),
            persist_state="session",
            width=320,
        )
    )


def _called(code: str) -> str:
    ours, own = words.language(code), texts.name(code)
    return own if ours == own else f"{ours} · {own}"
