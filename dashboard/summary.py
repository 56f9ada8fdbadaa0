"""What an approver must see of a campaign: text, audience, legal basis, window, cost."""

from datetime import datetime, time

import streamlit as st

from dashboard import parts, state, words
from dashboard.language import _, n_
from dashboard.phone import Bubble, phone
from outreach import asking, exports, pace, text
from outreach.campaign import Campaign
from outreach.window import Window
from problem import Problem
from trust.cast import cast

EARLY, LATE = time(8), time(22)  # who is texted outside these hours may be asleep
PREVIEW = 360  # pixels of the drawn phone's screen


def draw(one: Campaign) -> None:
    """The whole campaign at a glance; draws only, changes nothing."""
    _figures(one)
    _hands(one)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _audience(one)
        _legal_basis(one)
    with right:
        st.markdown("**" + _("Does the text say who sends it?") + "**")
        texts(one)


def in_short(one: Campaign) -> list[str]:
    """What a launch sets going: to how many, when, and what it costs."""
    estimate = pace.estimate(one.wordings, one.recipients, state.house().settings)
    people = n_("Texts {n} person.", "Texts {n} people.", one.recipients)
    return [
        "**" + parts.counted(people, one.recipients) + "**",
        _("Texts leave {window}.").format(window=hours(one.window)),
        _("{n} segments, about {euro}.").format(
            n=parts.number(estimate.segments), euro=parts.euro(estimate.euro)
        ),
    ]


def at_night(window: Window) -> None:
    """Say so when texts may leave while people sleep."""
    whole = window.start >= window.end  # all day, or past midnight
    if whole or window.start < EARLY or window.end > LATE:
        st.warning(_("This window is open at night: the text may wake people."))


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


def _audience(one: Campaign) -> None:
    st.subheader(_("Audience"))
    spread(one)
    st.caption(_("Texts leave {window}.").format(window=hours(one.window)))
    at_night(one.window)
    with st.expander(_("Wordings that made somebody a buyer")):
        st.text(one.words)


def spread(one: Campaign) -> None:
    """From how many exports recipients came."""
    counts = exports.phones_per_recipient(state.house().outreach, state.actor(), one.id)
    if not counts:
        st.caption(_("No recipients yet."))
    for phones, amount in sorted(counts.items()):
        said = n_("in {n} export: {amount}", "in {n} exports: {amount}", phones)
        st.markdown("- " + said.format(n=phones, amount=parts.number(amount)))


def _legal_basis(one: Campaign) -> None:
    st.subheader(_("Legal basis"))
    rows = exports.of_campaign(state.house().outreach, state.actor(), one.id)
    if not rows:
        st.caption(_("No exports yet."))
        return
    st.table(
        {
            _("Export"): [parts.plain(row.label) for row in rows],
            _("Purpose"): [parts.plain(row.purpose) for row in rows],
            _("Legal article"): [parts.plain(row.legal_article) for row in rows],
            _("Consent reference"): [parts.plain(row.consent_reference) for row in rows],
            _("Destroy by"): [parts.day(row.destroy_by) for row in rows],
        },
        hide_index=True,
    )


def texts(one: Campaign) -> None:
    """The wordings as a recipient will see them, a phone each."""
    house = state.house()
    link = pace.sample_link(house.settings)
    for letter, wording in sorted(one.wordings.items()):
        if len(one.wordings) > 1:
            st.caption(_("Variant {letter}").format(letter=letter))
        phone(house.carrier.sender, [Bubble(text.fill(wording, link))], links=False, height=PREVIEW)


def hours(window: Window) -> str:
    """A sending window in words: "Mon-Sat 10:00-20:00, not on public holidays"."""
    days = ", ".join(_runs(sorted(window.weekdays)))
    times = f"{window.start:%H:%M}-{window.end:%H:%M}"
    if window.start == window.end:
        times = _("all day")
    rest = _("on public holidays too") if window.holidays else _("not on public holidays")
    return f"{days} {times}, {rest}"


def _runs(days: list[int]) -> list[str]:
    # 1, 2, 3, 6 -> "Mon-Wed", "Sat"
    names, found = parts.weekdays(), list[list[int]]()
    for day in days:
        if found and day == found[-1][-1] + 1:
            found[-1].append(day)
        else:
            found.append([day])
    return [names[run[0]] + (f"-{names[run[-1]]}" if len(run) > 1 else "") for run in found]


def checklist(missing: list[Problem], complete: str) -> None:
    """What stands between this campaign and its launch, one line each."""
    if not missing:
        st.success(complete, icon=":material/check_circle:")
        return
    st.markdown("**" + _("Still missing") + "**")
    for problem in missing:
        st.markdown(":material/radio_button_unchecked: " + parts.plain(parts.sentence(problem)))
