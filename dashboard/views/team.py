"""The coordinator's page: how much there is, who waits longest, who does what."""

import streamlit as st

from dashboard import live, parts, state
from dashboard.care import alarm, duty
from dashboard.language import _, n_
from helpdesk import team
from helpdesk.team import Overview


def page() -> None:
    room = state.house().helpdesk
    live.follow(lambda: (room.db.changes, state.now().strftime("%H:%M")))
    st.title(_("Team"))
    alarm.test()
    overview = team.overview(room, state.actor(), state.now())
    _figures(overview)
    _longest(overview)
    duty.speed()
    st.subheader(_("Care workers"))
    if overview.workers:
        _workers(overview)
    else:
        st.info(_("Nobody has claimed a conversation yet. The inbox shows what waits."))
    state.link("inbox", _("To the inbox"), ":material/inbox:")
    duty.draw()


def _figures(overview: Overview) -> None:
    parts.figures(
        (_("Open"), parts.number(overview.open), ""),
        (_("Unclaimed"), parts.number(overview.unclaimed), ""),
        (_("Waiting for us"), parts.number(overview.waiting), ""),
        (_("Answered"), parts.number(overview.answered), ""),
    )
    st.caption(
        parts.counted(
            n_("{n} conversation closed", "{n} conversations closed", overview.closed),
            overview.closed,
        )
    )


def _longest(overview: Overview) -> None:
    if overview.waiting_longest is None:
        st.success(_("Nobody waits for an answer."), icon=":material/check_circle:")
        return
    said = _("Who waits longest has waited {time}, since {moment}.")
    time = parts.duration(overview.longest_seconds)
    moment = parts.moment(overview.waiting_longest)
    st.info(said.format(time=time, moment=moment), icon=":material/hourglass_top:")


def _workers(overview: Overview) -> None:
    rows = [
        {
            _("Care worker"): _(one.name),
            _("Has now"): one.claimed,
            _("Answers given"): one.answers,
        }
        for one in overview.workers
    ]
    st.dataframe(rows, hide_index=True, key="team.workers")
