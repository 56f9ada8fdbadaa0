"""What a campaign brought about: four figures, the funnel, the timeline, the variants."""

import streamlit as st

from dashboard import charts, live, parts, plots, state, story, words
from dashboard.language import _
from outreach import impact
from outreach.impact import ZWOLLE, Impact, Listed
from outreach.room import Outreach
from trust.access import Actor


def page() -> None:
    room, actor = state.house().outreach, state.actor()
    st.title(_("Impact"))
    campaigns = impact.launched(room, actor)
    if not campaigns:
        st.info(_("No campaign has been launched yet. As soon as one is, its impact stands here."))
        return
    chosen = _choose(campaigns, room, actor)
    live.follow(lambda: _figures(chosen, actor.role, room, actor), seconds=2.0)
    seen = _figures(chosen, actor.role, room, actor)
    _about(seen)
    _headlines(seen)
    if seen.reach.held:
        st.info(story.held(seen.reach))
    st.write(story.uncertainty(seen))
    st.caption(story.rounded())
    _funnel(seen)
    _timeline(seen, room, actor)
    _variants(seen)
    _apart(seen)


@st.cache_data(ttl=1.0, show_spinner=False)
def _figures(campaign: str, role: str, _room: Outreach, _actor: Actor) -> Impact:
    # Counted once for all who look, and apart for each role, which decides what may be seen.
    return impact.impact(_room, _actor, campaign)


def _choose(campaigns: list[Listed], room: Outreach, actor: Actor) -> str:
    by_id = {one.id: one for one in campaigns}
    asked = st.query_params.get(state.CAMPAIGN, "")
    first = asked if asked in by_id else impact.first_to_show(room, actor, campaigns).id
    chosen = st.selectbox(
        _("Campaign"),
        list(by_id),
        index=list(by_id).index(first),
        format_func=lambda id_: f"{by_id[id_].name} · {by_id[id_].municipality}",
        key="impact.campaign",
    )
    st.query_params[state.CAMPAIGN] = chosen
    return str(chosen)


def _about(seen: Impact) -> None:
    one = seen.campaign
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(_(words.CAMPAIGN[one.status]), color="gray")
        if seen.example:
            st.badge(_("example: nobody here exists"), color="gray")
        began = _("launched {moment}").format(moment=parts.moment(one.launched))
        cost = _("about {euro} for {n} segments").format(
            euro=parts.euro(seen.cost), n=parts.number(seen.reach.segments)
        )
        st.caption(f"{began} · {cost}", width="content")


def _headlines(seen: Impact) -> None:
    shown = {row.name: charts.localised(row.shown) for row in seen.funnel}
    parts.figures(
        (_("Delivered"), shown["delivered"], story.share_of_recipients(seen.reach)),
        (_("Click-through"), *story.click_through(seen.rates.get("visits"), shown["visits"])),
        *(
            (_(words.FIGURE[name]), shown[name], story.interval(seen.rates.get(name)))
            for name in ("replies", "help_requests")
        ),
    )


def _funnel(seen: Impact) -> None:
    st.subheader(_("From text to help"))
    labels = [_(words.FIGURE[row.name]) for row in seen.funnel]
    values = [row.number for row in seen.funnel]
    reference = [getattr(ZWOLLE, row.name, None) for row in seen.funnel]
    charts.draw(
        plots.funnel(labels, values),
        story.in_words(labels, values),
        (_("Step"), _("People"), _(ZWOLLE.name)),
        list(zip(labels, values, [story.reference(one) for one in reference], strict=True)),
        "funnel",
    )
    st.caption(story.zwolle())


def _timeline(seen: Impact, room: Outreach, actor: Actor) -> None:
    st.subheader(_("Over time"))
    sent = impact.timeline_sent(room, actor, seen.campaign.id)
    series = plots.series(sent, seen.timeline)
    if not series:
        st.caption(_("Nothing has happened yet."))
        return
    line = seen.reach.delivered * ZWOLLE.visits / ZWOLLE.recipients
    said = _("Zwolle 2021: {share} opened the link").format(
        share=parts.percent(ZWOLLE.visits / ZWOLLE.recipients, 0)
    )
    rows = [
        (parts.moment(moment), name, value)
        for name, (moments, values) in series.items()
        for moment, value in zip(moments, values, strict=True)
    ]
    charts.draw(
        plots.lines(series, (said, line)),
        _("Counts that add up over time"),
        (_("Moment"), _("Figure"), _("Count")),
        rows,
        "timeline",
    )


def _variants(seen: Impact) -> None:
    compared = [one for one in seen.variants if one.published]
    if len(seen.variants) < 2:
        return
    st.subheader(_("Variants"))
    st.write(story.variants(compared))
    if compared:
        rows = [(one.letter, one.delivered, one.visits) for one in compared]
        charts.draw(
            plots.variants(compared),
            story.variants(compared),
            (_("Variant"), _("Delivered"), _(words.FIGURE["visits"])),
            rows,
            "variants",
        )


def _apart(seen: Impact) -> None:
    whole = {one.name: one for one in seen.published if not one.variant}
    apart = [
        f"{_(words.FIGURE[name])}: {charts.withheld(whole[name].value)}"
        for name in ("opt_outs", "answers", "robots", "press")
        if name in whole
    ]
    if apart:
        st.subheader(_("Beside it"))
        st.write(" · ".join(apart))
        st.caption(_("Robots and visitors without a link are not in the figures above."))
