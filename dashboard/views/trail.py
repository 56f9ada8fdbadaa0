"""The trail of one's own side: who did what, newest first, and whether the chain holds."""

import json

import streamlit as st

from dashboard import live, parts, state, trail_words
from dashboard.language import _
from db import Database
from outreach import asking
from trust import trail
from trust.access import may
from trust.trail import Link

FEW = 50
MANY = 1000
TABLE = 490  # pixels: higher, and a thumb could not get past it
CHECKED_AT_ONCE = 20_000  # links; a longer chain takes seconds, so it is checked when asked


def page() -> None:
    db = _own()
    live.follow(lambda: db.changes, seconds=5.0)
    st.title(_("Trail"))
    st.write(_("What was done on your side, and by whom. Nothing in it can be changed unseen."))
    length = trail.length(db, state.actor())
    if not length:
        st.info(_("Nothing has been done yet. As soon as somebody does something, it stands here."))
        return
    _chain(db, length)
    _newest(db, length)


def _own() -> Database:
    # Each side has its own trail: care's shows who sought help.
    house, actor = state.house(), state.actor()
    return house.outreach.db if may(actor, "trail.outreach") else house.helpdesk.db


def _chain(db: Database, length: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="trail.chain"):
        if length <= CHECKED_AT_ONCE or st.button(_("Check the chain"), key="trail.check"):
            _verdict(db, length)
        st.download_button(
            _("Download"),
            data=lambda: trail.as_csv(db, state.actor()),
            file_name=f"trail-{db.room}.csv",
            mime="text/csv",
            key="trail.download",
            icon=":material/download:",
            on_click="ignore",
        )


def _verdict(db: Database, length: int) -> None:
    with st.spinner(_("Checking the chain"), show_time=True):
        broken = trail.broken(db, state.actor())
    if broken is None:
        said = _("The chain holds: all {n} entries are as they were written.")
        st.success(said.format(n=parts.number(length)), icon=":material/link:")
    else:
        said = _("The chain is broken at entry {n}: it or what came before was changed afterwards.")
        st.error(said.format(n=parts.number(broken)), icon=":material/link_off:")


def _newest(db: Database, length: int) -> None:
    more = length > FEW and st.toggle(
        _("Show the last {n}").format(n=parts.number(MANY)), key="trail.more"
    )
    links = trail.newest(db, state.actor(), MANY if more else FEW)
    names = _campaigns()
    st.dataframe(
        [_row(link, names) for link in links], hide_index=True, height=TABLE, key="trail.table"
    )
    if len(links) < length:
        said = _("The last {n} of {all}; the download holds all of them.")
        st.caption(said.format(n=parts.number(len(links)), all=parts.number(length)))


def _campaigns() -> dict[str, str]:
    # Names of one's own side only: care's trail speaks of conversations, which have none.
    house, actor = state.house(), state.actor()
    return asking.names(house.outreach, actor) if may(actor, "trail.outreach") else {}


def _row(link: Link, names: dict[str, str]) -> dict[str, object]:
    return {
        _("When"): parts.moment(link.moment),
        _("Who"): _who(link.actor),
        _("What"): _(trail_words.ACTION.get(link.action, link.action)),
        _("About"): names.get(link.subject, link.subject),
        _("More"): ", ".join(_details(link)),
        _("No."): link.seq,
    }


def _details(link: Link) -> list[str]:
    named = {
        name: parts.organisation(value) if name == "partner" else value
        for name, value in link.detail.items()
    }
    known = {trail_words.DETAIL.get(name, name): value for name, value in named.items()}
    return [
        f"{_(name)}: {_said(value)}" for name, value in known.items() if value not in ("", None)
    ]


def _who(actor: str) -> str:
    if actor == "machine":
        return _("Uitweg itself")
    return parts.called(actor)


def _said(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
