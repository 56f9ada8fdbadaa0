"""A sending window in words."""

from datetime import time

import streamlit as st

from dashboard import parts
from dashboard.language import _
from outreach.window import Window

EARLY, LATE = time(8), time(22)  # who is texted outside these hours may be asleep


def hours(window: Window) -> str:
    """A sending window in words: "Mon-Sat 10:00-20:00, not on public holidays"."""
    days = ", ".join(_runs(sorted(window.weekdays)))
    times = f"{window.start:%H:%M}-{window.end:%H:%M}"
    if window.start == window.end:
        times = _("all day")
    rest = _("on public holidays too") if window.holidays else _("not on public holidays")
    return f"{days} {times}, {rest}"


def _runs(days: list[int]) -> list[str]:
    # 1, 2, 3, 6 -> "Mon-Wed", "Sat"
    names, found = parts.weekdays(), list[list[int]]()
    for day in days:
        if found and day == found[-1][-1] + 1:
            found[-1].append(day)
        else:
            found.append([day])
    return [names[run[0]] + (f"-{names[run[-1]]}" if len(run) > 1 else "") for run in found]


def at_night(window: Window) -> None:
    """Say so when texts may leave while people sleep."""
    whole = window.start >= window.end  # all day, or past midnight
    if whole or window.start < EARLY or window.end > LATE:
        st.warning(_("This window is open at night: the text may wake people."))
