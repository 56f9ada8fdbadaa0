"""What a person writes back, as the carrier posts it."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from helpdesk import replies
from webhook import guard
from webhook.state import house, now

blueprint = Blueprint("replies", __name__)


@blueprint.post("/sms/reply")
@guard.signed
def reply() -> ResponseReturnValue:
    """Store an inbound SMS and answer it; 200 only once it is on disk."""
    carrier = house().carrier
    answer = replies.receive(house().helpdesk, carrier.read_reply(guard.params()), now())
    return Response(carrier.answer(answer), mimetype="text/xml")
