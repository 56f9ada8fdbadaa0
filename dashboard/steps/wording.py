"""Step 3: the text - what it measures, what it costs, how it looks on a phone."""

import streamlit as st

from dashboard import alike, parts, state, summary, variants
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
    variants.told(one)
    for letter, wording in sorted((one.wordings or {"A": ""}).items()):
        _one_text(one, letter, wording)
    variants.add(one)
    alike.warn(one.wordings)
    _advise(one)


def _advise(one: Campaign) -> None:
    if not one.recipients:
        return  # they come with the exports
    for problem in campaign.advice(state.house().outreach, state.actor(), one.id):
        st.info(parts.sentence(problem), icon=":material/lightbulb:")


def _one_text(one: Campaign, letter: str, saved: str) -> None:
    left, right = st.columns([3, 2])
    with left:
        wording = variants.field(one, letter, saved)
        for problem in _wrong(wording):
            parts.show(problem)
        _measures(one, letter, wording)
        if len(one.wordings) > 1:
            variants.share(one, letter)
    with right:
        house = state.house()
        shown = text.fill(wording, pace.sample_link(house.settings))
        bubbles = [Bubble(shown)] if shown else []
        phone(house.carrier.sender, bubbles, links=False, height=summary.PREVIEW)


def _wrong(wording: str) -> list[Problem]:
    return text.check(wording, text.link_length(state.house().settings.public_address))


def _measures(one: Campaign, letter: str, wording: str) -> None:
    settings = state.house().settings
    measure = text.measure(text.fill(wording, pace.sample_link(settings)))
    amount = variants.amounts(one)[letter]
    cost = pace.estimate({"A": wording}, amount or 1, settings).euro
    parts.figures(
        (_("Characters"), parts.number(measure.characters), ""),
        (_("Encoding"), measure.encoding, ""),
        (_("Segments"), parts.number(measure.segments), ""),
        (_cost_of(one), parts.euro(cost), ""),
    )
    if measure.culprits:
        _mark(wording, measure.culprits)


def _cost_of(one: Campaign) -> str:
    if not one.recipients:
        return _("Cost for one")
    return _("Cost of its share") if len(one.wordings) > 1 else _("Cost for all")


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
