"""What one tool does otherwise than others in its tables. Its module tells what and whence."""

from collections.abc import Callable
from dataclasses import dataclass, field

from outreach.intake.columns import Words
from outreach.intake.people import Split, apart


@dataclass(frozen=True)
class Dialect:
    """`name`: of the tool, '' for a table of whatever origin. `words`: its own header words.

    `split`: a cell with people into each of them. `skipped`: folded words in a direction column
    that mark a row as nobody's. `app`: by which all of it was sent, if that is known.
    `ignores`: sheets, by folded title, in which nobody is.
    """

    name: str = ""
    words: Words = field(default_factory=dict)
    split: Split = apart
    skipped: frozenset[str] = frozenset()
    app: str = ""
    ignores: Callable[[str], bool] = lambda title: "accounts" in title or "account" in title


PLAIN = Dialect()
