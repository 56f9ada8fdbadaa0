"""The variants of a draft's text: written, added, removed and shared out, each saved at once.

What is saved decides. Every change is made to the campaign as it stands at that moment, so that a
colleague's change to another variant is not undone by it.
"""

import streamlit as st

from dashboard import parts, state
from dashboard.language import _
from outreach import campaign, shares, text
from outreach.campaign import Campaign
from outreach.draft import LETTERS
from outreach.shares import LARGEST
from problem import N_, Problem

RENAMED = N_("Variant {gone} is removed. What was {before} is now {after}.")
REMOVED = N_("Variant {gone} is removed.")
MEANWHILE = N_(
    "A colleague has just changed variant {letter}, so yours was not saved. It is shown as it "
    "stands now; you wrote: {other}"
)
CHANGED = N_("The variants have just changed. Look at them again before you remove one.")
ONE_LESS = "variants.removed"  # session key: {campaign: what to say of it once}


def field(one: Campaign, letter: str, saved: str) -> str:
    """The text of a variant, saved when the field is left; returns what stands in it."""
    key = _text(one.id, letter)
    _follow(key, saved, one.status == "draft")
    wording = st.text_area(
        _("Text of variant {letter}").format(letter=letter),
        height=200,
        max_chars=text.LONGEST,
        key=key,
        disabled=one.status != "draft",
        on_change=_save_text,
        args=(one.id, letter),
    )
    return wording or ""


def share(one: Campaign, letter: str) -> None:
    """How many get this variant, and its removal."""
    key, open_ = f"text.share.{letter}.{one.id}", one.status == "draft"
    _follow(key, one.shares[letter], open_)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            _("Share"),
            min_value=1,
            max_value=LARGEST,
            step=1,
            key=key,
            disabled=not open_,
            on_change=_save_share,
            args=(one.id, letter, key),
            width=140,
            help=_("Against the shares of the others: 50 and 50 is the same as 1 and 1."),
        )
        st.button(
            _("Remove variant {letter}").format(letter=letter),
            key=f"text.remove.{letter}.{one.id}",
            icon=":material/delete:",
            type="tertiary",
            disabled=not open_,
            on_click=_remove,
            args=(one.id, letter),
        )
    st.caption(_share_said(one, letter))


def add(one: Campaign) -> None:
    """A further variant, which begins as a copy of the last."""
    most = state.house().settings.gate.variants
    if one.status != "draft" or not one.wordings or len(one.wordings) >= most:
        return
    st.button(
        _("Add a variant, to see which works better"),
        key=f"text.add.{one.id}",
        icon=":material/add:",
        on_click=_add,
        args=(one.id,),
    )


def told(one: Campaign) -> None:
    """What a removal made of the letters, said once."""
    said = st.session_state.get(ONE_LESS, {}).pop(one.id, "")
    if said:
        st.info(said)


def amounts(one: Campaign) -> dict[str, int]:
    """How many recipients each variant gets."""
    return shares.split(one.recipients, one.shares) if one.shares else {"A": one.recipients}


def _share_said(one: Campaign, letter: str) -> str:
    part = parts.percent(one.shares[letter] / sum(one.shares.values()), 0)
    return _("{share} of all: {n} recipients").format(
        share=part, n=parts.number(amounts(one)[letter])
    )


def _follow(key: str, saved: str | int, is_draft: bool) -> None:
    # A field shows what is saved, unless what was typed in it could not be.
    if key not in st.session_state or not is_draft or _seen(key) != saved:
        st.session_state[key] = saved
    _see(key, saved)


def _seen(key: str) -> object:
    return st.session_state.get(f"{key}.seen", "")


def _see(key: str, saved: object) -> None:
    st.session_state[f"{key}.seen"] = saved


def _text(id_: str, letter: str) -> str:
    return f"text.wording.{letter}.{id_}"


def _save_text(id_: str, letter: str) -> None:
    one, key = _now(id_), _text(id_, letter)
    typed = st.session_state[key]
    if one.wordings.get(letter, "") != _seen(key):
        parts.show(Problem(MEANWHILE, letter=letter, other=typed))
    elif _write(one, {**one.wordings, letter: typed}, one.shares or {letter: 1}):
        _see(key, typed)


def _save_share(id_: str, letter: str, key: str) -> None:
    one = _now(id_)
    if letter in one.shares:
        _write(one, one.wordings, {**one.shares, letter: st.session_state[key]})


def _add(id_: str) -> None:
    one = _now(id_)
    letter, last = LETTERS[len(one.wordings)], max(one.wordings)
    like_it = {letter: one.shares[last]}
    _write(one, {**one.wordings, letter: one.wordings[last]}, {**one.shares, **like_it})


def _remove(id_: str, letter: str) -> None:
    one = _now(id_)
    if one.wordings.get(letter) != _seen(_text(id_, letter)):
        parts.show(Problem(CHANGED))
        return
    kept = [each for each in sorted(one.wordings) if each != letter]
    named = dict(zip(LETTERS, kept, strict=False))  # new letter -> the one it had
    wordings = {new: one.wordings[old] for new, old in named.items()}
    shared = {new: one.shares[old] for new, old in named.items()} if len(named) > 1 else {"A": 1}
    if _write(one, wordings, shared):
        _say(one, letter, {old: new for new, old in named.items() if new != old})


def _say(one: Campaign, gone: str, renamed: dict[str, str]) -> None:
    said = _(RENAMED) if renamed else _(REMOVED)
    st.session_state.setdefault(ONE_LESS, {})[one.id] = said.format(
        gone=gone, before=", ".join(renamed), after=", ".join(renamed.values())
    )


def _now(id_: str) -> Campaign:
    return campaign.get(state.house().outreach, state.actor(), id_)


def _write(one: Campaign, wordings: dict[str, str], shared: dict[str, int]) -> bool:
    room, actor = state.house().outreach, state.actor()
    with parts.saying_problems():
        campaign.write_text(room, actor, one.id, wordings, state.now(), shared)
        return True
    return False
