"""What a text of an organisation's own may and must hold, and what fills it. Pure."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache

from carrier import segments
from helpdesk import harmless, opening, texts
from helpdesk.hours import Partner
from problem import N_, Problem

PLACEHOLDER = re.compile(r"{(\w+)}")
NUMBERS = ("emergency", "suicide", "suicide_free", "children", "violence")
OWN = ("partner", "opening")
ALLOWED = {
    "help": ("day", *OWN, *NUMBERS),
    "question": ("address", *NUMBERS),
    "alert": (*OWN, *NUMBERS),
    "follow_up": (*OWN, *NUMBERS),
    "other": (*OWN, *NUMBERS),
}
CALL = (("emergency",), ("suicide", "suicide_free"))
# Of each of these, one has to stay.
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "crisis": CALL,
    "follow_up": CALL,
    "help": (("day",),),
    "question": (("address",),),
    "children": (("children",),),
    "violence": (("violence",),),
}
MOST = 3  # segments
ADDED = frozenset({"alert", "children", "violence"})  # to another text: one segment at most


def allowed(kind: str) -> tuple[str, ...]:
    """The placeholders that a text of this kind may hold."""
    return ALLOWED.get(kind, NUMBERS)


def most(kind: str) -> int:
    """How many segments it may take."""
    return 1 if kind in ADDED else MOST


def check(kind: str, language: str, template: str, values: dict[str, str]) -> None:
    """Raise Problem with the first thing that is wrong. `values` is the longest filling."""
    if not template:
        raise Problem("A text can't be empty. “Back to the standard text” brings ours back.")
    _check_placeholders(kind, template)
    _check_needed(kind, template)
    harmless.check(template, language)
    _check_name(template, language, values.get("partner", ""))
    _check_length(kind, language, template, values)


def fill(template: str, language: str, values: dict[str, str]) -> str:
    """The template with what is known in it; the rest stays as it is, for it may be a draft."""
    known = {**texts.numbers(language), **values}
    return PLACEHOLDER.sub(lambda found: known.get(found[1], found[0]), template)


def own_values(partner: Partner, language: str, now: datetime) -> dict[str, str]:
    """What {partner} and {opening} stand for now."""
    hours = opening.said(partner, language, opening.holiday_is_near(now))
    return {"partner": partner.name, "opening": hours}


def longest(partner: Partner, language: str, address: str) -> dict[str, str]:
    """The longest that each placeholder can become; `address` of the page on who we are."""
    return {
        "day": longest_day(language),
        "address": address,
        "partner": partner.name,
        "opening": opening.said(partner, language, holidays=True),
    }


@cache
def longest_day(language: str) -> str:
    """The longest date as people say it; these days hold every weekday of every month."""
    every = (date(2026, month, day) for month in range(1, 13) for day in range(10, 29))
    return max((texts.day(one, language) for one in every), key=len)


def _check_placeholders(kind: str, template: str) -> None:
    known = allowed(kind)
    for name in PLACEHOLDER.findall(template):
        if name not in known:
            raise Problem(
                "{name} can't be filled in here. You can use: {allowed}.",
                name=f"{{{name}}}",
                allowed=listed(known),
            )
    if "{" in (rest := PLACEHOLDER.sub("", template)) or "}" in rest:
        raise Problem(
            "A brace stands alone. Braces are for placeholders: {allowed}.", allowed=listed(known)
        )


def _check_needed(kind: str, template: str) -> None:
    used = set(PLACEHOLDER.findall(template))
    for ways in NEEDED.get(kind, ()):
        if used.isdisjoint(ways):
            raise Problem(_missing(ways), name=listed(ways[:1]), other=listed(ways[-1:]))


def _missing(ways: tuple[str, ...]) -> str:
    if len(ways) > 1:
        return N_("{name} or {other} has to stay in this text: people count on it.")
    return N_("{name} has to stay in this text: people count on it.")


def _check_name(template: str, language: str, partner: str) -> None:
    if "{partner}" in template:
        try:
            harmless.check(partner, language)
        except Problem as problem:
            raise Problem(
                "The name of your organisation gives too much away here ({why}) Leave out {name}.",
                why=problem,
                name="{partner}",
            ) from None


def _check_length(kind: str, language: str, template: str, values: dict[str, str]) -> None:
    taken = segments.measure(fill(template, language, values)).segments
    if taken > most(kind):
        raise Problem(_too_long(kind), taken=taken, most=most(kind))


def _too_long(kind: str) -> str:
    if kind in ADDED:
        return N_("This takes up to {taken} segments. It is added to another text: one at most.")
    return N_("This takes up to {taken} segments, and {most} is the most. Make it shorter.")


def listed(names: Iterable[str]) -> str:
    """Placeholders as they are written: "{day}, {partner}"."""
    return ", ".join(f"{{{name}}}" for name in names)
