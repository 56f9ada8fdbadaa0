"""Whom a campaign texts: the fields of its rule."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard import parts, state
from dashboard.language import _
from outreach import campaign
from outreach.campaign import Campaign
from outreach.rule import MODES, MOST, Rule


def draw(one: Campaign) -> None:
    """The fields; what is changed is saved on leaving a field."""
    draft = one.status == "draft"
    kept: dict[str, Any] = {"disabled": not draft, "on_change": _save, "args": (one,)}
    st.radio(
        _("Who counts"),
        list(MODES),
        index=list(MODES).index(one.rule.mode),
        format_func=lambda mode: _(MODES[mode]),
        key=_key("mode", one),
        **kept,
    )
    left, middle, right = st.columns(3)
    left.date_input(
        _("Messages from"), one.rule.since, format="DD/MM/YYYY", key=_key("since", one), **kept
    )
    middle.date_input(
        _("up to and including"),
        one.rule.until,
        format="DD/MM/YYYY",
        key=_key("until", one),
        **kept,
    )
    right.number_input(
        _("At least so many messages"),
        min_value=1,
        max_value=MOST,
        value=one.rule.least,
        key=_key("least", one),
        **kept,
    )
    if one.rule.mode == "buyers":
        st.text_area(
            _("Wording list, one a line"),
            value=one.rule.words,
            height=240,
            key=_key("words", one),
            help=_("The first lines of the list say how to write one. Saved on leaving the field."),
            **kept,
        )


def _save(one: Campaign) -> None:
    held = {name: st.session_state.get(_key(name, one)) for name in ("since", "until")}
    rule = Rule(
        mode=st.session_state[_key("mode", one)],
        words=st.session_state.get(_key("words", one), one.rule.words),
        since=_day(held["since"]),
        until=_day(held["until"]),
        least=int(st.session_state[_key("least", one)]),
    )
    with parts.saying_problems():
        campaign.set_rule(state.house().outreach, state.actor(), one.id, rule, state.now())


def _key(name: str, one: Campaign) -> str:
    return f"selection.{name}.{one.id}"


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
