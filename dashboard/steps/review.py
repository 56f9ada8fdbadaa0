"""A look at what the wording list catches and just misses, before anybody is texted."""

from collections.abc import Sequence

import streamlit as st

from dashboard import parts, state
from dashboard.language import _, n_
from outreach import exclusions, numbers
from outreach.campaign import Campaign
from outreach.exports import Reading, Sample
from outreach.rates import wilson
from outreach.rule import Rule

LOOKED = "review.looked"  # session key: {campaign: (rule and files, {number: whether a buyer})}


def draw(one: Campaign, reading: Reading) -> None:
    """Two samples: untick who is no buyer, and learn what the list misses."""
    judged = _judged(one, reading)
    left, right = st.columns(2)
    with left:
        _caught(one, [each for each in reading.caught if each.number not in judged], judged)
        _precision(judged, reading.by_text)
        _put_back(one, [number for number, right in judged.items() if not right])
    with right:
        _missed(reading.missed)


def forget(one: Campaign) -> None:
    """What was looked at holds plain numbers, and they go with the files."""
    st.session_state.get(LOOKED, {}).pop(one.id, None)


def _judged(one: Campaign, reading: Reading) -> dict[str, bool]:
    # What was found under another rule or in other files says nothing about these.
    about: tuple[Rule, tuple[str, ...]] = (one.rule, tuple(each.sha256 for each in reading.files))
    looked = st.session_state.setdefault(LOOKED, {})
    if one.id not in looked or looked[one.id][0] != about:
        looked[one.id] = (about, {})
    judged: dict[str, bool] = looked[one.id][1]
    return judged


def _caught(one: Campaign, samples: Sequence[Sample], judged: dict[str, bool]) -> None:
    st.markdown("**" + _("Caught: a sample") + "**")
    if not samples:
        st.caption(_("You have looked at all of it.") if judged else _("No text is caught."))
        return
    st.caption(_("Tick who is no buyer: that sender is dropped from this campaign."))
    with st.form(f"review.form.{one.id}", border=False):
        wrong = {each.number for each in samples if _tick(one, each)}
        if st.form_submit_button(_("I have looked at these"), key="review.done"):
            with parts.acting():
                _drop(one, wrong)
                judged.update({each.number: each.number not in wrong for each in samples})


def _tick(one: Campaign, each: Sample) -> bool:
    label = f"{numbers.masked(each.number)} · {each.word}  \n{each.text}"
    return st.checkbox(parts.plain(label), key=f"review.wrong.{one.id}.{hash(each.number)}")


def _drop(one: Campaign, wrong: set[str]) -> None:
    if wrong:
        room, actor = state.house().outreach, state.actor()
        exclusions.add(room, actor, sorted(wrong), "reviewed", one.id, state.now())


def _put_back(one: Campaign, dropped: list[str]) -> None:
    if not dropped:
        return
    shown = ", ".join(numbers.masked(number) for number in dropped)
    st.caption(_("Dropped: {numbers}").format(numbers=shown))
    if st.button(_("Put them back"), key=f"review.back.{one.id}", icon=":material/undo:"):
        with parts.acting():
            for number in dropped:
                room, actor = state.house().outreach, state.actor()
                exclusions.remove(room, actor, number, one.id, state.now())
            st.session_state.get(LOOKED, {}).pop(one.id, None)


def _precision(judged: dict[str, bool], people: int) -> None:
    if not judged:
        return
    looked, right = len(judged), sum(judged.values())
    low, high = wilson(right, looked)
    st.info(
        _(
            "{right} of the {looked} that you looked at were right. So of the {people} people whom "
            "the list caught, with 95 % certainty between {low} and {high} are buyers."
        ).format(
            right=parts.number(right),
            looked=parts.number(looked),
            people=parts.number(people),
            low=parts.percent(low, 0),
            high=parts.percent(high, 0),
        )
    )


def _missed(samples: Sequence[Sample]) -> None:
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
