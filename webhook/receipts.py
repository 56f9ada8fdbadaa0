"""Delivery callbacks: how a message or an answer fared."""

import logging

from flask import Blueprint
from flask.typing import ResponseReturnValue

from carrier.base import Receipt
from helpdesk import outbox
from outreach import receipts, tests
from webhook import guard
from webhook.state import house, now

blueprint = Blueprint("receipts", __name__)
log = logging.getLogger(__name__)


@blueprint.post("/sms/receipt/<message_id>")
@guard.signed
def receipt(message_id: str) -> ResponseReturnValue:
    """Record a receipt. The first letter of our id tells whose message it is."""
    if not _record(message_id, house().carrier.read_receipt(guard.params())):
        # Not an error to the carrier: it would only send the same again.
        log.info("a receipt for an id that we do not know")
    return "", 200


def _record(message_id: str, receipt: Receipt) -> bool:
    if message_id.startswith("m"):
        return receipts.record(house().outreach, message_id, receipt, now())
    if message_id.startswith("t"):
        return tests.receipt(house().outreach, message_id, receipt.status)
    if message_id.startswith("a"):
        return outbox.receipt(house().helpdesk, message_id, receipt, now())
    return False
