"""The numbers to call in need. They are kept in one file, with the texts that name them too."""

import tomllib

from helpdesk.texts import FOLDER

IN_NEED: dict[str, str] = tomllib.loads((FOLDER / "numbers.toml").read_text(encoding="utf-8"))
"""By name, as people write them: {"emergency": "112", "suicide_free": "0800-0113"}."""


def dialled(number: str) -> str:
    """As a phone dials it: "0800-0113" gives "08000113"."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")
