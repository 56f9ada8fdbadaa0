"""The demo sign-in: pick somebody of the standing cast."""

import streamlit as st

from dashboard import parts, state, words
from dashboard.language import _
from problem import N_
from trust.access import CARE, OUTREACH, Actor
from trust.cast import cast

GROUPS = ((OUTREACH, N_("Campaign side")), (CARE, N_("Care side")), ("neither", N_("Machine")))


def page() -> None:
    st.title("Uitweg")
    st.write(
        _(
            "A way out by SMS: reach the customers of arrested dealers with an offer of help, and "
            "answer whoever asks for it."
        )
    )
    st.subheader(_("Who are you?"))
    st.caption(_("This is the demo: nobody here exists, and there are no passwords."))
    for column, (side, title) in zip(st.columns(len(GROUPS)), GROUPS, strict=True):
        with column:
            st.markdown(f"**{_(title)}**")
            for somebody in cast().values():
                if somebody.side == side:
                    _persona(somebody)


def _persona(somebody: Actor) -> None:
    st.button(
        parts.person(somebody),
        key=f"signin.{somebody.id}",
        help=_(words.ROLE_DOES[somebody.role]),
        on_click=state.sign_in,
        args=(somebody,),
        width="stretch",
    )
