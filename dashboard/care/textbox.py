"""One automatic text of an organisation: its field, what is wrong with it, length and preview.

What is wrong stands below the buttons: nothing above them may move when the writing ends, or the
click that ended it would miss.
"""

import html

import streamlit as st

from dashboard import parts, state
from dashboard.care import kinds
from dashboard.language import _
from dashboard.phone import BUBBLE, THEIRS
from helpdesk import templates, texts, wordings
from helpdesk.wordings import Preview, Text
from problem import Problem

BOX = 110  # pixels
LONGEST = 480  # characters; three segments are 459
SAVED = "textbox.saved"  # session key: the field that was just saved or put back


def draw(one: Text) -> None:
    """The whole block; Save and the way back act on this text alone."""
    key = field_key(one)
    with st.container(border=True, key=f"texts.block.{one.kind}"):
        st.subheader(_(kinds.NAMES[one.kind]), anchor=False)
        st.caption(_(kinds.WHEN[one.kind]))
        left, right = st.columns([3, 2], gap="medium")
        with left:
            meanwhile = _follow(key, one.template)
            written = _field(one, key)
            _buttons(one, key)
            _told(one, written, key, meanwhile)
        with right:
            _preview(one, written)


def field_key(one: Text) -> str:
    """The key of its field; a draft is kept while the viewer looks at another language."""
    return f"texts.written.{one.kind}.{one.language}"


def _field(one: Text, key: str) -> str:
    written = st.text_area(
        _("Text “{name}”").format(name=_(kinds.NAMES[one.kind])),
        key=key,
        height=BOX,
        max_chars=LONGEST,
        persist_state="session",
        label_visibility="collapsed",
    )
    return (written or "").strip()


def _buttons(one: Text, key: str) -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            _("Save"),
            key=f"texts.save.{one.kind}",
            icon=":material/save:",
            on_click=_save,
            args=(one, key),
        )
        st.button(
            _("Back to the standard text"),
            key=f"texts.reset.{one.kind}",
            type="tertiary",
            icon=":material/undo:",
            on_click=_reset,
            args=(one, key),
        )


def _told(one: Text, written: str, key: str, meanwhile: str) -> None:
    if meanwhile:
        said = _("A colleague has just changed this text. You wrote: {other}")
        st.warning(said.format(other=parts.plain(meanwhile)))
    problem = _wrong(one, written)
    if problem:
        parts.show(problem)
    elif written != one.template:
        st.info(_("Not saved yet."), icon=":material/edit:")
    elif st.session_state.get(SAVED) == key:
        st.success(_("Saved. This is what people get from now on."), icon=":material/check_circle:")
    st.caption(_whose(one))
    names = parts.plain(templates.listed(templates.allowed(one.kind)))
    st.caption(_("You can use: {placeholders}").format(placeholders=names))


def _wrong(one: Text, written: str) -> Problem | None:
    if written == one.template:
        return None
    try:
        wordings.check(state.house().helpdesk, state.actor(), one.kind, one.language, written)
    except Problem as problem:
        return problem
    return None


def _whose(one: Text) -> str:
    if one.changed is None:
        return _("The standard text.")
    said = _("Changed by {name}, {moment}.")
    return said.format(name=parts.plain(_(one.changed_by)), moment=parts.moment(one.changed))


def _preview(one: Text, written: str) -> None:
    room, actor = state.house().helpdesk, state.actor()
    shown = wordings.preview(room, actor, one.kind, one.language, written, state.now())
    st.html(
        f'<div role="note" aria-label="{html.escape(_("Preview"))}">'
        f'<div lang="{one.language}" dir="auto" style="{BUBBLE};{THEIRS}">'
        f"{html.escape(shown.said) or '&nbsp;'}</div></div>"
    )
    st.caption(_("At most {measure}").format(measure=parts.measured(shown.longest)))
    _warn(one, shown)


def _warn(one: Text, shown: Preview) -> None:
    if shown.culprits and one.language not in texts.RIGHT_TO_LEFT:
        said = _(
            "These characters make the whole text UCS-2, with 70 instead of 160 a segment: "
            "{characters}"
        )
        st.warning(said.format(characters=parts.plain(" ".join(shown.culprits))))
    if shown.names_partner:
        st.warning(
            _("Somebody else may read along, and would learn which organisation helps."),
            icon=":material/visibility:",
        )


def _save(one: Text, key: str) -> None:
    st.session_state.pop(SAVED, None)
    room, actor = state.house().helpdesk, state.actor()
    written = st.session_state[key] or ""
    try:
        wordings.write(room, actor, one.kind, one.language, written, state.now())
    except Problem:
        return  # it is said below the field, as long as it is so
    _settled(key, written.strip())


def _reset(one: Text, key: str) -> None:
    wordings.reset(state.house().helpdesk, state.actor(), one.kind, one.language, state.now())
    _settled(key, one.standard)


def _settled(key: str, saved: str) -> None:
    st.session_state[key] = saved
    _see(key, saved)
    st.session_state[SAVED] = key


def _follow(key: str, saved: str) -> str:
    """Show what is saved. Returns what was being written when a colleague saved something else."""
    seen, written = st.session_state.get(f"{key}.seen"), st.session_state.get(key)
    if written is not None and seen == saved:
        return ""
    st.session_state[key] = saved
    _see(key, saved)
    lost = written is not None and written.strip() not in (seen, saved)
    return str(written) if lost else ""


def _see(key: str, saved: str) -> None:
    st.session_state[f"{key}.seen"] = saved
