"""Files that were chosen for a campaign and not imported yet: in memory, for this viewer alone."""

from collections.abc import Container, Sequence
from dataclasses import replace
from itertools import count

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard import parts, state
from dashboard.language import _
from outreach import exclusions, exports, numbers
from outreach.campaign import Campaign
from outreach.exports import Reading
from outreach.intake import Layout, Upload
from outreach.rule import Rule

READINGS = "files.readings"  # session key: {campaign: (what was asked, Reading)}
SHOWN = "files.shown"  # session key: ids of the files that the field shows: who leaves it is out


def choose(one: Campaign) -> list[Upload]:
    """The field to drop files in, and what is held for this campaign."""
    round_ = st.session_state.get(state.ROUND, 0)
    chosen = st.file_uploader(
        _("Files"),
        accept_multiple_files=True,
        key=f"exports.files.{one.id}.{round_}",
        help=_(
            "Reports of Cellebrite, Magnet AXIOM and MSAB XRY, backups and databases of Android, "
            "iPhone and WhatsApp, vCard, any table or list of numbers, or a zip of them. Told by "
            "content, not by name."
        ),
    )
    if chosen:
        _hold(one, chosen)
    else:
        st.session_state.pop(SHOWN, None)
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
    return list(_held(one).values())


def forget(one: Campaign) -> None:
    """Let go of the files and of what was read, and empty the field."""
    for file in st.session_state.get(state.UPLOADS, {}).pop(one.id, {}):
        _let_go(file)
    st.session_state.get(READINGS, {}).pop(one.id, None)
    st.session_state[state.ROUND] = st.session_state.get(state.ROUND, 0) + 1


def correct(one: Campaign, name: str, layout: Layout | None) -> None:
    """Read one of the files otherwise than was guessed; None for the guess."""
    st.session_state[state.UPLOADS][one.id] = {
        file: replace(each, layout=layout) if each.name == name else each
        for file, each in _held(one).items()
    }


def read(one: Campaign, rule: Rule) -> Reading:
    """What an import of the held files would bring; read anew only when something changed.

    Raises Problem for a rule that can't be read.
    """
    uploads = held(one)
    asked = ([(file, each.layout) for file, each in _held(one).items()], rule, _news(one))
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
        return exports.preview(room, actor, one.id, uploads, rule, state.now(), tell)


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


def _held(one: Campaign) -> dict[str, Upload]:
    # By the id that the server gave the file: names and lengths may be alike.
    found: dict[str, Upload] = st.session_state.get(state.UPLOADS, {}).get(one.id, {})
    return found


def _hold(one: Campaign, chosen: Sequence[UploadedFile]) -> None:
    # A correction stays with its file while others come and go. What was chosen before a look at
    # another step is not in the field any more, and stays too.
    shown, ids = st.session_state.get(SHOWN, set()), {file.file_id for file in chosen}
    kept = {file: each for file, each in _held(one).items() if file in ids or file not in shown}
    for file in chosen:
        if file.file_id not in kept:
            name = _unlike(file.name, {each.name for each in kept.values()})
            kept[file.file_id] = Upload(name, file.getvalue())
    st.session_state[SHOWN] = ids
    st.session_state.setdefault(state.UPLOADS, {})[one.id] = kept


def _unlike(name: str, names: Container[str]) -> str:
    # Every phone has its mmssms.db; a journal keeps the name of the database beside it.
    stem = name.removesuffix("-wal")
    tail = name[len(stem) :]
    tries = (f"{stem} ({n}){tail}" if n > 1 else name for n in count(1))
    return next(one for one in tries if one not in names)


def _let_go(file: str) -> None:
    # The server would keep an upload until the viewer leaves.
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file)
