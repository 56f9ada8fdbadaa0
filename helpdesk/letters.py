"""What notices to an organisation say, in the language of the house. Pure."""

from datetime import datetime

from babel.dates import format_datetime

import mail
from helpdesk.partners import Partner
from helpdesk.workdays import AMSTERDAM
from language import catalogue
from problem import N_
from settings import Settings

# Event -> subject and first lines. No content, no number, nothing that tells of a person.
SAID = {
    "crisis": (
        N_("Uitweg: somebody needs an answer now"),
        N_("In Uitweg somebody in a crisis waits for {partner}, since {moment}. Nobody has claimed "
           "the conversation yet."),
    ),
    "missed": (
        N_("Uitweg: a crisis was not answered in time"),
        N_("On {moment} somebody in a crisis had waited too long at {partner}. The conversation "
           "went on to the next organisation that is open."),
    ),
    "alone": (
        N_("Uitweg: a crisis was not answered in time"),
        N_("On {moment} somebody in a crisis had waited too long at {partner}. No other "
           "organisation is open, so the conversation still waits with you."),
    ),
    "alarm": (
        N_("Uitweg: nobody answered the test alarm"),
        N_("Since {moment} nobody answered the weekly test alarm on the duty phone of {partner}. "
           "See that the number is right and that somebody has the phone. Without an answer no "
           "campaign starts."),
    ),
    "test": (
        N_("Uitweg: test notice"),
        N_("This is a test notice for {partner}, asked for on {moment}. There is nothing to do."),
    ),
}  # fmt: skip
OPEN = N_("Open it, after signing in: {address}")
NO_REPLY = N_("Uitweg wrote this e-mail by itself. Nobody reads what is sent back to it.")
SMS = N_("Test alarm of Uitweg: is somebody there? Answer OK.")
MOMENT = {"nl": "d MMMM y 'om' HH:mm", "en": "d MMMM y 'at' HH:mm"}


def letter(
    settings: Settings, id: str, event: str, partner: Partner, to: str, link: str, made: datetime
) -> mail.Letter:
    """The e-mail of a notice. `made`: when there was reason for it."""
    language = settings.house.language
    say = catalogue(language).gettext
    values = {
        "partner": mail.one_line(partner.name),
        "moment": format_datetime(made.astimezone(AMSTERDAM), MOMENT[language], locale=language),
        "address": link,
    }
    subject, opening = SAID[event]
    body = "\n\n".join(say(one).format(**values) for one in (opening, OPEN, NO_REPLY))
    return mail.Letter(id, to, say(subject), f"{body}\n")


def sms(settings: Settings) -> str:
    """The weekly test alarm on a duty phone."""
    return catalogue(settings.house.language).gettext(SMS)


def link(settings: Settings, event: str, conversation: str) -> str:
    """Where the reader goes on: the conversation, or the page that is about the whole team."""
    if event in ("crisis", "alone"):
        return f"{settings.dashboard_address}/inbox?conversation={conversation}"
    return f"{settings.dashboard_address}/team"
