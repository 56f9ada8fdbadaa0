"""What an approver must see of a campaign: text, audience, legal basis, window, cost."""

from datetime import datetime

import streamlit as st

from dashboard import alike, automatic, basis, parts, planned, state, trail_words, windows, words
from dashboard.language import _, n_
from dashboard.phone import Bubble, phone
from outreach import asking, hands, pace, shares, text
from outreach.campaign import Campaign
from outreach.pace import Estimate
from problem import Problem

PREVIEW = 360  # pixels of the drawn phone's screen


def draw(one: Campaign) -> None:
    """The whole campaign at a glance; draws only, changes nothing."""
    _figures(one)
    _hands(one)
    left, right = st.columns([3, 2], gap="large")
    with left:
        basis.audience(one)
        if one.starts:
            st.caption(planned.said(one))
        basis.legal(one)
    with right:
        st.markdown("**" + _("Does the text say who sends it?") + "**")
        alike.warn(one.wordings)
        texts(one)
        _sender()
    about = st.expander(
        _("What people get back by themselves, in nine languages"),
        key="summary.automatic",
        on_change="rerun",
    )
    if about.open:
        with about:
            automatic.draw()


def in_short(one: Campaign) -> list[str]:
    """What a launch sets going: to how many, when, and what it costs."""
    estimate = _estimate(one)
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
    estimate = _estimate(one)
    parts.figures(
        (_("Recipients"), parts.number(one.recipients), ""),
        (_("Segments"), parts.number(estimate.segments), ""),
        (_("Cost, estimated"), parts.euro(estimate.euro), ""),
        (_("Sending takes"), parts.duration(estimate.seconds), ""),
    )


def _hands(one: Campaign) -> None:
    # An approver wants to know whom to ask, and whose work it is.
    room, actor = state.house().outreach, state.actor()
    said = [_("made by {name}, {moment}").format(**_deed(one.author, one.created))]
    for deed in hands.of_campaign(room, actor, one.id):
        if deed.actor != one.author or deed.action == "campaign.text_written":
            did = _(trail_words.ACTION[deed.action])
            about = _deed(deed.actor, deed.moment)
            said.append(_("{name} {did}, {moment}").format(did=did, **about))
    asked = asking.asked_by(room, actor, one.id)
    if asked and one.submitted:
        about = _deed(asked, one.submitted)
        said.append(_("approval asked by {name}, {moment}").format(**about))
    if one.approver and one.approved:
        said.append(_("approved by {name}, {moment}").format(**_deed(one.approver, one.approved)))
    st.caption(" · ".join(said))


def _deed(actor: str, moment: datetime) -> dict[str, str]:
    return {"name": parts.plain(parts.called(actor)), "moment": parts.moment(moment)}


def texts(one: Campaign) -> None:
    """The wordings as a recipient will see them, a phone each, with how many get each."""
    house = state.house()
    link = pace.sample_link(house.settings)
    amounts = shares.split(one.recipients, one.shares) if one.shares else {}
    for letter, wording in sorted(one.wordings.items()):
        shown = text.fill(wording, link)
        if len(one.wordings) > 1:
            said = _("Variant {letter}: {n} recipients, {share}")
            share = parts.percent(one.shares[letter] / sum(one.shares.values()), 0)
            st.caption(said.format(letter=letter, n=parts.number(amounts[letter]), share=share))
        phone(house.carrier.sender, [Bubble(shown)], links=False, height=PREVIEW)
        st.caption(parts.measured(shown))


def _sender() -> None:
    sender = state.house().carrier.sender
    if sender.removeprefix("+").isdigit():
        said = _("It comes from {sender}. Whoever answers STOP or HULP to it is heard.")
    else:
        said = _(
            "It comes from {sender}, a name: nobody can answer it, so nobody can say STOP or ask "
            "for help by text. Use a number."
        )
    st.caption(said.format(sender=parts.plain(sender)))


def _estimate(one: Campaign) -> Estimate:
    return pace.estimate(one.wordings, one.recipients, state.house().settings, one.shares)


def checklist(missing: list[Problem], complete: str) -> None:
    """What stands between this campaign and its launch, one line each."""
    if not missing:
        st.success(complete, icon=":material/check_circle:")
        return
    st.markdown("**" + _("Still missing") + "**")
    for problem in missing:
        st.markdown(":material/radio_button_unchecked: " + parts.sentence(problem))
