"""What a campaign costs: estimated before, charged by the carrier after."""

import streamlit as st

from dashboard import parts, progress, state
from dashboard.language import _
from outreach import pace
from outreach.campaign import Campaign


def draw(one: Campaign) -> None:
    """Both figures, and why the second is rounded."""
    settings = state.house().settings
    price = settings.sending.segment_price
    segments = _segments(one)
    st.subheader(_("Cost"))
    parts.figures(
        (
            _("Estimated"),
            parts.euro(segments * price),
            _("{n} segments at {price}").format(n=parts.number(segments), price=parts.euro(price)),
        ),
        (_("Charged by the carrier"), _charged(one), ""),
    )
    st.caption(_about(one))


def _segments(one: Campaign) -> int:
    # What a cancelled campaign never sent costs nothing.
    if one.status == "cancelled":
        return progress.now_of(one).reach.segments
    settings = state.house().settings
    return pace.estimate(one.wordings, one.recipients, settings, one.shares).segments


def _charged(one: Campaign) -> str:
    if one.cost is None or not one.cost_currency:
        return "–"
    return parts.money(one.cost, one.cost_currency)


def _about(one: Campaign) -> str:
    if one.cost is not None:
        return _(
            "Rounded to whole units. To the cent, it could tell how many texts the carrier did not "
            "charge for, and so how many people told it to stop."
        )
    if one.cost_currency:
        return _(
            "The carrier charged in several currencies ({currencies}), which can't be added up. "
            "Its own invoice has the sums."
        ).format(currencies=one.cost_currency)
    if state.house().settings.sandbox:
        return _("The sandbox charges nothing.")
    if one.status in ("finished", "cancelled"):
        return _("The carrier is asked for its prices later. That can take a day or more.")
    return _("What the carrier charges is known some time after the last text.")
