"""What an approver must see of the exports: who counts, on what ground, and where it came from."""

import streamlit as st

from dashboard import parts, state, windows
from dashboard.language import _, n_
from outreach import exports
from outreach.campaign import Campaign
from outreach.exports import ExportRow
from outreach.rule import MODES, Rule


def audience(one: Campaign) -> None:
    """From how many exports recipients came, when texts leave, and by what rule they count."""
    st.subheader(_("Audience"))
    spread(one)
    st.caption(_("Texts leave {window}.").format(window=windows.hours(one.window)))
    windows.at_night(one.window)
    for rule in dict.fromkeys(row.rule for row in _rows(one) if row.rule):
        st.markdown(_said(rule))
        if rule.mode == "buyers":
            with st.expander(_("Wordings that made somebody a buyer")):
                st.text(rule.words)


def spread(one: Campaign) -> None:
    """From how many exports recipients came."""
    counts = exports.phones_per_recipient(state.house().outreach, state.actor(), one.id)
    if not counts:
        st.caption(_("No recipients yet."))
    for phones, amount in sorted(counts.items()):
        said = n_("in {n} export: {amount}", "in {n} exports: {amount}", phones)
        st.markdown("- " + said.format(n=phones, amount=parts.number(amount)))


def legal(one: Campaign) -> None:
    """On what ground each export is used, and the proof of which file it was."""
    st.subheader(_("Legal basis"))
    rows = _rows(one)
    if not rows:
        st.caption(_("No exports yet."))
        return
    for row in rows:
        with st.container(border=True):
            st.markdown(f"**{parts.plain(row.label)}**  \n" + "  \n".join(_ground(row)))
            st.caption(_origin(row))


def _ground(row: ExportRow) -> list[str]:
    said = {
        _("Case reference"): parts.plain(row.case_reference),
        _("Purpose"): parts.plain(row.purpose),
        _("Legal article"): parts.plain(row.legal_article),
        _("Consent reference"): parts.plain(row.consent_reference),
        _("Destroy by"): parts.day(row.destroy_by),
    }
    return [f"{name}: {value}" for name, value in said.items()]


def counts(sightings: int, accepted: int, known: int, repeats: int, left_out: int) -> str:
    """Every row of a file is in one of these, so that they add up to the rows read."""
    return _(
        "{sightings} rows: {accepted} new recipients, {known} already there, "
        "{repeats} further rows of the same people, {left_out} left out"
    ).format(
        sightings=parts.number(sightings),
        accepted=parts.number(accepted),
        known=parts.number(known),
        repeats=parts.number(repeats),
        left_out=parts.number(left_out),
    )


def stored(row: ExportRow) -> str:
    """The counts of an export that was imported. They stay, whatever other exports come and go."""
    left_out = sum(each.amount for each in row.rejections)
    return _(
        "{sightings} rows: {people} people chosen, {repeats} further rows of the same people, "
        "{left_out} left out"
    ).format(
        sightings=parts.number(row.sightings),
        people=parts.number(row.selected),
        repeats=parts.number(row.within_file),
        left_out=parts.number(left_out),
    )


def proof(row: ExportRow) -> str:
    """How many people it holds, and which file it was."""
    senders = parts.counted(n_("{n} sender", "{n} senders", row.senders), row.senders)
    owned = n_("{n} own number of the phone", "{n} own numbers of the phone", row.own_numbers)
    said = [senders, parts.counted(owned, row.own_numbers), f"SHA-256 {row.sha256}"]
    if row.archive_sha256:
        said.append(_("in a zip with SHA-256 {hash}").format(hash=row.archive_sha256))
    return " · ".join(said)


def _rows(one: Campaign) -> list[ExportRow]:
    return exports.of_campaign(state.house().outreach, state.actor(), one.id)


def _origin(row: ExportRow) -> str:
    name = parts.plain(parts.called(row.imported_by))
    by = _("imported by {name}, {moment}").format(name=name, moment=parts.moment(row.imported))
    return f"{row.format} · {by}  \n{stored(row)}  \n{proof(row)}"


def _said(rule: Rule) -> str:
    said = [_(MODES[rule.mode])]
    if rule.since:
        said.append(_("from {day}").format(day=parts.day(rule.since)))
    if rule.until:
        said.append(_("up to and including {day}").format(day=parts.day(rule.until)))
    if rule.least > 1:
        said.append(_("at least {n} messages").format(n=parts.number(rule.least)))
    return ", ".join(said)
