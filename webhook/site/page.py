"""One page, drawn for its visitor."""

import hashlib
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import phonenumbers
from flask import render_template

from webhook import numbers
from webhook.site import texts
from webhook.site.organisations import directory
from webhook.site.visitor import link, switch, visitor
from webhook.state import house, now

STATIC = Path(__file__).parent / "static"


def page(name: str, **values: object) -> str:
    """The HTML of `templates/<name>.html` in the visitor's language."""
    language = visitor().language
    say = texts.texts(language)
    return render_template(
        f"{name}.html",
        page=name,
        say=say,
        language=language,
        languages=[(code, texts.texts(code)["name"]) for code in texts.LANGUAGES],
        municipality=visitor().municipality,
        example=directory().example,
        sms=_sms(say["sms_word"]),
        sender=_shown(house().settings.carrier.sender),
        in_need=numbers.IN_NEED,
        dialled=numbers.dialled,
        now=now(),
        days=lambda span: texts.days(span.first, span.last, language),
        language_name=lambda code: texts.language_name(code, language),
        link=link,
        switch=switch,
        style=_version(),
        **values,
    )


def _sms(word: str) -> str:
    # "?&" is what both Android and iPhones take. No token: a text must not tie link and number.
    return f"sms:{house().settings.carrier.sender}?&body={quote(word)}"


def _shown(number: str) -> str:
    style = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(phonenumbers.parse(number), style)


@lru_cache(maxsize=1)
def _version() -> str:
    return hashlib.sha256((STATIC / "style.css").read_bytes()).hexdigest()[:8]
