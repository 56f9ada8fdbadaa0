"""How a table was taken: encoding, delimiter, header and columns. A person can correct it."""

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["sender", "receiver", "party", "number", "text", "moment", "direction"]


@dataclass(frozen=True)
class Layout:
    """A guess, or its correction. Whatever is left out ('' , None, {}) is guessed.

    `encoding`: a Python codec name, text files only. `delimiter`: one character, text files only.
    `sheet`: which sheet it is about, workbooks only. `header`: its row, counted from 1; 0 for a
    table without one. `columns`: role -> column, counted from 0. `names`: what the header says,
    or the first row when there is none.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header: int | None = None
    columns: dict[Role, int] = field(default_factory=dict)
    names: tuple[str, ...] = ()
