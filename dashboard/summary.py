"""What an approver must see of a campaign: text, audience, legal basis, window, cost."""

from datetime import datetime

import streamlit as st

from dashboard import basis, parts, state, windows, words
from dashboard.language import _, n_
from dashboard.phone import Bubble, phone
from outreach import asking, pace, text
from outreach.campaign import Campaign
from problem import Problem
from trust.cast import cast

PREVIEW = 360  # pixels of the drawn phone's screen


def draw(one: Campaign) -> None:
    """The whole campaign at a glance; draws only, changes nothing."""
    _figures(one)
    _hands(one)
    left, right = st.columns([3, 2], gap="large")
    with left:
        basis.audience(one)
        basis.legal(one)
    with right:
        st.markdown("**" + _("Does the text say who sends it?") + "**")
        texts(one)


def in_short(one: Campaign) -> list[str]:
    """What a launch sets going: to how many, when, and what it costs."""
    estimate = pace.estimate(one.wordings, one.recipients, state.house().settings)
    people = n_("Texts {n} person.", "Texts {n} people.", one.recipients)
    return [
        "**" + parts.counted(people, one.recipients) + "**",
        _("Texts leave {window}.").format(window=windows.hours(one.window)),
        _("{n} segments, about {euro}.").format(
            n=parts.number(estimate.segments), euro=parts.euro(estimate.euro)
        ),
    ]


def status(each: Campaign, about: str) -> None:
    """The campaign's status as a badge, and a word about it; the example says that it is one."""
    with st.container(horizontal=True, vertical_alignment="center"):
        colour = words.CAMPAIGN_COLOUR[each.status]
        st.badge(_(words.CAMPAIGN[each.status]), color=colour)  # type: ignore[arg-type]
        if each.example:
            st.badge(_("example"), color="gray")
        st.caption(about, width="content")


def _figures(one: Campaign) -> None:
    estimate = pace.estimate(one.wordings, one.recipients, state.house().settings)
    parts.figures(
        (_("Recipients"), parts.number(one.recipients), ""),
        (_("Segments"), parts.number(estimate.segments), ""),
        (_("Cost, estimated"), parts.euro(estimate.euro), ""),
        (_("Sending takes"), parts.duration(estimate.seconds), ""),
    )


def _hands(one: Campaign) -> None:
    # An approver wants to know whom to ask.
    said = [_("made by {name}, {moment}").format(**_deed(one.author, one.created))]
    asked = asking.asked_by(state.house().outreach, state.actor(), one.id)
    if asked and one.submitted:
        about = _deed(asked, one.submitted)
        said.append(_("approval asked by {name}, {moment}").format(**about))
    if one.approver and one.approved:
        said.append(_("approved by {name}, {moment}").format(**_deed(one.approver, one.approved)))
    st.caption(" · ".join(said))


def _deed(actor: str, moment: datetime) -> dict[str, str]:
    somebody = cast().get(actor)
    name = parts.person(somebody) if somebody else actor
    return {"name": parts.plain(name), "moment": parts.moment(moment)}


def texts(one: Campaign) -> None:
    """The wordings as a recipient will see them, a phone each."""
    house = state.house()
    link = pace.sample_link(house.settings)
    for letter, wording in sorted(one.wordings.items()):
        if len(one.wordings) > 1:
            st.caption(_("Variant {letter}").format(letter=letter))
        phone(house.carrier.sender, [Bubble(text.fill(wording, link))], links=False, height=PREVIEW)


def checklist(missing: list[Problem], complete: str) -> None:
    """What stands between this campaign and its launch, one line each."""
    if not missing:
        st.success(complete, icon=":material/check_circle:")
        return
    st.markdown("**" + _("Still missing") + "**")
    for problem in missing:
        st.markdown(":material/radio_button_unchecked: " + parts.sentence(problem))
