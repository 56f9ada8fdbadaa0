"""What the deeds in the trails are called on the screen (English ids)."""

from problem import N_

ACTION = {
    "campaign.created": N_("started a campaign"),
    "campaign.renamed": N_("changed name or municipality"),
    "campaign.words_set": N_("changed the wording list"),
    "campaign.window_set": N_("changed when texts may leave"),
    "campaign.text_written": N_("wrote the text"),
    "campaign.test_sent": N_("sent a test text"),
    "campaign.submitted": N_("asked for approval"),
    "campaign.approved": N_("approved the campaign"),
    "campaign.sent_back": N_("sent back"),
    "campaign.taken_back": N_("took back"),
    "campaign.launched": N_("launched"),
    "campaign.paused": N_("paused the campaign"),
    "campaign.resumed": N_("resumed"),
    "campaign.cancelled": N_("cancelled the campaign"),
    "campaign.finished": N_("finished sending"),
    "export.imported": N_("imported an export"),
    "export.removed": N_("removed an export"),
    "conversation.opened": N_("looked at a conversation"),
    "conversation.claimed": N_("claimed a conversation"),
    "conversation.released": N_("gave a conversation back"),
    "conversation.answered": N_("answered"),
    "conversation.noted": N_("wrote a note"),
    "conversation.handed_over": N_("handed a conversation over"),
    "conversation.passed_on": N_("passed a conversation on, as nobody answered in time"),
    "conversation.closed": N_("closed a conversation"),
    "alarm.answered": N_("answered the test alarm"),
}

DETAIL = {
    "export": N_("export"),
    "selected": N_("selected"),
    "duplicates": N_("duplicates"),
    "sightings": N_("sightings"),
    "dropped": N_("recipients dropped"),
    "code": N_("carrier's code"),
    "partner": N_("organisation"),
    "worker": N_("care worker"),
}
