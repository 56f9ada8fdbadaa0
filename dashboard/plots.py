"""Plotly figures, quiet enough for a council meeting. They need no title: the page has one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import plotly.graph_objects as go

from dashboard import parts, words
from dashboard.charts import withheld
from dashboard.language import _
from gate.notice import Figure
from outreach.impact import Variant

ACCENT = "#01689b"
# Tints of the accent for what went well, greys for what did not; both show on white and on black.
STATE_COLOURS = {
    "delivered": "#01689b",
    "sent": "#5aa6cf",
    "sending": "#9ccbe4",
    "queued": "#c3cbd3",
    "unknown": "#b08d2f",
    "held": "#8d99a5",
    "undelivered": "#66727e",
    "failed": "#857468",
}
GREY = "#7d8995"
# Lines are thin: these keep a contrast of three on white and on black.
PALETTE = ("#2b8ec4", "#a8842a", "#2f8f83", "#8a72b5", "#b0653f")
OVER_TIME = ("visits", "replies", "help_requests", "opt_outs")
MINUTE, DAY = 60_000, 86_400_000  # milliseconds
CLOCK = [
    {"dtickrange": [None, MINUTE], "value": "%H:%M:%S"},
    {"dtickrange": [MINUTE, DAY], "value": "%H:%M\n%d-%m"},
    {"dtickrange": [DAY, None], "value": "%d-%m"},
]
LEGEND = {"orientation": "h", "x": 0, "yanchor": "top"}


def states_over_time(
    points: Sequence[tuple[datetime, Mapping[str, int]]], names: Mapping[str, str] = words.MESSAGE
) -> go.Figure:
    """A stacked bar per stretch of time: how many messages stood in each state at its end.

    `points`: where each stretch begins, and the counts; at least two, equally far apart.
    `names`: what each status is called, a sentence of the catalogue.
    """
    figure = _quiet(go.Figure(), 320)
    began = [moment.astimezone(parts.AMSTERDAM) for moment, _counts in points]
    width = (began[1] - began[0]).total_seconds() * 1000
    for status in names:
        amounts = [counts.get(status, 0) for _moment, counts in points]
        if any(amounts):
            figure.add_bar(
                x=began,
                y=amounts,
                width=width,
                offset=0,
                name=_(names[status]),
                marker_color=STATE_COLOURS[status],
                hovertemplate="%{fullData.name}: %{y:,}<extra></extra>",
            )
    legend = {**LEGEND, "y": -0.25, "traceorder": "normal"}
    figure.update_layout(
        barmode="stack", bargap=0, legend=legend, showlegend=True, hovermode="x unified"
    )
    span = [began[0], began[-1] + (began[1] - began[0])]
    figure.update_xaxes(tickformatstops=CLOCK, nticks=6, range=span)
    figure.update_yaxes(rangemode="tozero", tickformat=",")
    return figure


def funnel(labels: Sequence[str], values: Sequence[int | None]) -> go.Figure:
    """The way from text to help; a withheld value (None) is a sliver that says "<10"."""
    figure = _quiet(go.Figure(), 40 + 44 * len(labels))
    sliver = max((value or 0 for value in values), default=0) / 250
    figure.add_funnel(
        y=list(labels),
        x=[value or sliver for value in values],
        text=[withheld(value) for value in values],
        textinfo="text",
        textposition="auto",
        marker_color=ACCENT,
        connector={"fillcolor": "rgba(1,104,155,.18)"},
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    figure.update_yaxes(automargin=True, ticksuffix="  ")
    return figure


def series(
    sent: Sequence[tuple[datetime, Mapping[str, int]]], published: Sequence[Figure]
) -> dict[str, tuple[list[datetime], list[int]]]:
    """Lines for the timeline: own messages, and what the gate published once it is not withheld."""
    lines: dict[str, tuple[list[datetime], list[int]]] = {}

    def add(name: str, moment: datetime, value: int) -> None:
        moments, values = lines.setdefault(_(name), ([], []))
        moments.append(moment.astimezone(parts.AMSTERDAM))
        values.append(value)

    for moment, counts in sent:
        add(words.FIGURE["delivered"], moment, counts.get("delivered", 0))
    for one in published:
        if one.name in OVER_TIME and one.value is not None:
            add(words.FIGURE[one.name], one.moment, one.value)
    return lines


def lines(
    all_series: Mapping[str, tuple[Sequence[datetime], Sequence[int]]], reference: tuple[str, float]
) -> go.Figure:
    """Counts over time, a line each, with a dashed line to hold them against."""
    figure = _quiet(go.Figure(), 340)
    end = max(moments[-1] for moments, _values in all_series.values())
    for at, (name, (moments, values)) in enumerate(all_series.items()):
        figure.add_scatter(
            x=[*moments, end],
            y=[*values, values[-1]],  # it still stands
            name=name,
            mode="lines",
            line={"shape": "hv", "color": PALETTE[at % len(PALETTE)], "width": 2},
            hovertemplate="%{fullData.name}: %{y}<extra></extra>",
        )
    label, height = reference
    figure.add_hline(
        y=height,
        line_dash="dash",
        line_color=GREY,
        annotation_text=label,
        annotation_font_color=GREY,
    )
    figure.update_layout(legend={**LEGEND, "y": -0.15}, hovermode="x unified", showlegend=True)
    figure.update_xaxes(tickformatstops=CLOCK, nticks=6)
    figure.update_yaxes(rangemode="tozero")
    return figure


def variants(compared: Sequence[Variant]) -> go.Figure:
    """The click-through of each wording, with its interval as a whisker."""
    rated = [(one.letter, one.rate) for one in compared if one.rate]
    figure = _quiet(go.Figure(), 60 + 60 * max(1, len(rated)))
    figure.add_bar(
        y=[letter for letter, _rate in rated],
        x=[rate.value for _letter, rate in rated],
        orientation="h",
        marker_color=ACCENT,
        text=[parts.percent(rate.value) for _letter, rate in rated],
        textposition="inside",
        insidetextanchor="start",
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [rate.high - rate.value for _letter, rate in rated],
            "arrayminus": [rate.value - rate.low for _letter, rate in rated],
            "color": GREY,
        },
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    figure.update_xaxes(tickformat=".0%", rangemode="tozero")
    figure.update_yaxes(autorange="reversed", type="category")
    return figure


def _quiet(figure: go.Figure, height: int) -> go.Figure:
    separators = ",." if parts.number(0.5, 1) == "0,5" else ".,"
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        separators=separators,
        dragmode=False,
        bargap=0.35,
    )
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(fixedrange=True)
    return figure
