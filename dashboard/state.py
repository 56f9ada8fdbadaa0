"""What a page works with: the house, who is signed in, the language, the clock.

The web server runs in the house's own process, so the house is handed over once, by `install`.
Session state holds identity, selection and drafts, never facts.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from house import House
from trust.access import Actor
from trust.cast import cast

# Session keys.
ACTOR = "state.actor"  # id of the persona that is signed in
UPLOADS = "state.uploads"  # files chosen and not imported yet: {campaign: {file id: Upload}}
ROUND = "state.round"  # moves to give a widget a new key, and so to empty it
ANSWERED = "state.answered"  # moves to give open questions a new key, and so to close them
DRAFTS = "state.drafts"  # the answer being written: {conversation: its once id}
TOLD = "state.told"  # what came of the last action in a conversation, until the next one
ALARMED = "state.alarmed"  # the unclaimed crises that this viewer was told of
RUNG = "state.rung"  # how often the alarm sounded for this viewer
TRIED = "state.tried"  # whether this viewer tried the alarm's sound since the page was opened
RUNG_AT = "state.rung_at"  # when it did last, by itself
PAGES = "state.pages"  # what the router listed in this run: {path: st.Page}

# Names in the address, which survive a refresh.
AS = "as"
LANG = "lang"
CAMPAIGN = "campaign"
STEP = "step"
CONVERSATION = "conversation"

LANGUAGES = {"nl": "Nederlands", "en": "English"}


class _Installed:
    house: House | None = None
    clock: Callable[[], datetime] = staticmethod(lambda: datetime.now(UTC))


def install(house: House, clock: Callable[[], datetime] | None = None) -> None:
    """Hand the pages their house, once, before the first page is drawn. Tests bring a clock."""
    _Installed.house = house
    if clock:
        _Installed.clock = staticmethod(clock)


def house() -> House:
    """The house that the server was started with."""
    if _Installed.house is None:
        raise RuntimeError("no house: call dashboard.state.install(house) before serving")
    return _Installed.house


def now() -> datetime:
    """The moment, aware and in UTC."""
    return _Installed.clock()


def signed_in() -> Actor | None:
    """Who is signed in; None for a visitor. A refresh keeps the persona by `?as=`."""
    named = st.query_params.get(AS) or st.session_state.get(ACTOR)
    return cast().get(named) if named else None


def actor() -> Actor:
    """Who is signed in. Pages may count on it: a visitor never reaches one."""
    somebody = signed_in()
    if somebody is None:
        raise RuntimeError("a page was drawn for a visitor")
    return somebody


def language() -> str:
    """Language of this viewer, "nl" or "en": the switch, else the browser's, else the setting."""
    wanted = st.query_params.get(LANG) or st.session_state.get(LANG)
    if wanted in LANGUAGES:
        return str(wanted)
    browser = (st.context.locale or "")[:2].lower()
    return browser if browser in LANGUAGES else house().settings.house.language


def remember() -> None:
    """Keep persona and language in the address, since a click in the menu empties it."""
    for name, key in ((AS, ACTOR), (LANG, LANG)):
        if name in st.query_params:
            st.session_state[key] = st.query_params[name]
        elif key in st.session_state:
            st.query_params[name] = st.session_state[key]


def sign_in(somebody: Actor) -> None:
    """Become this persona."""
    st.session_state[ACTOR] = st.query_params[AS] = somebody.id


def sign_out() -> None:
    """Become a visitor, and leave no draft behind for the next one at this browser."""
    context = get_script_run_ctx()
    if context:  # files that were chosen and not imported
        context.uploaded_file_mgr.remove_session_files(context.session_id)
    for key in list(st.session_state):
        if key != LANG:
            del st.session_state[key]
    for name in (AS, CAMPAIGN, STEP, CONVERSATION):
        st.query_params.pop(name, None)


def go(path: str, **selection: str) -> None:
    """Turn to another page, with something selected there."""
    st.switch_page(st.session_state[PAGES][path], query_params=address(**selection))


def link(path: str, label: str, icon: str | None = None, **selection: str) -> None:
    """Draw a link to another page, with something selected there."""
    page = st.session_state[PAGES][path]
    st.page_link(page, label=label, icon=icon, query_params=address(**selection))


def has(path: str) -> bool:
    """Whether the router listed that page for this viewer."""
    return path in st.session_state[PAGES]


def address(**selection: str) -> dict[str, str]:
    """Query parameters of a link to a page: the selection, with persona and language kept."""
    kept = {name: st.query_params[name] for name in (AS, LANG) if name in st.query_params}
    return kept | selection
