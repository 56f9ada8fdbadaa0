"""What the statuses, roles and figures of the house are called on the screen (English ids)."""

from problem import N_

ROLES = {
    "team_lead": N_("Team lead"),
    "approver": N_("Approver"),
    "observer": N_("Observer"),
    "privacy_outreach": N_("Privacy officer, campaign side"),
    "care_worker": N_("Care worker"),
    "coordinator": N_("Care coordinator"),
    "privacy_care": N_("Privacy officer, care side"),
    "operator": N_("Operator"),
}

ROLE_DOES = {
    "team_lead": N_("imports exports, writes the text, launches, watches the reach"),
    "approver": N_("reads text, audience and legal basis; approves or sends back"),
    "observer": N_("sees the impact page, nothing else"),
    "privacy_outreach": N_("reads the trail of the campaign side"),
    "care_worker": N_("reads and answers who asks for help"),
    "coordinator": N_("sees the whole inbox and the workload of the organisation"),
    "privacy_care": N_("reads the trail of the care side"),
    "operator": N_("runs the machine"),
}

CAMPAIGN = {
    "draft": N_("draft"),
    "in_review": N_("in review"),
    "approved": N_("approved"),
    "sending": N_("sending"),
    "paused": N_("paused"),
    "finished": N_("finished"),
    "cancelled": N_("cancelled"),
}

# Colours of Streamlit's badges; red is kept for crisis and stop.
CAMPAIGN_COLOUR = {
    "draft": "gray",
    "in_review": "blue",
    "approved": "blue",
    "sending": "primary",
    "paused": "orange",
    "finished": "green",
    "cancelled": "gray",
}

MESSAGE = {
    "delivered": N_("delivered"),
    "sent": N_("sent"),
    "sending": N_("sending"),
    "queued": N_("queued"),
    "unknown": N_("unknown"),
    "held": N_("held"),
    "undelivered": N_("undelivered"),
    "failed": N_("failed"),
}

# Of a cancelled campaign: who waits there waits for nothing.
CANCELLED = MESSAGE | {"queued": N_("not texted")}

FIGURE = {
    "recipients": N_("Recipients"),
    "sent": N_("Sent"),
    "delivered": N_("Delivered"),
    "visits": N_("Opened the link"),
    "home": N_("Read the home page"),
    "story": N_("Read a story"),
    "selfhelp": N_("Went on to self-help"),
    "care": N_("Went on to care"),
    "outward": N_("Went on to an organisation's own site"),
    "call": N_("Tapped to call"),
    "text": N_("Tapped to text"),
    "question": N_("Read who, why and your rights"),
    "replies": N_("Replied"),
    "help_requests": N_("Asked for help"),
    "answers": N_("Answered by a care worker"),
    "opt_outs": N_("Opted out"),
    "robots": N_("Robots"),
    "press": N_("Visitors without a link"),
}
