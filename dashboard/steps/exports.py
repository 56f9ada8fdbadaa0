"""Step 1: exports of seized phones, each with where it comes from and on what ground."""

from datetime import date, timedelta

import streamlit as st

from dashboard import parts, state
from dashboard.language import _
from dashboard.steps import files, report
from outreach import exports
from outreach import provenance as provenance_
from outreach.campaign import Campaign
from outreach.exports import Provenance
from problem import Problem

PRESSED = "selection.import"  # the button, a step further, that these fields are for
WHOSE = "exports.whose"  # session key: the campaign that the fields below are filled in for
FIELDS = ("label", "case_reference", "purpose", "legal_article", "consent")
GROUNDS = tuple(f"exports.{name}" for name in (*FIELDS, "destroy_by"))
KEPT = timedelta(days=90)  # proposed for the destroy-by date; the lead decides


def ready(one: Campaign) -> bool:
    stored = exports.of_campaign(state.house().outreach, state.actor(), one.id)
    return bool(stored) or (bool(files.held(one)) and not lacking(one))


def draw(one: Campaign) -> None:
    st.subheader(_("Exports"))
    st.write(
        _(
            "Choose the exports of the seized phones. They are read in memory to find buyers; the "
            "files and the texts in them are never stored."
        )
    )
    if one.status == "draft":
        _bring(one)
    report.stored(one)


def provenance(one: Campaign) -> Provenance:
    """What was filled in here, also when another step is shown."""
    _start_anew_for(one)
    texts = [str(st.session_state.get(f"exports.{name}") or "").strip() for name in FIELDS]
    label, case, purpose, article, consent = texts
    return Provenance(
        label, case, purpose, article, consent, st.session_state.get("exports.destroy_by", _usual())
    )


def lacking(one: Campaign) -> list[Problem]:
    """All that an import would miss of it."""
    return provenance_.lacking(provenance(one), state.now())


def _bring(one: Campaign) -> None:
    uploads = files.choose(one)
    # No form: it would keep what was typed to itself, and lose it at a look at another step.
    with st.container(border=True, key="exports.grounds"):
        _start_anew_for(one)
        st.caption(
            _("For all files that are chosen now. Import phones of another case separately.")
        )
        _grounds()
    if uploads:
        st.subheader(_("What was read"))
        with parts.saying_problems():
            report.read(one, files.read(one, one.rule))


def _start_anew_for(one: Campaign) -> None:
    # One campaign's grounds must not slip into another's.
    if st.session_state.get(WHOSE) != one.id:
        st.session_state[WHOSE] = one.id
        for key in GROUNDS:
            st.session_state.pop(key, None)


def _grounds() -> None:
    left, right = st.columns(2)
    several = _("With several files, their names are added.")
    parts.field(left, _("Label"), "exports.label", PRESSED, several)
    parts.field(right, _("Case reference"), "exports.case_reference", PRESSED)
    parts.field(left, _("Purpose"), "exports.purpose", PRESSED)
    parts.field(right, _("Legal article"), "exports.legal_article", PRESSED)
    parts.field(left, _("The prosecutor's consent reference"), "exports.consent", PRESSED)
    right.date_input(
        _("Destroy by"),
        value=_usual(),
        min_value=state.now().date(),
        format="DD/MM/YYYY",
        key="exports.destroy_by",
        persist_state="session",
    )


def _usual() -> date:
    return (state.now() + KEPT).date()
