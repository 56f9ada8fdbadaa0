"""The short link in the SMS."""

import re

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from webhook import guard, visits

blueprint = Blueprint("links", __name__)
TOKEN = re.compile(r"[A-Za-z0-9_-]{16}")


@blueprint.get("/c/", defaults={"token": ""})
@blueprint.get("/c/<path:token>")
@guard.public
def follow(token: str) -> ResponseReturnValue:
    """Count the visit, and on to the help site. HEAD counts as a robot.

    A token that is unknown, mangled or too old leads there all the same; the home page then
    counts the visitor as one without a token.
    """
    token = _clean(token)
    if visits.origin(token) is None:
        return redirect(url_for("site.home"))
    visits.count(token, "home")
    return redirect(url_for("site.home", t=token))


def _clean(token: str) -> str:
    # Phones take the full stop after a link for a part of it.
    found = TOKEN.match(token)
    return found.group() if found else ""
