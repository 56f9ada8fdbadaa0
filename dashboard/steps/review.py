"""A look at what the selection catches and just misses, before anybody is texted."""

from collections.abc import Sequence

import streamlit as st

from dashboard import parts, state
from dashboard.language import _, n_
from outreach import exclusions, numbers
from outreach.campaign import Campaign
from outreach.exports import Reading, Sample
from outreach.rates import wilson

SHOWN = 20
LOOKED = "review.looked"  # session key: {campaign: how many texts were judged}


def draw(one: Campaign, reading: Reading) -> None:
    """Two samples: untick who is no buyer, and learn what the list misses."""
    caught = _some([each for file in reading.files for each in file.caught])
    missed = _some([each for file in reading.files for each in file.missed])
    left, right = st.columns(2)
    with left:
        _caught(one, caught, len(reading.persons))
    with right:
        _missed(missed)


def _some(samples: Sequence[Sample]) -> list[Sample]:
    # Of several files, every one has its turn.
    step = max(1, len(samples) // SHOWN)
    return list(samples[::step])[:SHOWN]


def _caught(one: Campaign, samples: list[Sample], people: int) -> None:
    st.markdown("**" + _("Caught: a sample") + "**")
    if not samples:
        st.caption(_("No text is caught."))
        return
    st.caption(_("Tick who is no buyer: that sender is dropped for good from this campaign."))
    with st.form(f"review.form.{one.id}", border=False):
        wrong = [each for each in samples if _tick(each)]
        if st.form_submit_button(_("I have looked at these"), key="review.done"):
            _drop(one, wrong, len(samples))
    _precision(one, people)


def _tick(each: Sample) -> bool:
    label = f"{numbers.masked(each.number)} · {each.word}  \n{each.text}"
    return st.checkbox(parts.plain(label), key=f"review.wrong.{hash(each)}")


def _drop(one: Campaign, wrong: list[Sample], looked: int) -> None:
    st.session_state.setdefault(LOOKED, {})[one.id] = (looked, len(wrong))
    if wrong:
        room, actor = state.house().outreach, state.actor()
        found = [each.number for each in wrong]
        with parts.saying_problems():
            exclusions.add(room, actor, found, "reviewed", one.id, state.now())
    st.rerun()


def _precision(one: Campaign, people: int) -> None:
    judged = st.session_state.get(LOOKED, {}).get(one.id)
    if not judged:
        return
    looked, wrong = judged
    low, high = wilson(looked - wrong, looked)
    st.info(
        _(
            "{right} of {looked} were right. So of all {people} caught, between {low} and {high} "
            "are buyers (95 %); those whom you dropped are out."
        ).format(
            right=parts.number(looked - wrong),
            looked=parts.number(looked),
            people=parts.number(people),
            low=parts.percent(low, 0),
            high=parts.percent(high, 0),
        )
    )


def _missed(samples: list[Sample]) -> None:
    st.markdown("**" + _("Just missed: a sample") + "**")
    if not samples:
        st.caption(_("No text is missed by little."))
        return
    said = n_("{n} text that the list nearly catches", "{n} texts that the list nearly catches", 2)
    st.caption(said.format(n=parts.number(len(samples))))
    for each in samples:
        st.markdown(
            f"- {parts.plain(numbers.masked(each.number))} · {parts.plain(each.word)}: "
            f"{_(each.why)}  \n  {parts.plain(each.text)}"
        )
