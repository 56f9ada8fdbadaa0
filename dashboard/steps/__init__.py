"""The steps of a new campaign, one module each: what it asks, and whether it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.steps import approval, check, exports, selection, window, wording
from outreach.campaign import Campaign
from problem import N_


@dataclass(frozen=True)
class Step:
    """One step. `ready`: nothing is missing here. `draw`: the step itself."""

    path: str
    title: str
    ready: Callable[[Campaign], bool]
    draw: Callable[[Campaign], None]


STEPS = (
    Step("exports", N_("Exports"), exports.ready, exports.draw),
    Step("selection", N_("Selection"), selection.ready, selection.draw),
    Step("text", N_("Text"), wording.ready, wording.draw),
    Step("window", N_("Window"), window.ready, window.draw),
    Step("check", N_("Check"), check.ready, check.draw),
    Step("approval", N_("Approval"), approval.ready, approval.draw),
)
