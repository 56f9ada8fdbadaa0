"""The router: who is here, which pages they may use, and the frame around them."""

from pathlib import Path

import streamlit as st

from dashboard import parts, routes, state
from dashboard.care import alarm
from dashboard.language import _
from dashboard.views import signin
from trust.access import Actor

ICON = str(Path(__file__).parent / "icon.svg")


def main() -> None:
    st.set_page_config(page_title="Uitweg", page_icon=ICON, layout="wide")
    state.remember()
    _tell_browser_the_language()
    actor = state.signed_in()
    page = _visitor() if actor is None else _member(actor)
    if state.house().settings.sandbox:
        _sandbox_banner()
    with parts.saying_problems():
        if actor:
            alarm.crisis(linked=page.url_path != "inbox")
        page.run()


def _visitor() -> "st.Page":
    # The same paths, each drawing the sign-in: whoever follows a link lands on it afterwards.
    pages = [_start(signin.page)] + [
        st.Page(signin.page, title=_(route.title), url_path=route.path, visibility="hidden")
        for route in routes.ROUTES
    ]
    _language_switch()
    return st.navigation(pages, position="hidden")


def _member(actor: Actor) -> "st.Page":
    listed = routes.usable(actor, state.house().settings.sandbox)
    pages = {
        route.path: st.Page(
            route.view,
            title=_(route.title),
            icon=f":material/{route.icon}:",
            url_path=route.path,
            visibility="visible" if route.listed else "hidden",
        )
        for route in listed
    }
    st.session_state[state.PAGES] = pages
    start = _start(lambda: state.go(listed[0].path))
    chosen = st.navigation([start, *pages.values(), *_others(pages)], expanded=True)
    _who(actor)
    _language_switch()
    return chosen


def _others(pages: dict[str, "st.Page"]) -> list["st.Page"]:
    # Without them the server would say "page not found", in English and over the whole screen.
    return [
        st.Page(_not_yours, title="Uitweg", url_path=route.path, visibility="hidden")
        for route in routes.ROUTES
        if route.path not in pages
    ]


def _not_yours() -> None:
    st.title(_("This page is not for your role"))
    st.write(_("Choose another one in the menu, or sign in as somebody who may see it."))


def _start(view) -> "st.Page":  # type: ignore[no-untyped-def]
    # The root has a page of its own, so that every other one keeps its own address.
    return st.Page(view, title="Uitweg", url_path="start", default=True, visibility="hidden")


def _who(actor: Actor) -> None:
    with st.sidebar:
        st.caption(_("Signed in as"))
        st.markdown(f"**{parts.person(actor)}**")
        st.button(
            _("Sign out"), key="app.sign_out", on_click=state.sign_out, icon=":material/logout:"
        )


def _language_switch() -> None:
    with st.sidebar:
        st.segmented_control(
            _("Language"),
            list(state.LANGUAGES),
            default=state.language(),
            required=True,
            format_func=state.LANGUAGES.__getitem__,
            key="app.language",
            on_change=_switch_language,
        )


def _switch_language() -> None:
    st.session_state[state.LANG] = st.query_params[state.LANG] = st.session_state["app.language"]


def _tell_browser_the_language() -> None:
    # Screen readers pronounce by it, and browsers offer to translate what they take for foreign.
    code = f"document.documentElement.lang = '{state.language()}'"
    script = f'<script type="text/javascript">{code}</script>'
    st.html(script, unsafe_allow_javascript=True)


def _sandbox_banner() -> None:
    st.caption(
        ":material/science: " + _("Sandbox: no text leaves this machine, all phones are drawn.")
    )


main()
