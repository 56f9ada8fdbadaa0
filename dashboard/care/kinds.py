"""What the automatic texts are called on the screen, and when each is sent; in the page's order."""

from problem import N_

NAMES = {
    "crisis": N_("Crisis"),
    "alert": N_("Care worker alerted"),
    "reading": N_("Care worker reads"),
    "follow_up": N_("Nobody answered yet"),
    "help": N_("Asks for help"),
    "question": N_("Asks a question"),
    "other": N_("Not understood"),
    "media": N_("Picture or video"),
    "opt_out": N_("Wants no more texts"),
    "start": N_("Wants answers again"),
    "wrong_person": N_("Wrong person"),
    "children": N_("Minors"),
    "violence": N_("Violence at home"),
    "can_you_talk": N_("First words after a silence"),
}

WHEN = {
    "crisis": N_("Sent at once to somebody in need."),
    "alert": N_("Added for somebody in need, while your organisation is open."),
    "reading": N_("Sent to somebody in need once a care worker has claimed the conversation."),
    "follow_up": N_("Sent to somebody in need when nobody answered in time."),
    "help": N_("Sent at once to people who ask for help. It names the day by which you answer."),
    "question": N_("Sent at once to people who ask who we are, or whether it is real."),
    "other": N_("Sent at most once a day to people who were not understood."),
    "media": N_("Sent at most once a day to people who send a picture or a video."),
    "opt_out": N_("Sent once to people who want no more texts."),
    "start": N_("Sent to people who take a stop back."),
    "wrong_person": N_("Sent to people who say that the text is not for them."),
    "children": N_("Added when somebody seems to be a minor."),
    "violence": N_("Added when somebody writes of violence at home."),
    "can_you_talk": N_("Offered to the care worker who writes again after a silence."),
}
