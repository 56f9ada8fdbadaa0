"""The pages of the help site. Each counts its step when it is opened, so no script is needed."""

from flask import Blueprint, Response, abort, redirect, request, send_from_directory
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from webhook import guard, visits
from webhook.site.organisations import Organisation, directory
from webhook.site.page import STATIC, page
from webhook.site.texts import Story, stories
from webhook.site.visitor import visitor
from webhook.state import now

blueprint = Blueprint("site", __name__, template_folder="templates", static_folder=None)


@blueprint.get("/")
@guard.public
def home() -> ResponseReturnValue:
    """The first page. A link counted its own visit already; a switch of language is none."""
    who = visitor()
    if not who.token and not who.chosen:
        visits.count("", "home")
    near = directory().near(who.municipality)
    shown = (near or directory().elsewhere("")) + directory().national()
    return page("home", organisations=shown, first=_to_call(near or shown), story=_stories()[0])


@blueprint.get("/story")
@guard.public
def story() -> ResponseReturnValue:
    """People who quit."""
    return _step("story", stories=_stories())


@blueprint.get("/selfhelp")
@guard.public
def selfhelp() -> ResponseReturnValue:
    """Self-help groups."""
    return _step("selfhelp", groups=directory().self_help())


@blueprint.get("/care")
@guard.public
def care() -> ResponseReturnValue:
    """All organisations, one's own municipality first."""
    where = visitor().municipality
    known = directory()
    return _step(
        "care",
        near=known.near(where),
        national=known.national(),
        elsewhere=known.elsewhere(where),
    )


@blueprint.get("/question")
@guard.public
def question() -> ResponseReturnValue:
    """Is it real, who sends it, how do they have my number, what are my rights."""
    return _step("question")


@blueprint.get("/text")
@guard.public
def text() -> ResponseReturnValue:
    """What happens when you text us."""
    return _step("text")


@blueprint.get("/call/<organisation>")
@guard.public
def call(organisation: str) -> ResponseReturnValue:
    """The number, and what to expect. A redirect to `tel:` leads nowhere where nothing can dial."""
    found = _find(organisation)
    if not found.phone:
        abort(404)
    return _step("call", organisation=found)


@blueprint.get("/go/<organisation>")
@guard.public
def go(organisation: str) -> ResponseReturnValue:
    """Out to an organisation's own site, always an address of the data file, without the token."""
    website = _find(organisation).website
    visits.count(visitor().token, "outward")
    return redirect(website)


@blueprint.get("/robots.txt")
@guard.public
def robots() -> ResponseReturnValue:
    """Short links and addresses with a token are nobody's to index."""
    rules = ("User-agent: *", "Disallow: /c/", "Disallow: /*?t=", "Disallow: /*&t=", "")
    return Response("\n".join(rules), mimetype="text/plain")


@blueprint.get("/static/<name>")
@guard.public
def static(name: str) -> ResponseReturnValue:
    """Style and icon, which hold nothing of a visitor and so may be kept for a day."""
    return send_from_directory(STATIC, name, max_age=86_400)


@blueprint.app_errorhandler(404)
def missing(error: NotFound) -> ResponseReturnValue:
    """Whoever mistypes an address still finds the way in."""
    if request.path.startswith("/sms/"):
        return guard.sentence(404, "There is no such address.")
    return page("missing"), 404


def _step(name: str, **values: object) -> str:
    visits.count(visitor().token, name)
    return page(name, **values)


def _find(organisation: str) -> Organisation:
    found = directory().find(organisation)
    if not found:
        abort(404)
    return found


def _to_call(organisations: list[Organisation]) -> Organisation | None:
    """Whoever answers the phone now, else the first who has one."""
    callable_ = [one for one in organisations if one.phone]
    return next((one for one in callable_ if one.is_open(now())), next(iter(callable_), None))


def _stories() -> tuple[Story, ...]:
    return stories(visitor().language)
