"""The dashboard's words, in the language of whoever looks.

`_("sentence")` and `n_("one thing", "{n} things", n)` give the viewer's language.
"""

from dashboard import state
from language import catalogue


def _(text: str) -> str:
    """The sentence in the viewer's language; its placeholders are still to be filled."""
    return catalogue(state.language()).gettext(text) if text else ""


def n_(one: str, many: str, n: int) -> str:
    """The sentence for `n` things; `{n}` in it is still to be filled."""
    return catalogue(state.language()).ngettext(one, many, n)
