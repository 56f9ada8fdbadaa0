"""Small things that many pages show: problems, dates as people say them, numbers, money."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st
from babel.dates import format_date, format_time, get_day_names
from babel.numbers import format_currency, format_decimal, format_percent
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from dashboard import state
from dashboard.language import _, n_
from helpdesk import partners
from helpdesk.room import Helpdesk
from outreach import text as texts
from problem import Problem
from trust.access import Actor
from trust.cast import cast

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CELL = 158  # pixels: four in a row beside the menu, two on a phone of 390
VERBATIM = ("export", "label", "other")  # somebody's own words, whatever else they may mean
MARKS = re.compile(r"[\\`*_{}\[\]()#+!|<>~$:.-]")


def sentence(problem: Problem) -> str:
    """The problem in the viewer's language, filled in, as Markdown: what fills it is shown as it
    is, for it may come from a file that somebody made."""
    values = {k: _verbatim(v) if k in VERBATIM else _said(v) for k, v in problem.values.items()}
    return _(problem.template).format(**values)


def show(problem: Problem) -> None:
    """Say what is wrong, here: call it beside the field that is wrong."""
    st.error(sentence(problem), icon=":material/error:")


@contextmanager
def saying_problems() -> Iterator[None]:
    """Do something that may be refused, and say why when it is."""
    try:
        yield
    except Problem as problem:
        show(problem)


@contextmanager
def acting() -> Iterator[None]:
    """Do what a button asks; draw the page anew with the outcome, or say why it was refused."""
    try:
        yield
    except Problem as problem:
        show(problem)
    else:
        st.rerun()


def question(label: str, key: str, **look: Any) -> PopoverContainer:
    """A button that asks before it acts, and stays open until it is `answered`."""
    times = st.session_state.get(state.ANSWERED, 0)
    with st.container(key=key, width="content"):
        return st.popover(label, key=f"{key}.{times}", **look)


def answered() -> None:
    """Close the question in which something was just done."""
    st.session_state[state.ANSWERED] = st.session_state.get(state.ANSWERED, 0) + 1


def field(place: DeltaGenerator, label: str, key: str, pressed: str, help: str = "") -> str:
    """A line of text that must be filled in, and what is wrong with it right below.

    `pressed` is the key of the button: nobody is told off before pressing it. What was typed is
    kept while the viewer looks elsewhere.
    """
    typed = place.text_input(label, key=key, help=help or None, persist_state="session")
    value = (typed or "").strip()
    if not value and st.session_state.get(pressed):
        place.error(_("Fill this in."), icon=":material/error:")
    return value


def figures(*cells: tuple[str, str, str]) -> None:
    """A row of large figures: label, value, small print ('' for none). Two a row on a phone."""
    with st.container(horizontal=True, gap="medium"):
        for label, value, foot in cells:
            with st.container(width=CELL):
                st.metric(label, value)
                if foot:
                    st.caption(foot)


def plain(text: str) -> str:
    """Somebody's own words, kept from being read as Markdown."""
    return MARKS.sub(r"\\\g<0>", text)


def person(actor: Actor) -> str:
    """How an actor is called, and for which organisation they work.

    The names of the demo cast are roles, and so are translated.
    """
    if not actor.organisation:
        return _(actor.name)
    return f"{_(actor.name)} · {organisation(actor.organisation)}"


def called(actor: str) -> str:
    """How somebody is called, by their id; an unknown id stays as it is."""
    somebody = cast().get(actor)
    return person(somebody) if somebody else actor


def organisation(partner: str) -> str:
    """What a care partner is called, by its id; an unknown id stays as it is."""
    house = state.house()
    return _organisations(str(house.data), house.helpdesk).get(partner, partner)


@st.cache_data(ttl=60.0, show_spinner=False)
def _organisations(data: str, _room: Helpdesk) -> dict[str, str]:
    return {one.id: one.name for one in partners.all_of(_room)}


