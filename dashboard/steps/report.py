"""What was read of each file and why not the rest, and the exports that a campaign has now."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import basis, parts, state
from dashboard.language import _, n_
from dashboard.steps import files, layouts
from outreach import exports
from outreach.campaign import Campaign
from outreach.exports import ExportRow, FileRead, Reading, Rejection
from problem import Problem

REPORTS = "exports.reports"  # of the last import: {campaign: [FileRead]}


def remember(one: Campaign, reports: list[FileRead]) -> None:
    """Keep the reports of an import until the next one."""
    st.session_state.setdefault(REPORTS, {})[one.id] = reports


def last(one: Campaign) -> None:
    """What the last import brought, and why some files brought nothing."""
    reports = st.session_state.get(REPORTS, {}).get(one.id, [])
    taken = [each for each in reports if not each.problem]
    if taken:
        said = parts.counted(n_("{n} file read", "{n} files read", len(taken)), len(taken))
        new = sum(each.accepted for each in taken)
        people = parts.counted(n_("{n} new recipient", "{n} new recipients", new), new)
        st.success(f"{said}: {people}", icon=":material/check_circle:")
    _unread(reports)


def read(one: Campaign, reading: Reading) -> None:
    """Files that were read and not imported yet."""
    for each in reading.files:
        if each.problem:
            _unread([each])
            layouts.draw(one, each)
    for place, each in enumerate(each for each in reading.files if not each.problem):
        with st.container(border=True):
            st.markdown(f"**{files.shown(each.name)}**")
            st.caption(_read_as(each))
            st.markdown(_became(each))
            if each.listed:
                st.info(_("A list of numbers: all of them are taken, whatever the selection says."))
            if each.rejected:
                with _left_out(each.rejected):
                    _download(one, reading, each, place)
            layouts.draw(one, each)


def stored(one: Campaign) -> None:
    """Every export of the campaign: its counts, what was left out and why, and its removal."""
    rows = exports.of_campaign(state.house().outreach, state.actor(), one.id)
    if rows:
        total = n_("{n} recipient in all", "{n} recipients in all", one.recipients)
        st.markdown(f"**{total.format(n=parts.number(one.recipients))}**")
    for row in rows:
        with st.container(border=True):
            _row(one, row)


def _unread(found: Sequence[FileRead]) -> None:
    for each in found:
        if each.problem:
            said = f"**{files.shown(each.name)}** {parts.sentence(each.problem)}"
            st.error(said, icon=":material/error:")


def _read_as(each: FileRead) -> str:
    senders = parts.counted(n_("{n} sender", "{n} senders", each.senders), each.senders)
    said = [each.format, senders]
    if each.owners:
        owners = ", ".join(each.owners)
        said.append(_("the phone's own number: {numbers}").format(numbers=owners))
    return " · ".join(said)


def _became(each: FileRead) -> str:
    return basis.counts(
        each.sightings, each.accepted, each.known, each.repeats, _amount(each.rejected)
    )


def _row(one: Campaign, row: ExportRow) -> None:
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.markdown(f"**{parts.plain(row.label)}**")
    left.caption(f"{row.format} · {basis.stored(row)}")
    left.caption(basis.proof(row))
    if one.status == "draft" and right.button(
        _("Remove"), key=f"exports.remove.{row.id}", icon=":material/delete:"
    ):
        with parts.acting():
            exports.remove(state.house().outreach, state.actor(), one.id, row.id, state.now())
    if row.rejections:
        _left_out(row.rejections)


def _left_out(rejections: tuple[Rejection, ...]) -> DeltaGenerator:
    amount = _amount(rejections)
    said = n_("{n} row left out", "{n} rows left out", amount).format(n=parts.number(amount))
    place = st.expander(said)
    place.table(
        {
            _("Reason"): [_(each.reason) for each in rejections],
            _("Rows"): [parts.number(each.amount) for each in rejections],
            _("Row numbers"): [parts.plain(each.row_numbers) for each in rejections],
        },
        hide_index=True,
    )
    return place


def _download(one: Campaign, reading: Reading, each: FileRead, place: int) -> None:
    room, actor, uploads = state.house().outreach, state.actor(), files.held(one)

    def rows() -> str:
        try:
            return exports.rejected_rows(
                room, actor, one.id, uploads, one.rule, each.name, reading.late, _
            )
        except Problem as problem:
            return parts.sentence(problem)

    st.download_button(
        _("Download the rows that were left out"),
        rows,
        file_name="left-out.csv",
        mime="text/csv",
        key=f"exports.left_out.{place}",
        icon=":material/download:",
    )


def _amount(rejections: tuple[Rejection, ...]) -> int:
    return sum(each.amount for each in rejections)
