"""Step 3: the text - what it measures, what it costs, how it looks on a phone."""

import streamlit as st

from dashboard import parts, state, summary
from dashboard.language import _
from dashboard.phone import Bubble, phone
from outreach import campaign, pace, text
from outreach.campaign import Campaign
from problem import Problem

# What a new draft starts with. Dutch on purpose: it is what recipients read. {afzender} is no
# placeholder that is filled in, so the text can't leave before a sender's name stands there.
TEMPLATE = (
    "Je nummer stond in de telefoon van een aangehouden dealer. Geeft drugs jou of iemand bij jou "
    "problemen? Er is een uitweg: {link} Eenmalig bericht van {afzender}. "
    "Nooit meer bericht: stuur STOP."
)


def ready(one: Campaign) -> bool:
    return bool(one.wordings) and not any(_wrong(each) for each in one.wordings.values())


def draw(one: Campaign) -> None:
    st.subheader(_("Text"))
    st.write(
        _(
            "Write {link} where the link comes. Say who sends it, and that STOP ends it. "
            "The text is counted and saved when you leave the field."
        )
    )
    _one_text(one, "A", one.wordings.get("A", ""))
    two = st.toggle(
        _("A second variant, to see which works better"),
        value="B" in one.wordings,
        key=_two(one),
        disabled=one.status != "draft",
        on_change=_save,
        args=(one,),
    )
    if two:
        _one_text(one, "B", one.wordings.get("B", one.wordings.get("A", "")))


def _one_text(one: Campaign, letter: str, start: str) -> None:
    left, right = st.columns([3, 2])
    with left:
        wording = st.text_area(
            _("Text of variant {letter}").format(letter=letter),
            value=start,
            height=200,
            max_chars=text.LONGEST,
            key=_field(one, letter),
            disabled=one.status != "draft",
            on_change=_save,
            args=(one,),
        )
        for problem in _wrong(wording or ""):
            parts.show(problem)
        _measures(one, wording or "")
    with right:
        house = state.house()
        shown = text.fill(wording or "", pace.sample_link(house.settings))
        bubbles = [Bubble(shown)] if shown else []
        phone(house.carrier.sender, bubbles, links=False, height=summary.PREVIEW)


def _save(one: Campaign) -> None:
    first = st.session_state.get(_field(one, "A"), "")
    wordings = {"A": first}
    if st.session_state.get(_two(one)):
        wordings["B"] = st.session_state.get(_field(one, "B"), first)
    with parts.saying_problems():
        campaign.write_text(state.house().outreach, state.actor(), one.id, wordings, state.now())


def _field(one: Campaign, letter: str) -> str:
    return f"text.wording.{letter}.{one.id}"


def _two(one: Campaign) -> str:
    return f"text.two.{one.id}"


def _wrong(wording: str) -> list[Problem]:
    return text.check(wording, text.link_length(state.house().settings.public_address))


def _measures(one: Campaign, wording: str) -> None:
    settings = state.house().settings
    measure = text.measure(text.fill(wording, pace.sample_link(settings)))
    cost = pace.estimate({"A": wording}, one.recipients or 1, settings).euro
    parts.figures(
        (_("Characters"), parts.number(measure.characters), ""),
        (_("Encoding"), measure.encoding, ""),
        (_("Segments"), parts.number(measure.segments), ""),
        (_("Cost for all") if one.recipients else _("Cost for one"), parts.euro(cost), ""),
    )
    if measure.culprits:
        _mark(wording, measure.culprits)


def _mark(wording: str, culprits: tuple[str, ...]) -> None:
    said = _(
        "These characters make the whole text UCS-2, with 70 instead of 160 a segment: {characters}"
    )
    st.warning(said.format(characters=parts.plain(" ".join(culprits))))
    signs = (
        f":orange-background[**{parts.plain(sign)}**]" if sign in culprits else parts.plain(sign)
        for sign in wording
    )
    st.markdown("".join(signs))
