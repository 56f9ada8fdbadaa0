"""The words of the house: English in the code, Dutch in locale/, compiled when first asked for."""

import gettext
import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "locale"


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations of a language ("nl", "en"); English needs none."""
    file = FOLDER / language / "LC_MESSAGES" / "uitweg.po"
    if not file.exists():
        return gettext.NullTranslations()
    with file.open("rb") as source:
        po = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, po)
    return gettext.GNUTranslations(io.BytesIO(compiled.getvalue()))
