"""How a table was taken, and the field to correct it with: encoding, delimiter, header, columns."""

import streamlit as st

from dashboard import parts
from dashboard.language import _
from dashboard.steps import files
from outreach.campaign import Campaign
from outreach.exports import FileRead
from outreach.intake import Layout
from outreach.intake.layout import Role
from problem import N_

ENCODINGS = ("utf-8", "cp1252", "utf-16", "latin-1", "cp850", "mac-roman")
DELIMITERS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("bar")}
ROLES: dict[Role, str] = {
    "sender": N_("Sender"),
    "receiver": N_("Receiver"),
    "number": N_("Number of the other party"),
    "direction": N_("Direction (in or out)"),
    "text": N_("Text"),
    "moment": N_("Date and time"),
}
NONE = -1
UNNAMED = 12  # columns to choose from when nothing could be read


def draw(one: Campaign, each: FileRead) -> None:
    """Say how a table was taken; a file that came by itself can be read otherwise."""
    layout = each.layout
    if layout is None:
        return
    with st.expander(_("How its columns were understood")):
        st.markdown(_understood(layout))
        if any(upload.name == each.name for upload in files.held(one)):
            _correct(one, each, layout)


def _understood(layout: Layout) -> str:
    said = [
        f"{_(ROLES[role])}: **{parts.plain(_name(layout, place))}**"
        for role, place in layout.columns.items()
        if role in ROLES
    ]
    return "\n".join(f"- {one}" for one in said)


def _correct(one: Campaign, each: FileRead, layout: Layout) -> None:
    with st.form(f"layout.form.{one.id}.{each.name}", border=False):
        encoding, delimiter = _text_file(each, layout) if layout.encoding else ("", "")
        header, columns = _header(each, layout), _columns(each, layout)
        pressed = st.form_submit_button(_("Read it like this"), key=f"layout.apply.{each.name}")
    if pressed:
        chosen = Layout(encoding, delimiter, layout.sheet, header, columns)
        files.correct(one, each.name, chosen)
        st.rerun()
    if st.button(_("Back to the guess"), key=f"layout.guess.{each.name}"):
        files.correct(one, each.name, None)
        st.rerun()


def _text_file(each: FileRead, layout: Layout) -> tuple[str, str]:
    left, right = st.columns(2)
    encodings = list(dict.fromkeys((layout.encoding, *ENCODINGS)))
    delimiters = list(dict.fromkeys((layout.delimiter, *DELIMITERS)))
    encoding = left.selectbox(_("Encoding"), encodings, key=f"layout.encoding.{each.name}")
    delimiter = right.selectbox(
        _("Delimiter"),
        delimiters,
        format_func=lambda sign: _(DELIMITERS[sign]) if sign in DELIMITERS else sign,
        key=f"layout.delimiter.{each.name}",
    )
    return encoding, delimiter


def _header(each: FileRead, layout: Layout) -> int:
    return int(
        st.number_input(
            _("Row of the header (0: there is none)"),
            min_value=0,
            max_value=100,
            value=layout.header or 0,
            key=f"layout.header.{each.name}",
        )
    )


def _columns(each: FileRead, layout: Layout) -> dict[Role, int]:
    places = [NONE, *range(len(layout.names) or UNNAMED)]
    cells, chosen = st.columns(3), {}
    for at, (role, title) in enumerate(ROLES.items()):
        known = layout.columns.get(role, NONE)
        chosen[role] = cells[at % 3].selectbox(
            _(title),
            places,
            index=places.index(known) if known in places else 0,
            format_func=lambda place: "–" if place == NONE else _name(layout, place),
            key=f"layout.{role}.{each.name}",
        )
    return {role: place for role, place in chosen.items() if place != NONE}


def _name(layout: Layout, place: int) -> str:
    known = layout.names[place] if place < len(layout.names) else ""
    return known or _("column {n}").format(n=place + 1)
