"""What intents, flags, deliveries and deeds are called on the care side's screen (English ids)."""

from babel import Locale

from dashboard import parts, state
from dashboard.language import _
from helpdesk import texts
from helpdesk.partners import Partner
from helpdesk.wording import Wording
from problem import N_

INTENT = {
    "crisis": N_("Crisis"),
    "help": N_("Asks for help"),
    "question": N_("Asks a question"),
    "opt_out": N_("Wants no more texts"),
    "wrong_person": N_("Wrong person"),
    "hostile": N_("Angry"),
    "other": N_("Not understood"),
}

# Red is for crisis and stop, and for nothing else.
INTENT_COLOUR = {"crisis": "red", "opt_out": "red", "help": "blue"}

FLAG = {
    "worrying": N_("may be a crisis: read it soon"),
    "stop": N_("wants no texts from campaigns"),
    "callback": N_("wants to be called"),
    "minor": N_("may be a minor"),
    "third_party": N_("writes about somebody else"),
    "violence": N_("speaks of violence at home"),
}

DELIVERY = {
    "queued": N_("waits to be sent"),
    "sending": N_("being sent"),
    "unknown": N_("not sure whether it was sent"),
    "sent": N_("sent"),
    "delivered": N_("delivered"),
    "undelivered": N_("did not arrive"),
    "failed": N_("could not be sent"),
}
CALLED = {texts.name(code): code for code in texts.LANGUAGES}


def language(code: str) -> str:
    """A language by its ISO 639-1 code as the viewer calls it: "Turkish"."""
    name = Locale(state.language()).languages.get(code) if code != "und" else None
    return str(name) if name else _("language not known")


def sentence(stored: Wording) -> str:
    """A stored sentence in the viewer's language, as Markdown.

    What fills it is somebody's own words, save the names of roles, outcomes and languages.
    """
    values = {name: parts.plain(_filled(name, value)) for name, value in stored.values.items()}
    return _(stored.template).format(**values)


def _filled(name: str, value: str) -> str:
    if name in ("name", "outcome"):
        return _(value)
    return language(CALLED[value]) if name == "language" and value in CALLED else value


def partner(one: Partner, is_open: bool) -> str:
    """An organisation in a list to choose from."""
    said = _("open now") if is_open else _("closed now")
    return f"{one.name} · {said}"
