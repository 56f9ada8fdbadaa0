"""What people get back by themselves when they reply, in every language that they may write."""

import html

import streamlit as st

from dashboard import parts, state
from dashboard.language import _
from helpdesk import texts, workdays
from problem import N_

# Only what leaves without anybody pressing a button; the rest is offered to care workers.
WHEN = {
    "help": N_("asks for help"),
    "question": N_("asks who this is, or whether it is real"),
    "opt_out": N_("says stop"),
    "start": N_("says start after a stop"),
    "wrong_person": N_("is somebody else"),
    "other": N_("writes something that is not understood"),
    "media": N_("sends a picture"),
    "crisis": N_("is in need, or wants to die"),
    "alert": N_("is in need, and somebody is there who sees it"),
    "follow_up": N_("is in need, and nobody could answer in five minutes"),
    "reading": N_("is in need, and a care worker reads it now"),
    "children": N_("seems to be a minor"),
    "violence": N_("writes of violence at home"),
}


def draw() -> None:
    """A choice of language, and each text in it with what it takes on the air."""
    language = st.selectbox(
        _("Language"),
        texts.LANGUAGES,
        format_func=texts.name,
        key="automatic.language",
        help=_("A reply is answered in the language that it is written in."),
    )
    st.caption(
        _("An organisation may say it in its own words; numbers, day and address stay in them.")
    )
    for kind, when in WHEN.items():
        said = _said(kind, str(language))
        with st.container(border=True):
            st.caption(_("Who {does}").format(does=_(when)))
            st.html(f'<p lang="{language}" dir="auto">{html.escape(said)}</p>')
            st.caption(parts.measured(said))


def _said(kind: str, language: str) -> str:
    settings = state.house().settings
    promised = workdays.after(state.now(), settings.targets.help_working_days)
    day = texts.day(promised, language)
    address = f"{settings.public_address}/question"
    return texts.fill(kind, language, day=day, address=address)
