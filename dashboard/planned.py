"""A start that is planned for later, in words."""

from dashboard import parts
from dashboard.language import _
from outreach import window
from outreach.campaign import Campaign


def said(one: Campaign) -> str:
    """When it starts by itself, who planned that, and when its texts leave if not at once."""
    if one.starts is None:
        return ""
    about = _("Starts by itself {moment}, planned by {name}.").format(
        moment=parts.moment(one.starts), name=parts.plain(parts.called(one.scheduled_by or ""))
    )
    if window.is_open(one.window, one.starts):
        return about
    opens = parts.moment(window.next_opening(one.window, one.starts))
    later = _("That is outside the window: its texts leave from {moment}.").format(moment=opens)
    return f"{about} {later}"
