"""What became of each file, and the exports that a campaign has now."""

import streamlit as st

from dashboard import parts, state
from dashboard.language import _, n_
from outreach import exports
from outreach.campaign import Campaign
from outreach.exports import ExportRow, FileReport, Rejection

REPORTS = "exports.reports"  # of the last import: {campaign: [FileReport]}


def remember(one: Campaign, reports: list[FileReport]) -> None:
    """Keep the reports of an import until the next one."""
    st.session_state.setdefault(REPORTS, {})[one.id] = reports


def last(one: Campaign) -> None:
    """What the last import brought, and why some files brought nothing."""
    reports = st.session_state.get(REPORTS, {}).get(one.id, [])
    read = [each for each in reports if not each.problem]
    if read:
        files = parts.counted(n_("{n} file read", "{n} files read", len(read)), len(read))
        new = sum(each.accepted for each in read)
        people = parts.counted(n_("{n} new recipient", "{n} new recipients", new), new)
        st.success(f"{files}: {people}", icon=":material/check_circle:")
    for each in reports:
        if each.problem:
            said = f"**{parts.plain(each.name)}** {parts.sentence(each.problem)}"
            st.error(said, icon=":material/error:")


def stored(one: Campaign) -> None:
    """Every export of the campaign: its counts, what was left out and why, and its removal."""
    rows = exports.of_campaign(state.house().outreach, state.actor(), one.id)
    if rows:
        total = n_("{n} recipient in all", "{n} recipients in all", one.recipients)
        st.markdown(f"**{total.format(n=parts.number(one.recipients))}**")
    for row in rows:
        with st.container(border=True):
            _row(one, row)


def _row(one: Campaign, row: ExportRow) -> None:
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.markdown(f"**{parts.plain(row.label)}**")
    left.caption(_counts(row))
    if one.status == "draft" and right.button(
        _("Remove"), key=f"exports.remove.{row.id}", icon=":material/delete:"
    ):
        with parts.acting():
            exports.remove(state.house().outreach, state.actor(), one.id, row.id, state.now())
    if row.rejections:
        _left_out(row.rejections)


def _counts(row: ExportRow) -> str:
    # Every row of the file is in one of these, so that they add up to the rows read.
    left_out = sum(each.amount for each in row.rejections)
    more = row.sightings - row.selected - left_out
    return _(
        "{format} · {sightings} rows: {accepted} new recipients, {duplicates} already there, "
        "{more} further texts of the same people, {left_out} left out"
    ).format(
        format=row.format,
        sightings=parts.number(row.sightings),
        accepted=parts.number(row.selected - row.duplicates),
        duplicates=parts.number(row.duplicates),
        more=parts.number(max(0, more)),
        left_out=parts.number(left_out),
    )


def _left_out(rejections: tuple[Rejection, ...]) -> None:
    amount = sum(each.amount for each in rejections)
    said = n_("{n} row left out", "{n} rows left out", amount).format(n=parts.number(amount))
    with st.expander(said):
        st.table(
            {
                _("Reason"): [_(each.reason) for each in rejections],
                _("Rows"): [parts.number(each.amount) for each in rejections],
                _("Row numbers"): [each.row_numbers for each in rejections],
            },
            hide_index=True,
        )
