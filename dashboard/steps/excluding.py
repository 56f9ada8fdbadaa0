"""Numbers that must not be texted: how many there are and why; more are added, one is removed."""

import streamlit as st

from dashboard import parts, state
from dashboard.language import _, n_
from outreach import exclusions, listing
from outreach.campaign import Campaign
from outreach.exclusions import Added, Listed
from trust.access import may

ROWS_SHOWN = 40  # of those that hold no number, for each reason


def draw(one: Campaign) -> None:
    """The section: counts for whoever may read them, fields for whoever may change the list."""
    st.subheader(_("Must not be texted"))
    st.write(
        _(
            "Suspects, informants, lawyers and others bound to secrecy, minors, colleagues: they "
            "are left out at the import, and looked up again before each text. The numbers "
            "themselves are not kept, so nobody can read them here."
        )
    )
    _listed(one, exclusions.summary(state.house().outreach, state.actor(), one.id))
    if may(state.actor(), "exclusions.write"):
        _add(one)
        _told(one)
        _remove(one)


def _key(name: str, one: Campaign) -> str:
    return f"excluding.{name}.{one.id}"


def _listed(one: Campaign, rows: list[Listed]) -> None:
    if not rows:
        st.caption(_("Nobody is on the list yet."))
        return
    st.table(
        {
            _("Why"): [_(exclusions.CATEGORIES[row.category]) for row in rows],
            _("For"): [_scope(row.campaign) for row in rows],
            _("Numbers"): [parts.number(row.amount) for row in rows],
            _("Last added"): [parts.moment(row.latest) for row in rows],
        },
        hide_index=True,
    )


def _scope(campaign: str) -> str:
    return _("this campaign") if campaign else _("every campaign")


def _add(one: Campaign) -> None:
    _empty_when_done(one)
    with st.container(border=True):
        left, right = st.columns(2)
        typed = left.text_area(_("Numbers, one a line"), key=_key("numbers", one))
        file = right.file_uploader(
            _("or a list in a file (txt, csv)"), type=["txt", "csv"], key=_file_key(one)
        )
        category = left.selectbox(
            _("Why"),
            list(exclusions.CATEGORIES),
            index=None,
            format_func=lambda category: _(exclusions.CATEGORIES[category]),
            placeholder=_("Choose why"),
            key=_key("category", one),
        )
        scope = right.radio(
            _("For"),
            [one.id, ""],
            format_func=_scope,
            horizontal=True,
            key=_key("scope", one),
        )
        pressed = st.button(_("Add to the list"), key=_key("add", one), icon=":material/block:")
    if pressed:
        with parts.acting():
            rows = (typed or "").splitlines()
            rows += listing.lines(file.name, file.getvalue()) if file else []
            _put(one, rows, category or "", scope or None)


def _put(one: Campaign, rows: list[str], category: str, campaign: str | None) -> None:
    room, actor = state.house().outreach, state.actor()
    told = exclusions.add(room, actor, rows, category, campaign, state.now())
    st.session_state[_key("told", one)] = told
    st.session_state[_key("done", one)] = True


def _empty_when_done(one: Campaign) -> None:
    # Numbers don't stay in the fields once they are on the list. A file leaves only with its field.
    if st.session_state.pop(_key("done", one), False):
        st.session_state[_key("numbers", one)] = ""
        st.session_state[_key("round", one)] = st.session_state.get(_key("round", one), 0) + 1


def _file_key(one: Campaign) -> str:
    return _key(f"file{st.session_state.get(_key('round', one), 0)}", one)


def _told(one: Campaign) -> None:
    told: Added | None = st.session_state.get(_key("told", one))
    if told is None:
        return
    new = n_("{n} number added", "{n} numbers added", told.added)
    known = n_("{n} was on the list already", "{n} were on the list already", told.known)
    said = [parts.counted(new, told.added), parts.counted(known, told.known)]
    if told.dropped:
        gone = n_("{n} recipient left out", "{n} recipients left out", told.dropped)
        said.append(parts.counted(gone, told.dropped))
    st.success(", ".join(said) + ".", icon=":material/check_circle:")
    for name, problem in told.unswept:
        st.warning(f"**{parts.plain(name)}** {parts.sentence(problem)}", icon=":material/warning:")
    if told.unread:
        _unread(told.unread)


def _unread(unread: list[tuple[int, str]]) -> None:
    said = n_(
        "{n} row holds no number that can be read, and is not on the list. Mend it, and add it.",
        "{n} rows hold no number that can be read, and are not on the list. Mend and add them.",
        len(unread),
    )
    st.warning(parts.counted(said, len(unread)), icon=":material/warning:")
    rows: dict[str, list[str]] = {}
    for row, reason in unread:
        rows.setdefault(reason, []).append(str(row))
    st.table(
        {
            _("Reason"): [_(reason) for reason in rows],
            _("Row numbers"): [
                ", ".join(some[:ROWS_SHOWN]) + (" …" if len(some) > ROWS_SHOWN else "")
                for some in rows.values()
            ],
        },
        hide_index=True,
    )


def _remove(one: Campaign) -> None:
    if st.session_state.pop(_key("gone", one), False):
        st.session_state[_key("typed", one)] = ""
    with st.expander(_("Take a number off the list"), key=_key("removal", one)):
        st.caption(_("Type it: the list can find a number, and not show it."))
        typed = st.text_input(_("Number"), key=_key("typed", one))
        scope = st.radio(
            _("From the list of"),
            [one.id, ""],
            format_func=_scope,
            horizontal=True,
            key=_key("from", one),
        )
        if st.button(_("Take it off"), key=_key("remove", one)):
            with parts.acting():
                room, actor = state.house().outreach, state.actor()
                exclusions.remove(room, actor, typed or "", scope or None, state.now())
                st.session_state[_key("gone", one)] = True
