"""Step 1: exports of seized phones, each with where it comes from and on what ground."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta

import streamlit as st

from dashboard import parts, state
from dashboard.language import _
from dashboard.steps import report
from outreach import exports
from outreach.campaign import Campaign
from outreach.exports import FileReport, Provenance
from outreach.intake import Upload
from problem import Problem

PRESSED = "exports.import"
WHOSE = "exports.whose"  # session key: the campaign that the fields below are filled in for
GROUNDS = tuple(
    f"exports.{name}" for name in ("label", "purpose", "legal_article", "consent", "destroy_by")
)
KEPT = timedelta(days=90)  # proposed for the destroy-by date; the lead decides


def ready(one: Campaign) -> bool:
    return bool(exports.of_campaign(state.house().outreach, state.actor(), one.id))


def draw(one: Campaign) -> None:
    st.subheader(_("Exports"))
    st.write(
        _(
            "Choose the exports of the seized phones. Message texts are read once, to find buyers, "
            "and never stored."
        )
    )
    if one.status == "draft":
        _bring(one)
    report.last(one)
    report.stored(one)


def _bring(one: Campaign) -> None:
    round_ = st.session_state.get(state.ROUND, 0)
    chosen = st.file_uploader(
        _("Files"),
        accept_multiple_files=True,
        key=f"exports.files.{round_}",
        help=_(
            "xlsx, csv, xml of SMS Backup & Restore, vCard or txt. Told by content, not by name."
        ),
    )
    hold(one, [Upload(file.name, file.getvalue()) for file in chosen or []])
    uploads = held(one)
    if uploads and not chosen:
        _chosen_before(one, uploads)
    # No form: it would keep what was typed to itself, and lose it at a look at another step.
    with st.container(border=True):
        _start_anew_for(one)
        provenance = _provenance()
        pressed = st.button(_("Import"), key=PRESSED, type="primary", icon=":material/upload_file:")
    if pressed:
        _import(one, uploads, provenance)


def _chosen_before(one: Campaign, uploads: list[Upload]) -> None:
    # The field is empty after a look at another step; the files are still here.
    names = ", ".join(parts.plain(upload.name) for upload in uploads)
    st.info(_("Chosen, and not imported yet: {names}").format(names=names))
    st.button(_("Choose other files"), key="exports.forget", on_click=forget, args=(one,))


def hold(one: Campaign, uploads: list[Upload]) -> None:
    """Keep what was chosen for the next step's preview; it leaves with the import."""
    held = st.session_state.setdefault(state.UPLOADS, {})
    if uploads:
        held[one.id] = uploads


def held(one: Campaign) -> list[Upload]:
    """Files that were chosen for this campaign and not imported yet."""
    return list(st.session_state.get(state.UPLOADS, {}).get(one.id, []))


def forget(one: Campaign) -> None:
    """Let go of the files, and empty the field."""
    st.session_state.get(state.UPLOADS, {}).pop(one.id, None)
    st.session_state[state.ROUND] = st.session_state.get(state.ROUND, 0) + 1


def _start_anew_for(one: Campaign) -> None:
    # One campaign's grounds must not slip into another's.
    if st.session_state.get(WHOSE) != one.id:
        st.session_state[WHOSE] = one.id
        for key in GROUNDS:
            st.session_state.pop(key, None)


def _provenance() -> Provenance:
    left, right = st.columns(2)
    label = parts.field(
        left, _("Label"), "exports.label", PRESSED, _("With several files, their names are added.")
    )
    purpose = parts.field(right, _("Purpose"), "exports.purpose", PRESSED)
    article = parts.field(left, _("Legal article"), "exports.legal_article", PRESSED)
    consent = parts.field(
        right, _("The prosecutor's consent reference"), "exports.consent", PRESSED
    )
    destroy = left.date_input(
        _("Destroy by"),
        value=(state.now() + KEPT).date(),
        min_value=state.now().date(),
        format="DD/MM/YYYY",
        key="exports.destroy_by",
        persist_state="session",
    )
    return Provenance(label, purpose, article, consent, destroy)


def _import(one: Campaign, uploads: list[Upload], provenance: Provenance) -> None:
    texts = (getattr(provenance, each.name) for each in fields(provenance))
    if not all(texts):
        return
    if not uploads:
        st.error(_("Choose at least one file first."))
        return
    report.remember(one, _add_all(one, uploads, provenance))
    forget(one)
    st.rerun()


def _add_all(one: Campaign, uploads: list[Upload], provenance: Provenance) -> list[FileReport]:
    bar, reports = st.progress(0.0), []
    for place, upload in enumerate(uploads):
        said = _("{name}: file {n} of {all}").format(
            name=parts.plain(upload.name), n=place + 1, all=len(uploads)
        )

        def progress(share: float, place: int = place, said: str = said) -> None:
            bar.progress(min(1.0, (place + share) / len(uploads)), text=said)

        progress(0.0)
        several = len(uploads) > 1
        named = f"{provenance.label} · {upload.name}" if several else provenance.label
        reports.append(_add(one, upload, replace(provenance, label=named), progress))
    return reports


def _add(
    one: Campaign, upload: Upload, provenance: Provenance, progress: Callable[[float], None]
) -> FileReport:
    # One bad file never keeps the good ones out.
    room, actor = state.house().outreach, state.actor()
    try:
        return exports.add(room, actor, one.id, upload, provenance, state.now(), progress)
    except Problem as problem:
        return FileReport(upload.name, "", 0, 0, 0, (), problem)
