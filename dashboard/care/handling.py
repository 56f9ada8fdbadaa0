"""What can be done with a conversation besides answering: claim, give back, pass on, note, close.

Everything happens in callbacks, and what came of it is told until the next deed: somebody else's
news may redraw the page a second later, and must not wipe away why one's own deed was refused.
"""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboard import parts, state
from dashboard.care import words
from dashboard.language import _
from helpdesk import inbox, partners
from helpdesk.conversation import Conversation
from problem import Problem


@dataclass(frozen=True)
class Told:
    """What came of a deed, told at `place`. `conversation` "" when it is no longer in view."""

    conversation: str
    place: str = ""
    said: str = ""
    problem: Problem | None = None


def act(conversation: str, deed: Callable[[], Told | None], place: str = "") -> None:
    """Do it, and remember what the worker must be told, and where. `place` "" is the chat."""
    st.session_state.pop(state.TOLD, None)
    try:
        told = deed()
    except Problem as problem:
        told = Told(conversation, place, problem=problem)
    if told:
        st.session_state[state.TOLD] = told


def told(conversation: str, place: str = "") -> None:
    """Say what came of the last deed in this conversation ("" for the list) at that place."""
    last = st.session_state.get(state.TOLD)
    if not isinstance(last, Told) or (last.conversation, last.place) != (conversation, place):
        return
    if last.problem:
        parts.show(last.problem)
    else:
        st.success(last.said, icon=":material/check_circle:")


def draw(one: Conversation) -> None:
    """The row of what the viewer may do now."""
    if one.status == "closed":
        return
    me = state.actor().id
    with st.container(horizontal=True, gap="small", key="inbox.deeds"):
        if not one.claimed_by:
            _button(_("Claim"), "inbox.claim", _claim, one.id, primary=True)
        elif one.claimed_by == me:
            _button(_("Give back"), "inbox.release", _release, one.id)
        if one.claimed_by in ("", me):
            _hand_over(one.id)
            _close(one.id)


def state_of(one: Conversation) -> str:
    """Who has the conversation, or how it ended."""
    if one.status == "closed":
        said = _("Closed: {outcome}. It opens again when the person writes.")
        return said.format(outcome=_(one.outcome))
    if not one.claimed_by:
        return _("Nobody has it yet. Claim it to answer.")
    if one.claimed_by == state.actor().id:
        return _("You have it.")
    since = parts.moment(one.claimed) if one.claimed else ""
    name = parts.plain(_(one.claimed_name))
    return _("{name} has it, since {moment}.").format(name=name, moment=since)


def _button(
    label: str, key: str, pressed: Callable[[str], None], one: str, primary: bool = False
) -> None:
    kind = "primary" if primary else "secondary"
    st.button(label, key=key, type=kind, on_click=pressed, args=(one,))  # type: ignore[arg-type]


def _claim(one: str) -> None:
    act(one, lambda: inbox.claim(state.house().helpdesk, state.actor(), one, state.now()))


def _release(one: str) -> None:
    act(one, lambda: inbox.release(state.house().helpdesk, state.actor(), one, state.now()))


def _hand_over(one: str) -> None:
    room, now, own = state.house().helpdesk, state.now(), state.actor().organisation
    others = {
        each.id: words.partner(each, partners.is_open(each, now))
        for each in partners.all_of(room)
        if each.id != own
    }
    with st.popover(_("Hand over"), key="inbox.hand_over"), form(f"inbox.hand_over.form.{one}"):
        st.selectbox(
            _("To which organisation?"),
            list(others),
            index=None,
            placeholder=_("Choose one"),
            format_func=others.__getitem__,
            key=f"inbox.hand_over.partner.{one}",
        )
        st.text_area(_("What should they know?"), key=f"inbox.hand_over.note.{one}", height=100)
        told(one, "hand_over")
        submit(_("Hand over"), "inbox.hand_over.give", _handed_over, one)


def _handed_over(one: str) -> None:
    partner = st.session_state.get(f"inbox.hand_over.partner.{one}") or ""
    note = st.session_state.get(f"inbox.hand_over.note.{one}") or ""

    def deed() -> Told:
        room, actor = state.house().helpdesk, state.actor()
        inbox.hand_over(room, actor, one, partner, note, state.now())
        st.query_params.pop(state.CONVERSATION, None)
        return Told("", said=_("Handed over. It now stands in the other organisation's inbox."))

    act(one, deed, "hand_over")


def _close(one: str) -> None:
    outcomes = {outcome: _(outcome) for outcome in inbox.OUTCOMES}
    with st.popover(_("Close"), key="inbox.close"), form(f"inbox.close.form.{one}"):
        st.radio(
            _("How did it end?"),
            list(outcomes),
            index=None,
            format_func=outcomes.__getitem__,
            key=f"inbox.close.outcome.{one}",
        )
        told(one, "close")
        submit(_("Close the conversation"), "inbox.close.end", _closed, one)


def _closed(one: str) -> None:
    outcome = st.session_state.get(f"inbox.close.outcome.{one}") or ""
    act(
        one,
        lambda: inbox.close(state.house().helpdesk, state.actor(), one, outcome, state.now()),
        "close",
    )


def form(key: str) -> "st.delta_generator.DeltaGenerator":
    """A form inside a popover; Enter in a field does nothing yet."""
    return st.form(key, border=False, enter_to_submit=False)


def submit(label: str, key: str, pressed: Callable[[str], None], one: str) -> None:
    """Its button. Its key, like those of its fields, ends in the conversation's id."""
    st.form_submit_button(label, key=f"{key}.{one}", type="primary", on_click=pressed, args=(one,))
