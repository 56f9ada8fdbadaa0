"""Entries of a conversation as a chat: the person on the left, we on the right."""

import html

import streamlit as st

from dashboard import parts
from dashboard.care import words
from dashboard.language import _
from helpdesk.conversation import Entry

BLOCKED = "21610"  # the carrier's code for "this person opted out with us"


def separator(day: str) -> None:
    """A new day begins."""
    with st.container(horizontal_alignment="center"):
        st.caption(f"**{day}**", width="content")


def draw(entry: Entry, language: str) -> None:
    """One entry. `language`: of what the person writes, for who has it read aloud."""
    {"reply": _reply, "note": _note, "event": _event}.get(entry.kind, _ours)(entry, language)


def _reply(entry: Entry, language: str) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        _words(entry.text, language)
        st.caption(_foot(parts.clock_time(entry.moment), _understood(entry)))


def _understood(entry: Entry) -> str:
    why = words.sentence(entry.detail)
    if entry.intent in ("", "other"):
        return why
    intent = _(words.INTENT[entry.intent])
    return _("understood as “{intent}”: {why}").format(intent=intent, why=why)


def _ours(entry: Entry, language: str) -> None:
    by_itself = entry.kind == "automatic"
    avatar = ":material/smart_toy:" if by_itself else ":material/support_agent:"
    author = _("automatic text") if by_itself else parts.plain(_(entry.author_name))
    with st.container(horizontal=True, horizontal_alignment="right"):
        with st.chat_message(author, avatar=avatar, width="content"):
            _words(entry.text, language if by_itself else "")
            st.caption(_foot(parts.clock_time(entry.moment), author, _delivery(entry)))


def _delivery(entry: Entry) -> str:
    if entry.status == "queued" and entry.not_before:
        return _("leaves {moment}").format(moment=parts.moment(entry.not_before))
    if entry.code == BLOCKED:
        return _("did not arrive: this number has blocked our texts")
    return _(words.DELIVERY.get(entry.status, ""))


def _note(entry: Entry, _language: str) -> None:
    with st.container(border=True, gap="xsmall"):
        author = parts.plain(_(entry.author_name))
        said = _("Note by {name}, never sent").format(name=author)
        st.caption(f":material/sticky_note_2: {_foot(parts.clock_time(entry.moment), said)}")
        _words(entry.text, "")


def _event(entry: Entry, _language: str) -> None:
    with st.container(horizontal_alignment="center"):
        said = words.sentence(entry.detail)
        st.caption(_foot(parts.clock_time(entry.moment), said), width="content")


def _words(text: str, language: str) -> None:
    # Not Markdown: their lines, their signs, and right to left where it is written so.
    spoken = f' lang="{html.escape(language)}"' if language not in ("", "und") else ""
    words_of_theirs = html.escape(text) or f"<em>{html.escape(_('an empty text'))}</em>"
    st.html(
        f'<div dir="auto"{spoken} style="white-space:pre-wrap;overflow-wrap:anywhere">'
        f"{words_of_theirs}</div>"
    )


def _foot(*said: str) -> str:
    return " · ".join(filter(None, said))
