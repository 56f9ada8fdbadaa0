"""The left column of the inbox: who waits longest, for what, in what language, how long still."""

from collections.abc import Callable

import streamlit as st

from dashboard import parts, state
from dashboard.care import words
from dashboard.language import _
from helpdesk import closed, inbox
from helpdesk.conversation import Summary
from problem import N_

CLOSED = "closed"
TABS = {
    "all": N_("All"),
    "crisis": N_("Crisis"),
    "unclaimed": N_("Unclaimed"),
    "mine": N_("Mine"),
    CLOSED: N_("Closed"),
}
IN_TAB: dict[str, Callable[[Summary], bool]] = {
    "all": lambda one: True,
    "crisis": lambda one: one.urgency == 0,
    "unclaimed": lambda one: not one.claimed_by,
    "mine": lambda one: one.claimed_by == state.actor().id,
}
EMPTY = {
    "all": N_("Nobody is waiting. New replies appear here by themselves."),
    "crisis": N_("No crisis now."),
    "unclaimed": N_("Everything has been claimed."),
    "mine": N_("You have no conversation. Claim one of the unclaimed."),
    CLOSED: N_("No conversation has been closed yet."),
}
FEW, MANY = 20, 200
SHORT = 4  # rows that need no scroll
LONG = 600  # pixels: what a screen of 900 leaves below title and tabs
PREVIEW = 28  # characters: one line
HOUR_AND_A_HALF = 90 * 60  # seconds; what is further away is said as a moment
ROWS = ".st-key-inbox-list button"
FROM_THE_START = (
    f"<style>{ROWS}, {ROWS} > div {{ justify-content: start; text-align: start }}</style>"
)


def tabs() -> list[Summary]:
    """Choose a tab; returns its conversations, the most urgent first."""
    room, actor = state.house().helpdesk, state.actor()
    waiting = inbox.waiting(room, actor, state.now())
    counts = {tab: sum(map(inside, waiting)) for tab, inside in IN_TAB.items()}
    tab = _tab(counts | {CLOSED: closed.amount(room, actor)})
    if tab == CLOSED:
        return closed.newest(room, actor, MANY)
    return [one for one in waiting if IN_TAB[tab](one)]


def draw(rows: list[Summary], chosen: str) -> None:
    """The conversations as buttons; the chosen one is marked."""
    st.html(FROM_THE_START)
    if not rows:
        st.caption(_(EMPTY[st.session_state.get("inbox.tab") or "all"]))
    all_of_them = bool(st.session_state.get("inbox.all"))
    # A scroll of its own, so that what is opened from the end of the list is in view beside it.
    with st.container(height=LONG if len(rows) > SHORT else "content", border=False, gap="xsmall"):
        for one in rows if all_of_them else rows[:FEW]:
            _row(one, one.id == chosen)
    if len(rows) > FEW:
        said = _("Show all {n}").format(n=parts.number(len(rows)))
        st.toggle(said, key="inbox.all", persist_state="session")


def _tab(counts: dict[str, int]) -> str:
    labels = {tab: f"{_(name)} {parts.number(counts[tab])}" for tab, name in TABS.items()}
    chosen: str | None = st.segmented_control(
        _("Which conversations"),
        list(labels),
        default="all",
        required=True,
        format_func=labels.__getitem__,
        key="inbox.tab",
        label_visibility="collapsed",
        width="stretch",
        persist_state="session",
    )
    return chosen or "all"


def _row(one: Summary, chosen: bool) -> None:
    st.button(
        "  \n".join(filter(None, _lines(one, chosen))),
        key=f"inbox.open.{one.id}",
        type="primary" if chosen else "secondary",
        width="stretch",
        on_click=choose,
        args=(one.id,),
    )


def choose(conversation: str) -> None:
    """Open a conversation beside the list, or none for ""."""
    st.session_state.pop(state.TOLD, None)
    if conversation:
        st.query_params[state.CONVERSATION] = conversation
    else:
        st.query_params.pop(state.CONVERSATION, None)


def _lines(one: Summary, chosen: bool) -> list[str]:
    # A badge has colours of its own, which can't be read on those of the chosen row.
    intent = f"**{_(words.INTENT[one.intent])}**" if chosen else badge(one)
    left, who = _left(one), _(one.claimed_name) if one.claimed_by else _("unclaimed")
    return [
        f"{intent} {words.language(one.language)}",
        _worry(one, chosen),
        f"*{parts.plain(_short(one.preview))}*" if one.preview else "",
        f"**{left}**" if left else "",
        f"{_waits(one)} · {parts.plain(who)}" if _is_open() else parts.moment(one.last_in),
    ]


def _worry(one: Summary, chosen: bool) -> str:
    """Somebody reads it soon, whatever else it was taken for; nothing once we answered."""
    if not one.may_be_crisis:
        return ""
    said = _("May be a crisis")
    return f"**{said}**" if chosen else f":red[**{said}**]"


def _is_open() -> bool:
    return st.session_state.get("inbox.tab") != CLOSED


def _short(text: str) -> str:
    return text if len(text) <= PREVIEW else text[: PREVIEW - 1] + "…"


def badge(one: Summary) -> str:
    """What was understood, as Markdown."""
    colour = words.INTENT_COLOUR.get(one.intent, "gray")
    return f":{colour}-badge[{_(words.INTENT[one.intent])}]"


def _left(one: Summary) -> str:
    if one.due is None or one.waiting_since is None:
        return ""
    seconds = (one.due - state.now()).total_seconds()
    if seconds < 0:
        return _("{time} too late").format(time=parts.duration(-seconds))
    if seconds < HOUR_AND_A_HALF:
        return _("{time} left").format(time=parts.duration(seconds))
    return _("before {moment}").format(moment=parts.moment(one.due))


def _waits(one: Summary) -> str:
    if one.waiting_since is None:
        return _("we answered")
    seconds = (state.now() - one.waiting_since).total_seconds()
    return _("waits {time}").format(time=parts.duration(seconds))
