"""Files that were chosen for a campaign and not imported yet: in memory, for this viewer alone."""

from dataclasses import replace

import streamlit as st

from dashboard import parts, state
from dashboard.language import _
from outreach import exclusions, exports, numbers
from outreach.campaign import Campaign
from outreach.exports import Reading
from outreach.intake import Layout, Upload
from outreach.rule import Rule

READINGS = "files.readings"  # session key: {campaign: (what was asked, Reading)}


def choose(one: Campaign) -> list[Upload]:
    """The field to drop files in, and what is held for this campaign."""
    round_ = st.session_state.get(state.ROUND, 0)
    chosen = st.file_uploader(
        _("Files"),
        accept_multiple_files=True,
        key=f"exports.files.{round_}",
        help=_(
            "Reports of Cellebrite, Magnet AXIOM and MSAB XRY, backups and databases of Android, "
            "iPhone and WhatsApp, vCard, any table or list of numbers, or a zip of them. Told by "
            "content, not by name."
        ),
    )
    if chosen:
        _hold(one, [Upload(file.name, file.getvalue()) for file in chosen])
    uploads = held(one)
    with st.container(key="exports.chosen"):  # always there: what is below must not move
        if uploads and not chosen:
            # The field is empty after a look at another step; the files are still here.
            names = ", ".join(shown(upload.name) for upload in uploads)
            st.info(_("Chosen, and not imported yet: {names}").format(names=names))
        if uploads:
            st.button(_("Choose other files"), key="exports.forget", on_click=forget, args=(one,))
    return uploads


def shown(name: str) -> str:
    """A file's name for the page: it is often the phone's number."""
    return parts.plain(numbers.masked_label(name))


def held(one: Campaign) -> list[Upload]:
    """Files that were chosen for this campaign and not imported yet."""
    return list(st.session_state.get(state.UPLOADS, {}).get(one.id, []))


def forget(one: Campaign) -> None:
    """Let go of the files and of what was read, and empty the field."""
    st.session_state.get(state.UPLOADS, {}).pop(one.id, None)
    st.session_state.get(READINGS, {}).pop(one.id, None)
    st.session_state[state.ROUND] = st.session_state.get(state.ROUND, 0) + 1


def correct(one: Campaign, name: str, layout: Layout | None) -> None:
    """Read one of the files otherwise than was guessed; None for the guess."""
    uploads = [replace(each, layout=layout) if each.name == name else each for each in held(one)]
    st.session_state[state.UPLOADS][one.id] = uploads


def read(one: Campaign, rule: Rule) -> Reading:
    """What an import of the held files would bring; read anew only when something changed.

    Raises Problem for a rule that can't be read.
    """
    uploads = held(one)
    asked = ([(each.name, len(each.content), each.layout) for each in uploads], rule, _news(one))
    readings = st.session_state.setdefault(READINGS, {})
    if one.id not in readings or readings[one.id][0] != asked:
        readings[one.id] = (asked, _read(one, uploads, rule))
    found: Reading = readings[one.id][1]
    return found


def _news(one: Campaign) -> object:
    # What an import depends on besides the files: who is a recipient or excluded by now.
    return (one.recipients, exclusions.summary(state.house().outreach, state.actor(), one.id))


def _read(one: Campaign, uploads: list[Upload], rule: Rule) -> Reading:
    room, actor = state.house().outreach, state.actor()
    with watching() as tell:
        return exports.preview(room, actor, one.id, uploads, rule, tell)


class watching:  # noqa: N801 - reads as a sentence: with watching() as tell
    """A line that says how far the reading is, gone when it is over."""

    def __enter__(self) -> "watching":
        self.line = st.empty()
        self.line.caption(_("Reading the files …"))
        return self

    def __call__(self, name: str, rows: int) -> None:
        said = _("{name}: {rows} rows read …")
        self.line.caption(said.format(name=shown(name), rows=parts.number(rows)))

    def __exit__(self, *_error: object) -> None:
        self.line.empty()


def _hold(one: Campaign, uploads: list[Upload]) -> None:
    # A correction stays with its file while others come and go.
    corrected = {(each.name, len(each.content)): each.layout for each in held(one)}
    st.session_state.setdefault(state.UPLOADS, {})[one.id] = [
        replace(each, layout=corrected.get((each.name, len(each.content)))) for each in uploads
    ]
