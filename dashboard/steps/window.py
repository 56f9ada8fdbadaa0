"""Step 4: when texts may leave."""

from dataclasses import replace

import streamlit as st

from dashboard import parts, state, summary
from dashboard.language import _
from outreach import campaign, pace, window
from outreach.campaign import Campaign
from outreach.window import Window


def ready(one: Campaign) -> bool:
    return bool(one.window.weekdays)


def draw(one: Campaign) -> None:
    st.subheader(_("Window"))
    st.write(_("Texts leave in this window only, in Dutch time."))
    open_ = one.status == "draft"
    chosen = _choose(one, open_)
    if open_ and st.button(_("Save the window"), key="window.save", type="primary"):
        with parts.acting():
            campaign.set_window(state.house().outreach, state.actor(), one.id, chosen, state.now())
    _what_it_means(one)


def _choose(one: Campaign, open_: bool) -> Window:
    now = one.window
    left, right = st.columns(2)
    start = left.time_input(_("From"), now.start, key=f"window.start.{one.id}", disabled=not open_)
    end = right.time_input(
        _("Until"),
        now.end,
        key=f"window.end.{one.id}",
        disabled=not open_,
        help=_("From and until both 00:00: all day."),
    )
    names = parts.weekdays()
    days = st.pills(
        _("Days"),
        list(names),
        selection_mode="multi",
        default=sorted(now.weekdays),
        format_func=names.__getitem__,
        key=f"window.weekdays.{one.id}",
        disabled=not open_,
    )
    holidays = st.toggle(
        _("On public holidays too"),
        now.holidays,
        key=f"window.holidays.{one.id}",
        disabled=not open_,
    )
    return replace(now, start=start, end=end, weekdays=frozenset(days), holidays=holidays)


def _what_it_means(one: Campaign) -> None:
    settings, now = state.house().settings, state.now()
    st.caption(_("Saved: {window}.").format(window=summary.hours(one.window)))
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
