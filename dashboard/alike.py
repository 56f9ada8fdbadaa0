"""Variants that say the same: comparing them teaches nothing, and they are a slip as a rule."""

from collections.abc import Mapping

import streamlit as st

from dashboard.language import _


def groups(wordings: Mapping[str, str]) -> list[list[str]]:
    """Letters of variants that say the same, whatever their spaces; a group per text. Pure."""
    by_text: dict[str, list[str]] = {}
    for letter, wording in sorted(wordings.items()):
        by_text.setdefault(" ".join(wording.split()), []).append(letter)
    return [letters for letters in by_text.values() if len(letters) > 1]


def warn(wordings: Mapping[str, str]) -> None:
    """Point them out; they stand in nobody's way."""
    for letters in groups(wordings):
        said = _(
            "Variants {letters} have the same text, so there is nothing to compare. Change one of "
            "them, or keep only one."
        )
        st.warning(said.format(letters=", ".join(letters)))
