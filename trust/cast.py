"""The standing cast of the demo sign-in, read from the example data."""

import tomllib
from functools import lru_cache
from pathlib import Path

from trust.access import Actor

FILE = Path(__file__).parent.parent / "examples" / "cast.toml"


@lru_cache(maxsize=1)
def cast() -> dict[str, Actor]:
    """Actors by id, in the order of the file."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["actor"]
    return {row["id"]: Actor(**row) for row in rows}
