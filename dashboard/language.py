"""The dashboard's words: English stands in the code, Dutch in locale/, compiled when first asked.

`_("sentence")` and `n_("one thing", "{n} things", n)` give the viewer's language.
"""

import gettext
import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from dashboard import state

FOLDER = Path(__file__).parent.parent / "locale"


def _(text: str) -> str:
    """The sentence in the viewer's language; its placeholders are still to be filled."""
    return catalogue(state.language()).gettext(text) if text else ""


def n_(one: str, many: str, n: int) -> str:
    """The sentence for `n` things; `{n}` in it is still to be filled."""
    return catalogue(state.language()).ngettext(one, many, n)


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations of a language; English needs none."""
    file = FOLDER / language / "LC_MESSAGES" / "uitweg.po"
    if not file.exists():
        return gettext.NullTranslations()
    with file.open("rb") as source:
        po = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, po)
    return gettext.GNUTranslations(io.BytesIO(compiled.getvalue()))
