"""Who may call what on the public port, what every answer carries, and what a log may hold.

Nothing is logged of a request that went well: a line with a time for each visit or reply would
give the exact counts that the gate withholds. A refusal is logged by its route's template.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from flask import Flask, Response, copy_current_request_context, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from carrier.base import BadCallback
from webhook.numbers import IN_NEED
from webhook.patience import Patience
from webhook.state import carrier, settings

V = TypeVar("V", bound=Callable[..., ResponseReturnValue])
View = Callable[..., ResponseReturnValue]
log = logging.getLogger(__name__)

# Seconds; the carrier itself gives up after fifteen, and then nobody knows what became of it.
STORING = Patience("callback", 10.0)
# Notes have threads of their own: they must go on when all others wait for a database.
NOTING = Patience("note", 10.0)

SORRY = (
    "Er ging iets mis. Probeer het zo nog eens. "
    "In nood: bel {emergency}. Denk je aan zelfmoord: {suicide}.\n"
    "Something went wrong. Please try again. "
    "Emergency: call {emergency}. Thinking of suicide: {suicide}."
).format(**IN_NEED)

WRONG_SIGNATURE = (
    "The signature does not match. Check webhook.public_address, and for the fallback "
    "webhook.fallback_address."
)

HEADERS = {
    "Referrer-Policy": "no-referrer",  # a link's token must not travel to another site
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Somebody else may pick up the phone: nothing stays in its cache.
    "Cache-Control": "no-store",
}


def public(view: V) -> V:
    """Decide that anybody may call this route."""
    vars(view)["authentication"] = "public"
    return view


def signed(view: View) -> View:
    """Decide that only the carrier may call this route: 403 for whoever else does.

    A callback that lacks what it should have gets 400. When we fail or are too slow, it gets
    503, so that the carrier tries again and nothing that a person wrote is lost.
    """
    return _checked(view, STORING, lambda: [settings().public_address])


def signed_elsewhere(view: View) -> View:
    """The same for what the carrier may reach by another address, webhook.fallback_address."""
    return _checked(view, NOTING, lambda: [settings().fallback_address, settings().public_address])


def params() -> dict[str, str]:
    """The posted form: blank values kept, broken encodings replaced, first of a repeated name."""
    return request.form.to_dict()


def sentence(status: int, text: str, headers: dict[str, str] | None = None) -> Response:
    """An answer for whoever reads the carrier's debugger."""
    return Response(text + "\n", status, headers, mimetype="text/plain")


def route() -> str:
    """Method and template of the route, never the path: a path holds tokens and ids."""
    return f"{request.method} {request.url_rule.rule if request.url_rule else '-'}"


def kind(error: BaseException) -> str:
    """Class and place of an error, never its message: that may quote what somebody wrote."""
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    place = f"{last.tb_frame.f_globals.get('__name__')}:{last.tb_lineno}" if last else "-"
    return f"{type(error).__name__} at {place}"


def install(app: Flask) -> None:
    """Give every answer the headers, and every failure a plain page."""
    app.after_request(_add_headers)
    app.register_error_handler(Exception, _failed)


def _checked(view: View, patience: Patience, bases: Callable[[], list[str]]) -> View:
    @wraps(view)
    def checked(**values: str) -> ResponseReturnValue:
        if not _genuine(bases()):
            log.warning("refused a wrong signature: %s", route())
            return sentence(403, WRONG_SIGNATURE)
        try:
            return patience.wait(copy_current_request_context(view), **values)
        except BadCallback:
            log.warning("refused a malformed callback: %s", route())
            return sentence(400, "This callback lacks what every callback has. Nothing was stored.")
        except Exception as error:  # whatever it is, the carrier must keep the message and retry
            log.error("could not take a callback: %s, %s", route(), kind(error))
            return sentence(503, "We cannot store this now. Try again.", {"Retry-After": "5"})

    vars(checked)["authentication"] = "carrier"
    return checked


def _genuine(bases: list[str]) -> bool:
    signature = request.headers.get("X-Twilio-Signature", "")
    if not signature.isascii() or not signature:
        return False
    # As the carrier saw it: behind a proxy our own host and scheme would be wrong.
    target = str(request.environ.get("REQUEST_URI") or request.full_path.rstrip("?"))
    # All of the form: a name that comes twice is signed with each of its values.
    return any(carrier().genuine(base + target, request.form, signature) for base in bases)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _failed(error: Exception) -> ResponseReturnValue:
    if isinstance(error, HTTPException):
        return sentence(error.code or 500, str(error.name) + ".", _allowed(error))
    log.error("failed: %s, %s", route(), kind(error))
    return sentence(500, SORRY)


def _allowed(error: HTTPException) -> dict[str, str]:
    return {name: value for name, value in error.get_headers() if name in ("Allow", "Location")}
