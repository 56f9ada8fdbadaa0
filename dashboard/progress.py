"""How far a campaign is, moving by itself: bar, pace, states over time, errors.

These are fragments of the page, so that a button or an open question beside them stays as it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import streamlit as st

from carrier import codes
from dashboard import charts, parts, plots, state, story, words
from dashboard.language import _, n_
from outreach import pace, reach, unknown
from outreach.campaign import Campaign
from outreach.reach import Reach
from outreach.room import Outreach
from outreach.standings import Point
from trust.access import Actor

MINUTE = timedelta(minutes=1)
QUICK, SLOW = 1.0, 5.0  # seconds; a campaign that stands still hears of receipts only


@dataclass(frozen=True)
class Figures:
    """All that moves on the page, of one moment."""

    reach: Reach
    per_minute: float
    asked: int  # of the unknown ones: the carrier is being asked, no person yet
    over_time: list[Point]
    errors: list[tuple[str, int]]


def bar(one: Campaign) -> None:
    """How many are handled, how fast it goes, and when it will be done."""
    st.fragment(_bar, run_every=_pause(one, QUICK))(one)


def states(one: Campaign) -> None:
    """In what states the messages stood over time, and what the carrier said of them."""
    st.fragment(_states, run_every=_pause(one, 2 * QUICK))(one)


def now_of(one: Campaign) -> Figures:
    """The figures as they stand, or stood less than a second ago."""
    room, actor = state.house().outreach, state.actor()
    return _figures(one.id, one.status, actor.role, room, actor, state.now())


@st.cache_data(ttl=QUICK, show_spinner=False)
def _figures(
    campaign: str, status: str, role: str, _room: Outreach, _actor: Actor, _now: datetime
) -> Figures:
    # Counted once a second for all who look, and apart for each role: it decides what may be seen.
    came = reach.reach(_room, _actor, campaign)
    return Figures(
        came,
        reach.per_minute(_room, _actor, campaign, _now),
        max(0, came.unknown - unknown.amount(_room, _actor, campaign, _now)),
        reach.states_over_time(_room, _actor, campaign, _now),
        reach.errors(_room, _actor, campaign),
    )


def _pause(one: Campaign, seconds: float) -> float:
    return seconds if one.status == "sending" else SLOW


def _bar(one: Campaign) -> None:
    figures = now_of(one)
    amount, waiting = figures.reach.recipients, figures.reach.queued
    said = _("{done} of {all} handled").format(
        done=parts.number(amount - waiting), all=parts.number(amount)
    )
    st.progress((amount - waiting) / amount if amount else 0.0, text=said)
    if one.status == "sending":
        parts.figures(*_pace(one, figures))
        if not waiting and figures.reach.unknown:
            st.caption(_waits(figures.reach.unknown))
    if figures.asked:
        asked = n_(
            "The carrier did not answer for {n} text: it is being asked whether it has it.",
            "The carrier did not answer for {n} texts: it is being asked whether it has them.",
            figures.asked,
        )
        st.caption(parts.counted(asked, figures.asked))


def _pace(one: Campaign, figures: Figures) -> list[tuple[str, str, str]]:
    settings, now = state.house().settings, state.now()
    expected = figures.per_minute or pace.planned(one.wordings, settings, one.shares)
    waits = not figures.reach.queued and figures.reach.unknown
    end = None if waits else pace.ends(figures.reach.queued, expected, one.window, now)
    return [
        (_("Messages a minute"), parts.number(figures.per_minute), ""),
        (_("Still to go"), parts.number(figures.reach.queued), ""),
        (_("Expected end"), *_clock_and_day(end)),
    ]


def _waits(amount: int) -> str:
    said = n_(
        "Nothing is left to send. It ends once it is known whether the carrier has {n} text.",
        "Nothing is left to send. It ends once it is known whether the carrier has {n} texts.",
        amount,
    )
    return parts.counted(said, amount)


def _clock_and_day(end: datetime | None) -> tuple[str, str]:
    if end is None:
        return "–", ""
    return parts.clock_time(end), parts.day(parts.day_of(end))


def _states(one: Campaign) -> None:
    figures = now_of(one)
    st.subheader(_("Messages by state"))
    counts = story.by_status(figures.reach)
    names = words.CANCELLED if one.status == "cancelled" else words.MESSAGE
    rows = [(_(said), counts[name]) for name, said in names.items() if counts[name]]
    st.write(" · ".join(f"{name}: **{parts.number(amount)}**" for name, amount in rows))
    if len(figures.over_time) > 1:
        _over_time(figures.over_time, names)
    if figures.reach.held:
        st.caption(story.held(figures.reach))
    if figures.errors:
        _errors(figures.errors)


def _over_time(points: list[Point], names: dict[str, str]) -> None:
    met = [name for name in names if any(name in counts for _moment, counts in points)]
    close = points[1][0] - points[0][0] < MINUTE
    charts.draw(
        plots.states_over_time(points, names),
        _("Messages in each state as time went by; the last bar is how they stand now"),
        (_("From"), *(_(names[name]) for name in met)),
        [
            (parts.moment(moment, seconds=close), *(counts.get(name, 0) for name in met))
            for moment, counts in points
        ],
        "states",
    )
    st.caption(_("Each bar is how they stood at its end; the last one is how they stand now."))


def _errors(errors: list[tuple[str, int]]) -> None:
    st.subheader(_("What the carrier said of texts that did not arrive"))
    meanings = [(codes.words(code), amount) for code, amount in errors]
    st.table(
        {
            _("What happened"): [_(meaning.says) for meaning, _amount in meanings],
            _("What to do"): [_(meaning.todo) for meaning, _amount in meanings],
            _("Messages"): [parts.number(amount) for _meaning, amount in meanings],
        },
        hide_index=True,
    )
    st.caption(
        _(
            "Why one person's phone got no text is told in two groups only. One of the carrier's "
            "reasons is that this person told it to stop, and nobody on this side may see who did."
        )
    )
