"""Whom a campaign texts: the fields of its rule."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard import parts, state
from dashboard.language import _
from outreach import campaign
from outreach.campaign import Campaign
from outreach.rule import MODES, MOST, Rule
from outreach.selection import DEFAULT_WORDS
from problem import Problem

REFUSED = "selection.refused"  # session key: {campaign: Problem} of what was changed last


def draw(one: Campaign) -> bool:
    """The fields; what is changed is saved on leaving a field. False when it could not be."""
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
    _narrowed(one, kept)
    if one.rule.mode == "buyers":
        _words(one, kept)
    refused = st.session_state.get(REFUSED, {}).get(one.id)
    if refused and draft:
        parts.show(refused)
    return not refused


def _narrowed(one: Campaign, kept: dict[str, Any]) -> None:
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
        help=_("Counted over all files that are chosen together."),
        **kept,
    )


def _words(one: Campaign, kept: dict[str, Any]) -> None:
    st.text_area(
        _("Wording list, one a line"),
        value=one.rule.words,
        height=240,
        key=_key("words", one),
        help=_(
            "A plain word or phrase a line is enough: small typing errors are forgiven. The first "
            "lines say what more can be written. Saved on leaving the field."
        ),
        **kept,
    )
    if one.status == "draft" and one.rule.words != DEFAULT_WORDS:
        st.button(
            _("Back to the standard list"),
            key=_key("standard", one),
            icon=":material/undo:",
            on_click=_standard,
            args=(one,),
        )


def _standard(one: Campaign) -> None:
    st.session_state[_key("words", one)] = DEFAULT_WORDS
    _save(one)


def _save(one: Campaign) -> None:
    held = {name: st.session_state.get(_key(name, one)) for name in ("since", "until")}
    rule = Rule(
        mode=st.session_state[_key("mode", one)],
        words=st.session_state.get(_key("words", one), one.rule.words),
        since=_day(held["since"]),
        until=_day(held["until"]),
        least=int(st.session_state[_key("least", one)]),
    )
    refused = st.session_state.setdefault(REFUSED, {})
    refused.pop(one.id, None)
    try:
        campaign.set_rule(state.house().outreach, state.actor(), one.id, rule, state.now())
    except Problem as problem:
        refused[one.id] = problem


def _key(name: str, one: Campaign) -> str:
    return f"selection.{name}.{one.id}"


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
