"""Step 4: when texts may leave."""

from dataclasses import replace
from datetime import time

import streamlit as st

from dashboard import parts, state, windows
from dashboard.language import _
from outreach import campaign, pace, window
from outreach.campaign import Campaign
from outreach.window import Window

FIELDS = ("start", "end", "weekdays", "holidays")
UNTOUCHED = object()


def ready(one: Campaign) -> bool:
    return bool(one.window.weekdays) and not _unsaved(one)


def draw(one: Campaign) -> None:
    st.subheader(_("Window"))
    st.write(_("Texts leave in this window only, in Dutch time."))
    open_ = one.status == "draft"
    if not open_:
        _forget(one)
    chosen = _choose(one, open_)
    if open_ and st.button(_("Save the window"), key="window.save", type="primary"):
        with parts.acting():
            campaign.set_window(state.house().outreach, state.actor(), one.id, chosen, state.now())
    if open_ and chosen != one.window:
        st.warning(_("Not saved yet."))
    _what_it_means(one)


def _unsaved(one: Campaign) -> bool:
    # What was chosen is kept while the viewer looks at another step.
    kept = {name: st.session_state.get(_key(name, one), UNTOUCHED) for name in FIELDS}
    if one.status != "draft" or UNTOUCHED in kept.values():
        return False
    return _window(one, *kept.values()) != one.window


def _forget(one: Campaign) -> None:
    for name in FIELDS:
        st.session_state.pop(_key(name, one), None)


def _key(name: str, one: Campaign) -> str:
    return f"window.{name}.{one.id}"


def _window(one: Campaign, start: time, end: time, days: list[int], holidays: bool) -> Window:
    days_ = frozenset(days)
    return replace(one.window, start=start, end=end, weekdays=days_, holidays=holidays)


def _choose(one: Campaign, open_: bool) -> Window:
    now = one.window
    left, right = st.columns(2)
    start = left.time_input(
        _("From"),
        now.start,
        key=_key("start", one),
        disabled=not open_,
        persist_state="session",
    )
    end = right.time_input(
        _("Until"),
        now.end,
        key=_key("end", one),
        disabled=not open_,
        persist_state="session",
        help=_("From and until both 00:00: all day."),
    )
    names = parts.weekdays()
    days = st.pills(
        _("Days"),
        list(names),
        selection_mode="multi",
        default=sorted(now.weekdays),
        format_func=names.__getitem__,
        key=_key("weekdays", one),
        disabled=not open_,
        persist_state="session",
    )
    holidays = st.toggle(
        _("On public holidays too"),
        now.holidays,
        key=_key("holidays", one),
        disabled=not open_,
        persist_state="session",
    )
    return _window(one, start, end, days, holidays)


def _what_it_means(one: Campaign) -> None:
    settings, now = state.house().settings, state.now()
    st.caption(_("Saved: {window}.").format(window=windows.hours(one.window)))
    windows.at_night(one.window)
    if not window.is_open(one.window, now):
        opens = parts.moment(window.next_opening(one.window, now))
        st.caption(_("It opens next: {moment}.").format(moment=opens))
    takes = pace.estimate(one.wordings, one.recipients, settings).seconds
    st.caption(
        _("At {rate} segments a second, sending takes about {duration}.").format(
            rate=parts.number(settings.carrier.rate * settings.carrier.campaign_share),
            duration=parts.duration(takes),
        )
    )
