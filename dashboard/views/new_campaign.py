"""Make a campaign in steps. The draft is in the database: closing the browser loses nothing."""

import streamlit as st

from dashboard import parts, state, steering, summary
from dashboard.language import _
from dashboard.steps import STEPS, Step
from dashboard.steps.wording import TEMPLATE
from outreach import campaign
from outreach.campaign import Campaign

SIGN = {True: ":material/check_circle:", False: ":material/radio_button_unchecked:"}


def page() -> None:
    chosen = st.query_params.get(state.CAMPAIGN)
    if chosen:
        _draft(campaign.get(state.house().outreach, state.actor(), chosen))
    else:
        _begin()


def _begin() -> None:
    st.title(_("New campaign"))
    with st.form("new.begin", enter_to_submit=False):
        name = st.text_input(
            _("Name"), key="new.name", max_chars=80, help=_("Only colleagues see it.")
        )
        municipality = st.text_input(
            _("Municipality"),
            key="new.municipality",
            max_chars=80,
            help=_("Replies are routed to the care partners of this municipality."),
        )
        pressed = st.form_submit_button(_("Start"), key="new.create", type="primary")
    if pressed:
        with parts.saying_problems():
            room, actor = state.house().outreach, state.actor()
            made = campaign.create(room, actor, name or "", municipality or "", state.now())
            campaign.write_text(room, actor, made, {"A": TEMPLATE}, state.now())
            state.go("new-campaign", campaign=made)
    _drafts()


def _drafts() -> None:
    drafts = [
        each
        for each in campaign.all_of(state.house().outreach, state.actor())
        if each.status == "draft"
    ]
    if drafts:
        st.subheader(_("Go on with a draft"))
    for each in drafts:
        with st.container(border=True):
            state.link("new-campaign", parts.plain(each.name), campaign=each.id)
            began = _("started {moment}").format(moment=parts.moment(each.created))
            st.caption(f"{parts.plain(each.municipality)} · {began}")


def _draft(one: Campaign) -> None:
    st.title(parts.plain(one.name))
    summary.status(one, parts.plain(one.municipality))
    steering.told(one)
    if one.sent_back_because and one.status == "draft":
        st.warning(_("Sent back: {why}").format(why=parts.plain(one.sent_back_because)))
    if one.status != "draft":
        st.info(_fixed(one))
        state.link("campaign", _("To the campaign"), ":material/campaign:", campaign=one.id)
    step = _row_of_steps(one)
    st.divider()
    step.draw(one)
    _next(step)


def _fixed(one: Campaign) -> str:
    if one.status in ("in_review", "approved"):
        return _("Nothing can be changed here now. A team lead can take the campaign back.")
    return _("Nothing can be changed here any more.")


def _row_of_steps(one: Campaign) -> Step:
    ready = {step.path: step.ready(one) for step in STEPS}
    labels = {step.path: f"{SIGN[ready[step.path]]} {_(step.title)}" for step in STEPS}
    asked = st.query_params.get(state.STEP)
    first = next((path for path in labels if not ready[path]), STEPS[-1].path)
    at = asked if asked in labels else first
    st.session_state["new.step"] = st.query_params[state.STEP] = at
    st.segmented_control(
        _("Steps"),
        list(labels),
        format_func=labels.__getitem__,
        required=True,
        key="new.step",
        on_change=_turn,
        label_visibility="collapsed",
        wrap=True,
    )
    return next(step for step in STEPS if step.path == at)


def _turn() -> None:
    st.query_params[state.STEP] = st.session_state["new.step"]


def _next(step: Step) -> None:
    place = STEPS.index(step)
    if place + 1 < len(STEPS):
        following = STEPS[place + 1]
        label = _("Next: {step}").format(step=_(following.title))
        st.button(
            label,
            key="new.next",
            icon=":material/arrow_forward:",
            icon_position="right",
            on_click=lambda: st.query_params.update({state.STEP: following.path}),
        )
