"""A drawn phone with text messages as bubbles: the preview, and the sandbox's phones."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.language import _

LINK = re.compile(r"https?://[^\s<]+")

# The phone looks the same in light and dark: a phone is an object, not a part of the page.
CASE = (
    "box-sizing:border-box;width:100%;max-width:340px;margin:0 auto;padding:14px 10px 18px;"
    "border-radius:34px;background:#1d2733;box-shadow:0 1px 6px rgba(0,0,0,.35)"
)
SCREEN = (
    "box-sizing:border-box;border-radius:22px;background:#f4f6f8;"
    "display:flex;flex-direction:column;overflow:hidden"
)
HEAD = (
    "padding:12px 14px;background:#ffffff;border-bottom:1px solid #d5dce3;color:#1d2733;"
    "font-weight:600;text-align:center;font-size:15px;overflow-wrap:anywhere"
)
# Newest at the bottom and in view: a reversed column keeps its scroll at the end.
TALK = (
    "flex:1;overflow-y:auto;padding:12px;display:flex;flex-direction:column-reverse;gap:8px;"
    "font-size:15px;line-height:1.4"
)
BUBBLE = (
    "max-width:84%;padding:8px 12px;border-radius:16px;white-space:pre-wrap;"
    "overflow-wrap:anywhere;unicode-bidi:plaintext"
)
THEIRS = "align-self:flex-start;background:#ffffff;color:#1d2733;border:1px solid #d5dce3"
MINE = "align-self:flex-end;background:#01689b;color:#ffffff"
FOOT = "display:block;margin-top:4px;font-size:12px;opacity:.8"


@dataclass(frozen=True)
class Bubble:
    """One text on a phone. `mine`: written by whoever holds the phone. `foot`: small print."""

    text: str
    mine: bool = False
    foot: str = ""


def phone(title: str, bubbles: Sequence[Bubble], links: bool = True, height: int = 440) -> None:
    """Draw a phone: whose it is or who writes, and its texts, oldest first.

    With `links` an address in a text can be tapped. `height` of its screen in pixels.
    """
    talk = "".join(_bubble(one, links) for one in reversed(bubbles)) or _empty()
    st.html(
        f'<section style="{CASE}" aria-label="{html.escape(title)}">'
        f'<div style="{SCREEN};height:{height}px">'
        f'<div style="{HEAD}">{html.escape(title)}</div>'
        f'<div style="{TALK}" tabindex="0" role="log">{talk}</div></div></section>'
    )


def _bubble(bubble: Bubble, links: bool) -> str:
    foot = f'<span style="{FOOT}">{html.escape(bubble.foot)}</span>' if bubble.foot else ""
    side = MINE if bubble.mine else THEIRS
    words = _with_links(bubble.text) if links else html.escape(bubble.text)
    return f'<div dir="auto" style="{BUBBLE};{side}">{words}{foot}</div>'


def _with_links(text: str) -> str:
    def link(found: re.Match[str]) -> str:
        return (
            f'<a href="{found[0]}" target="_blank" rel="noopener" '
            f'style="color:inherit;text-decoration:underline">{found[0]}</a>'
        )

    return LINK.sub(link, html.escape(text))


def _empty() -> str:
    words = html.escape(_("No texts yet."))
    return f'<div style="align-self:center;color:#5b6673">{words}</div>'
