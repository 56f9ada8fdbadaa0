"""What a person writes back, when the carrier could not post it where replies go."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from helpdesk import fallback as taking
from webhook import guard, state

blueprint = Blueprint("fallback", __name__)


@blueprint.post("/sms/fallback")
@guard.signed_elsewhere
def fallback() -> ResponseReturnValue:
    """Take an inbound SMS down without asking a database; 200 only once the note is on disk."""
    carrier = state.carrier()
    answer = taking.take(state.fallback(), carrier.read_reply(guard.params()), state.now())
    return Response(carrier.answer(answer), mimetype="text/xml")
