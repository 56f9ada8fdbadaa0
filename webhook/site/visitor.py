"""Who looks at a page: a language, and perhaps the token of a short link."""

from dataclasses import dataclass

from flask import g, request, url_for

from webhook import visits
from webhook.site.texts import LANGUAGES
from webhook.state import house


@dataclass(frozen=True)
class Visitor:
    """`token` is '' unless it is genuine; `chosen` is the language of a switch, or ''."""

    token: str
    municipality: str
    language: str
    chosen: str


def visitor() -> Visitor:
    """The visitor of this request, looked up once."""
    if "visitor" not in g:
        g.visitor = _read()
    found: Visitor = g.visitor
    return found


def link(endpoint: str, **values: str) -> str:
    """An address on the site that keeps the token and the chosen language.

    There are no cookies, so that no banner is needed: both travel in the site's own links.
    """
    who = visitor()
    kept = {"t": who.token or None, "lang": who.chosen or None}
    return url_for(f"site.{endpoint}", **{**kept, **values})  # type: ignore[arg-type]


def switch(language: str) -> str:
    """This very page in another language."""
    endpoint = request.endpoint or ""
    if not endpoint.startswith("site.") or endpoint == "site.missing":
        return link("home", lang=language)
    arguments = {name: str(value) for name, value in (request.view_args or {}).items()}
    return link(endpoint.removeprefix("site."), **{**arguments, "lang": language})


def _read() -> Visitor:
    token = request.args.get("t", "")
    origin = visits.origin(token)
    asked = request.args.get("lang", "")
    chosen = asked if asked in LANGUAGES else ""
    return Visitor(
        token=token if origin else "",
        municipality=origin.municipality if origin else "",
        language=chosen or _preferred(),
        chosen=chosen,
    )


def _preferred() -> str:
    wanted = request.accept_languages.best_match(LANGUAGES)
    return wanted or house().settings.house.language
