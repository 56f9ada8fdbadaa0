"""Messages of which nobody knows whether the carrier has them: what is known, and who decides."""

from itertools import groupby

import streamlit as st

from dashboard import parts, state, steering
from dashboard.language import _, n_
from outreach import unknown
from outreach.campaign import Campaign
from outreach.unknown import Unclear
from problem import N_
from trust.access import may

SHOWN = 50  # at once; when these are decided on, the next come
FEW, TALL = 6, 330  # of more than so many the list scrolls, this many pixels high

SENT = (
    N_("They were sent: do not text again"),
    N_(
        "The risk: if the carrier does not have them after all, these people are never texted by "
        "this campaign."
    ),
)
AGAIN = (
    N_("Send them again"),
    N_("The risk: if the carrier has them after all, these people get the same text twice."),
)


def signal(one: Campaign) -> object:
    """Moves when there are other messages to decide on."""
    return _amount(one), [each.message for each in _some(one)]


def draw(one: Campaign) -> None:
    """Those that are for a person, with both choices and what each of them risks."""
    some, amount = _some(one), _amount(one)
    if not some:
        return
    with st.container(border=True, key="unclear"):
        st.subheader(_("Nobody knows whether these were sent"))
        st.write(
            _(
                "The carrier did not answer, so it may or may not have them, and for an hour or "
                "more it could not tell. It is asked on; without a sure answer nothing is sent "
                "again, unless somebody decides so."
            )
        )
        st.caption(
            _(
                "How to decide: the operator can look in the carrier's log for a text to a number "
                "that ends so, around the moment that stands beside it."
            )
        )
        with st.container(height=TALL if len(some) > FEW else "content", border=False):
            chosen = _choose(some)
        if amount > len(some):
            more = n_("and {n} more after these", "and {n} more after these", amount - len(some))
            st.caption(parts.counted(more, amount - len(some)))
        if may(state.actor(), "campaign.steer"):
            with st.container(horizontal=True):
                _decide(one, chosen, "sent", *SENT)
                _decide(one, chosen, "again", *AGAIN)


def _some(one: Campaign) -> list[Unclear]:
    room, actor = state.house().outreach, state.actor()
    return unknown.of_campaign(room, actor, one.id, state.now(), SHOWN)


def _amount(one: Campaign) -> int:
    return unknown.amount(state.house().outreach, state.actor(), one.id, state.now())


def _choose(some: list[Unclear]) -> list[str]:
    keys = {each.message: f"unclear.{each.message}" for each in some}
    st.button(
        _("Choose all of these"),
        key="unclear.all",
        icon=":material/select_all:",
        on_click=_all,
        args=(list(keys.values()),),
    )
    chosen = []
    for why, group in groupby(sorted(some, key=lambda each: each.why), key=lambda each: each.why):
        st.caption(_(why))
        chosen += [
            each.message for each in group if st.checkbox(_about(each), key=keys[each.message])
        ]
    return chosen


def _all(keys: list[str]) -> None:
    for key in keys:
        st.session_state[key] = True


def _about(each: Unclear) -> str:
    tried = n_("tried {n} time", "tried {n} times", each.asked)
    return " · ".join(
        (
            parts.plain(each.number or _("a number that can't be opened")),
            _("since {moment}").format(moment=parts.moment(each.since)),
            parts.counted(tried, each.asked),
        )
    )


def _decide(one: Campaign, chosen: list[str], choice: str, label: str, risk: str) -> None:
    ended = choice == "again" and one.status in unknown.NEVER_AGAIN
    with parts.question(
        _(label),
        f"unclear.{choice}",
        disabled=ended or not chosen,
        help=_(unknown.ENDED) if ended else None,
    ):
        amount = n_("{n} message is chosen.", "{n} messages are chosen.", len(chosen))
        st.write(parts.counted(amount, len(chosen)))
        st.write(_(risk))
        if st.button(_("Yes, I am sure"), key=f"unclear.{choice}.sure", disabled=not chosen):
            with steering.acting(one):
                room, actor = state.house().outreach, state.actor()
                unknown.decide(room, actor, one.id, chosen, choice, state.now())
                parts.answered()
