"""What a button does to a campaign, which a colleague may have moved on meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard import parts, state
from outreach import campaign
from outreach.campaign import Campaign
from problem import Problem

REFUSED = "steering.refused"  # session key: {campaign: the Problem to tell of once}


@contextmanager
def acting(one: Campaign) -> Iterator[None]:
    """As `parts.acting`; when it was refused since `one` has moved on, the page is drawn as it is
    now, with the sentence above it."""
    try:
        yield
    except Problem as problem:
        if campaign.get(state.house().outreach, state.actor(), one.id).status == one.status:
            parts.show(problem)
            return
        st.session_state.setdefault(REFUSED, {})[one.id] = problem
    st.rerun()


def told(one: Campaign) -> None:
    """Why the last button was refused, said once."""
    problem = st.session_state.get(REFUSED, {}).pop(one.id, None)
    if problem:
        parts.show(problem)