def number(value: float, decimals: int = 0) -> str:
    """1234.5 -> "1.234,5" in Dutch."""
    fraction = "." + "0" * decimals if decimals else ""
    return str(format_decimal(value, format="#,##0" + fraction, locale=state.language()))


def counted(sentence: str, n: int) -> str:
    """Fill `{n}`: `counted(n_("{n} text", "{n} texts", n), n)`."""
    return sentence.format(n=number(n))


def percent(value: float, decimals: int = 1) -> str:
    """A share from 0 to 1, such as 0.467 -> "46,7%" in Dutch."""
    pattern = "#,##0." + "0" * decimals + "%" if decimals else "#,##0%"
    return str(format_percent(value, format=pattern, locale=state.language()))


def euro(value: float) -> str:
    return str(format_currency(value, "EUR", locale=state.language()))


def money(whole: float, currency: str) -> str:
    """A sum in whole units of a currency (ISO 4217): "€ 480"."""
    return str(
        format_currency(
            whole, currency, "¤\xa0#,##0", locale=state.language(), currency_digits=False
        )
    )


def measured(filled: str) -> str:
    """What a text takes on the air: "131 characters, GSM-7, 1 segment"."""
    measure = texts.measure(filled)
    segments = n_("{n} segment", "{n} segments", measure.segments)
    return ", ".join(
        (
            counted(n_("{n} character", "{n} characters", measure.characters), measure.characters),
            measure.encoding,
            counted(segments, measure.segments),
        )
    )


def day_of(value: datetime) -> date:
    """The day of a moment in the Netherlands."""
    return value.astimezone(AMSTERDAM).date()


def day(value: date) -> str:
    """A date as people say it: "today", "tomorrow", "3 March 2026"."""
    today = state.now().astimezone(AMSTERDAM).date()
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}.get((value - today).days)
    return near or str(format_date(value, "d MMMM y", locale=state.language()))


def moment(value: datetime, seconds: bool = False) -> str:
    """A moment as people say it, in Dutch time: "today 14:05", "Tue 3 March 14:05"."""
    local = value.astimezone(AMSTERDAM)
    pattern = "HH:mm:ss" if seconds else "HH:mm"
    clock = format_time(local, pattern, tzinfo=AMSTERDAM, locale=state.language())
    if abs(local.date() - state.now().astimezone(AMSTERDAM).date()) <= timedelta(days=1):
        return f"{day(local.date())} {clock}"
    pattern = "EEE d MMMM" if local.year == state.now().year else "d MMMM y"
    return f"{format_date(local, pattern, locale=state.language())} {clock}"


def duration(seconds: float) -> str:
    """A length of time in words, never shorter than a minute: "3 minutes", "2 hours"."""
    minutes = max(1, round(seconds / 60))
    if minutes < 90:
        return n_("{n} minute", "{n} minutes", minutes).format(n=number(minutes))
    hours = round(minutes / 60)
    return n_("{n} hour", "{n} hours", hours).format(n=number(hours))


def weekdays() -> dict[int, str]:
    """Short names of the days, 1 (Monday) to 7."""
    names = get_day_names("abbreviated", locale=state.language())
    return {number + 1: str(names[number]) for number in range(7)}


def clock_time(value: datetime) -> str:
    """Hours and minutes in Dutch time."""
    return value.astimezone(AMSTERDAM).strftime("%H:%M")


def _said(value: object) -> object:
    # What fills a sentence follows the reader's language too; a year or an id stays text.
    if isinstance(value, datetime):
        return moment(value.replace(tzinfo=value.tzinfo or UTC))
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value, 0 if isinstance(value, int) else 1)
    if isinstance(value, Problem):
        return sentence(value)
    return plain(_(value)) if isinstance(value, str) else value


def _verbatim(value: object) -> object:
    return plain(value) if isinstance(value, str) else value
