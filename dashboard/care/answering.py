"""The answer box. It stays put and keeps its text whatever else happens in the conversation."""

import secrets

import streamlit as st

from dashboard import parts, state
from dashboard.care import handling, notes
from dashboard.care.handling import Told
from dashboard.language import _, n_
from helpdesk import answering, inbox, saying
from helpdesk.conversation import Conversation
from outreach import text

BOX = 110  # pixels


def draw(one: Conversation) -> None:
    """The box, how long the text is, and Send for whoever has the conversation."""
    if one.status == "closed":
        return
    once = _draft(one.id)
    written = st.text_area(
        _("Answer by SMS"),
        key=f"inbox.answer.{once}",
        height=BOX,
        max_chars=text.LONGEST,
        persist_state="session",
    )
    mine = one.claimed_by == state.actor().id
    # Nothing above the button may change when the writing ends, or the click would miss it.
    with st.container(horizontal=True, vertical_alignment="center", key="inbox.sending"):
        st.button(
            _("Send"),
            key=f"inbox.send.{once}",
            type="primary",
            icon=":material/send:",
            disabled=not mine,
            help=None if mine else _("Whoever has the conversation can send."),
            on_click=_send,
            args=(one.id, once),
        )
        notes.draw(one.id)
        st.caption(_length(written or ""), width="content")
        targets = state.house().settings.targets
        if mine and not written and answering.after_a_silence(targets, one, state.now()):
            _offer_neutral_text(one, once)


def _draft(conversation: str) -> str:
    # The draft's own random id is in the keys of box and button, and is the answer's `once`: no
    # text can land in another conversation, and a double click sends one.
    drafts: dict[str, str] = st.session_state.setdefault(state.DRAFTS, {})
    return drafts.setdefault(conversation, secrets.token_hex(8))


def _send(conversation: str, once: str) -> None:
    drafts: dict[str, str] = st.session_state.setdefault(state.DRAFTS, {})
    if drafts.get(conversation) != once:
        return  # the second click of two; the first has sent it

    def deed() -> Told | None:
        written = st.session_state.get(f"inbox.answer.{once}") or ""
        room, actor = state.house().helpdesk, state.actor()
        leaves = inbox.answer(room, actor, conversation, written, once, state.now())
        del drafts[conversation]
        if leaves is None:
            return None
        said = _("Nobody is woken by a text: your answer leaves {moment}.")
        return Told(conversation, said=said.format(moment=parts.moment(leaves)))

    handling.act(conversation, deed)


def _length(written: str) -> str:
    measure = text.measure(written)
    if not written:
        return _("Nothing written yet.")
    characters = parts.counted(n_("{n} character", "{n} characters", len(written)), len(written))
    segments = measure.segments
    return f"{characters} · {parts.counted(n_('{n} segment', '{n} segments', segments), segments)}"


def _offer_neutral_text(one: Conversation, once: str) -> None:
    # Somebody else may hold the phone by now; the first words must give nothing away.
    partner, room = state.actor().organisation, state.house().helpdesk
    neutral = saying.neutral(room, partner, one.language, state.now())
    st.button(
        _("Begin with “{text}”").format(text=parts.plain(neutral)),
        key="inbox.neutral",
        help=_("Somebody else may be reading along: first ask whether the person can talk now."),
        on_click=_begin_with,
        args=(once, neutral),
    )


def _begin_with(once: str, neutral: str) -> None:
    st.session_state[f"inbox.answer.{once}"] = neutral
