"""Which organisation answers whom, and why. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk import texts
from helpdesk.hours import Partner, is_open
from helpdesk.wording import Wording, wording
from problem import N_


@dataclass(frozen=True)
class Request:
    """Who needs an answer. `municipality` "" when it isn't known; `language` ISO 639-1 or "und"."""

    intent: str
    municipality: str
    language: str


@dataclass(frozen=True)
class Route:
    """The partner's id ("" when there are none at all) and why it is this one."""

    partner: str
    reason: Wording


NOBODY = Route("", wording(N_("There are no organisations yet")))


def route(
    request: Request, partners: Sequence[Partner], loads: Mapping[str, int], now: datetime
) -> Route:
    """Choose an organisation. `loads`: partner id -> open conversations.

    A crisis goes to whoever is open now. All else goes to who speaks the language, works in the
    municipality and has room, in that order; it need not be open now, since a day is promised.
    """
    if not partners:
        return NOBODY
    ranked = _ranked(request, partners, loads, now)
    return Route(ranked[0].id, _because(request, ranked[0], now))


def next_route(request: Request, partners: Sequence[Partner], current: str, now: datetime) -> Route:
    """The organisation after `current`, for somebody who waited too long there.

    Goes round: after the last comes the first. Stays where it is when there is no other.
    """
    ranked = [one.id for one in _ranked(request, partners, {}, now) if _fits(one, request, now)]
    if current in ranked:
        ranked = ranked[ranked.index(current) + 1 :] + ranked[: ranked.index(current)]
    if not ranked:
        return Route(current, wording(N_("Nobody answered in time, and there is nobody else")))
    names = {one.id: one.name for one in partners}
    reason = wording(N_("Nobody answered in time; {partner} is next"), partner=names[ranked[0]])
    return Route(ranked[0], reason)


def _ranked(
    request: Request, partners: Sequence[Partner], loads: Mapping[str, int], now: datetime
) -> list[Partner]:
    crisis = request.intent == "crisis"

    def rank(partner: Partner) -> tuple[object, ...]:
        return (
            crisis and not is_open(partner, now),
            not _serves(partner, request),
            crisis and partner.kind != "addiction_care",  # peers are not asked first to save a life
            not _speaks(partner, request),
            not _is_local(partner, request),
            loads.get(partner.id, 0) >= partner.capacity,
            partner.kind != "addiction_care",
            partner.position,
            partner.id,
        )

    return sorted(partners, key=rank)


def _fits(partner: Partner, request: Request, now: datetime) -> bool:
    if request.intent == "crisis":
        return is_open(partner, now)
    return _serves(partner, request)


def _serves(partner: Partner, request: Request) -> bool:
    return not partner.municipalities or _is_local(partner, request)


def _is_local(partner: Partner, request: Request) -> bool:
    return request.municipality.casefold() in {one.casefold() for one in partner.municipalities}


def _speaks(partner: Partner, request: Request) -> bool:
    return texts.spoken(request.language) in partner.languages


def _because(request: Request, partner: Partner, now: datetime) -> Wording:
    values = {
        "partner": partner.name,
        "municipality": request.municipality,
        "language": texts.name(request.language),
    }
    if request.intent == "crisis" and is_open(partner, now):
        return wording(N_("Crisis: {partner} is open now"), partner=partner.name)
    if request.intent == "crisis":
        return wording(N_("Crisis, and nobody is open now: {partner} comes first"), **values)
    return wording(_template(_is_local(partner, request), _speaks(partner, request)), **values)


def _template(local: bool, speaks: bool) -> str:
    if local and speaks:
        return N_("{partner} works in {municipality} and speaks {language}")
    if speaks:
        return N_("{partner} speaks {language}; no organisation nearer does")
    if local:
        return N_("{partner} works in {municipality}; nobody speaks {language}")
    return N_("{partner} is there for the whole country; nobody speaks {language}")
