"""A chart with its table and its download: nobody has to trust a picture."""

import csv
import io
from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from dashboard import parts
from dashboard.language import _

CONFIG = {"displayModeBar": False, "responsive": True}


def draw(
    figure: go.Figure, alt: str, columns: Sequence[str], rows: Sequence[Sequence[object]], key: str
) -> None:
    """A chart, and behind it the same figures as a table and as a CSV file."""
    st.plotly_chart(figure, config=CONFIG, key=f"{key}.chart", alt=alt)
    with st.expander(_("Table"), icon=":material/table:"):
        shown = [[_cell(value) for value in row] for row in rows]
        st.table(
            {name: [row[at] for row in shown] for at, name in enumerate(columns)}, hide_index=True
        )
        st.download_button(
            _("Download as CSV"),
            _csv(columns, rows),
            f"{key}.csv",
            "text/csv",
            key=f"{key}.download",
            on_click="ignore",
            icon=":material/download:",
        )


def localised(shown: str) -> str:
    """A figure that comes as text: "1230" in the viewer's way, "<10" as it is."""
    return parts.number(int(shown)) if shown.isdigit() else shown


def withheld(value: int | None) -> str:
    """A published value as it is shown: None is "<10"."""
    return "<10" if value is None else parts.number(value)


def _cell(value: object) -> str:
    if isinstance(value, int | float):
        return parts.number(value)
    return withheld(None) if value is None else str(value)


def _csv(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    # With a byte order mark, without which Excel takes UTF-8 for something else.
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([["<10" if value is None else value for value in row] for row in rows])
    return "\ufeff" + out.getvalue()
