"""The sandbox's phones: be the recipient, and see what your reply sets going."""

import streamlit as st

from carrier.phones import Bubble
from carrier.sandbox import Sandbox
from dashboard import live, parts, phone, state
from dashboard.language import _
from problem import Forbidden
from trust.access import require

SIDES = ("left", "right")
SCREEN = 370  # pixels: phone, reply and link are seen together
WORDS_AT_MOST = 1600  # what a carrier takes as one text


def page() -> None:
    require(state.actor(), "phones.use")
    sandbox = _sandbox()
    live.follow(lambda: _news(sandbox))
    st.title(_("Phones"))
    st.write(_("Be somebody who got the text: tap the link, reply, and see what comes back."))
    numbers = _numbers(sandbox)
    if not numbers:
        st.info(_("No phone has a text yet. Launch a campaign, or send yourself its test text."))
        return
    for place, (column, side) in enumerate(zip(st.columns(2, gap="large"), SIDES, strict=True)):
        with column:
            _one(sandbox, side, numbers, place)


def _sandbox() -> Sandbox:
    carrier = state.house().carrier
    if not isinstance(carrier, Sandbox):
        raise Forbidden("Only the sandbox has drawn phones. Real ones are nobody's to look at.")
    return carrier


def _news(sandbox: Sandbox) -> object:
    # The two phones in view, and whether there is any phone at all: not all 750 of them.
    chosen = [st.session_state.get(f"phones.number.{side}") for side in SIDES]
    shown = [[(one.moment, one.status) for one in sandbox.bubbles(n)] for n in chosen if n]
    return shown or bool(sandbox.phones())


def _numbers(sandbox: Sandbox) -> dict[str, str]:
    # Number -> how it is called; one's own test phone first, then who has the newest text.
    mine = state.actor().phone
    newest = sorted(sandbox.phones(), key=lambda one: (one.number == mine, one.last), reverse=True)
    return {one.number: one.label or one.number for one in newest}


def _one(sandbox: Sandbox, side: str, numbers: dict[str, str], place: int) -> None:
    number = st.selectbox(
        _("Phone"),
        list(numbers),
        index=min(place, len(numbers) - 1),
        format_func=lambda one: numbers.get(one, one),
        key=f"phones.number.{side}",
        persist_state="session",
    )
    phone.phone(numbers[number], [_drawn(one) for one in sandbox.bubbles(number)], height=SCREEN)
    _reply(sandbox, side, number)
    link = sandbox.link(number)
    if link:
        st.link_button(
            _("Tap the link"),
            link,
            key=f"phones.link.{side}",
            icon=":material/open_in_new:",
            width="stretch",
        )


def _drawn(one: Bubble) -> phone.Bubble:
    foot = parts.moment(one.moment)
    if one.status != "delivered":
        lost = one.status in ("undelivered", "failed")
        foot += " · " + (_("did not arrive") if lost else _("on its way"))
    return phone.Bubble(one.text, mine=not one.from_us, foot=foot)


def _reply(sandbox: Sandbox, side: str, number: str) -> None:
    with st.form(f"phones.form.{side}", clear_on_submit=True, border=False):
        text = st.text_input(
            _("Reply"),
            placeholder=_("HULP, STOP, or anything at all"),
            max_chars=WORDS_AT_MOST,
            key=f"phones.reply.{side}",
        )
        sent = st.form_submit_button(
            _("Send"), key=f"phones.send.{side}", type="primary", width="stretch"
        )
    if sent:
        with st.spinner(_("Sending")), parts.saying_problems():
            sandbox.reply(number, text)
            st.rerun()
