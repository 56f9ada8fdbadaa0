"""The sandbox's phones: be the recipient, and see what your reply sets going."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import streamlit as st

from carrier.phones import Bubble
from carrier.sandbox import Sandbox
from dashboard import live, parts, phone, state
from dashboard.language import _
from problem import Forbidden, Problem
from trust.access import require

SIDES = ("left", "right")
SCREEN = 370  # pixels: phone, reply and link are seen together
WORDS_AT_MOST = 1600  # what a carrier takes as one text
DOUBLE_CLICK = timedelta(seconds=2)


@dataclass(frozen=True)
class Sent:
    """What was written last on one of the two phones."""

    number: str
    text: str
    moment: datetime


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
    with st.form(f"phones.form.{side}", border=False):
        st.text_input(
            _("Reply"),
            placeholder=_("HULP, STOP, or anything at all"),
            max_chars=WORDS_AT_MOST,
            key=_field(side),
        )
        st.form_submit_button(
            _("Send"),
            key=f"phones.send.{side}",
            type="primary",
            width="stretch",
            on_click=_send,
            args=(sandbox, side, number),
        )
    refused = st.session_state.get(f"phones.refused.{side}")
    if refused:
        parts.show(refused)


def _send(sandbox: Sandbox, side: str, number: str) -> None:
    # A double click comes here twice, with the same text or with the field already emptied.
    text = (st.session_state.get(_field(side)) or "").strip()
    last: Sent | None = st.session_state.get(f"phones.sent.{side}")
    st.session_state[f"phones.refused.{side}"] = None
    again = last and last.number == number and state.now() - last.moment < DOUBLE_CLICK
    if last and again and text in ("", last.text):
        st.session_state[_field(side)] = ""
        return
    try:
        if not text:
            raise Problem("Write something first.")
        st.session_state[f"phones.sent.{side}"] = Sent(number, text, state.now())
        sandbox.reply(number, text)
    except Problem as problem:
        st.session_state[f"phones.sent.{side}"] = None
        st.session_state[f"phones.refused.{side}"] = problem
    else:
        st.session_state[_field(side)] = ""


def _field(side: str) -> str:
    return f"phones.reply.{side}"
