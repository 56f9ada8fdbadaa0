"""A person's correction of how a table was taken, laid over the guess."""

from collections.abc import Sequence
from dataclasses import replace

from outreach.intake import columns, guessing
from outreach.intake.cells import Row, as_text
from outreach.intake.columns import Columns, Part, Words
from outreach.intake.layout import Layout
from problem import Problem


def found(rows: Sequence[Row], layout: Layout | None, words: Words) -> Columns | None:
    """The columns of a table, guessed where `layout` says nothing; None when it is no table.

    Raises Problem when what a person chose isn't in the table.
    """
    guess = _guess(rows, layout, words)
    if layout is None or not layout.columns:
        return guess
    if guess is None:
        guess = columns.named(0 if columns.holds_data(rows[0]) else 1, rows[0], words)
    width = max(len(row) for row in rows)
    for place in layout.columns.values():
        if not 0 <= place < width:
            raise Problem(
                "Column {column} isn't in the table, which has {width}. Choose another.",
                column=place + 1,
                width=width,
            )
    corrected = guessing.with_sample(_over(guess, layout), rows)
    if not corrected.have("sender", "party", "number"):
        raise Problem("No column holds the numbers. Choose which one does.")
    return corrected


def _guess(rows: Sequence[Row], layout: Layout | None, words: Words) -> Columns | None:
    if layout is None or layout.header is None:
        named = columns.find(rows, words)
        return guessing.with_sample(named, rows) if named else guessing.by_content(rows)
    if not 0 <= layout.header <= len(rows):
        raise Problem(
            "Row {row} can't be the header. Choose one of the first {count} rows, or 0 for none.",
            row=layout.header,
            count=len(rows),
        )
    if layout.header:
        named = columns.named(layout.header, rows[layout.header - 1], words)
        return guessing.with_sample(named, rows)
    content = guessing.by_content(rows)
    names = tuple(as_text(cell) for cell in rows[0]) if rows else ()
    return replace(content, header=0) if content else Columns(0, names, {})


def _over(guess: Columns, layout: Layout) -> Columns:
    chosen = set(layout.columns.values())
    left = {
        part: tuple(place for place in places if place not in chosen)
        for part, places in guess.parts.items()
        if part not in layout.columns
    }
    parts: dict[Part, tuple[int, ...]] = {part: places for part, places in left.items() if places}
    if "direction" in layout.columns:
        parts.pop("status", None)
    if "moment" in layout.columns:
        parts.pop("clock", None)
    parts |= {role: (place,) for role, place in layout.columns.items()}
    width = max((len(guess.names), *(place + 1 for place in chosen)))
    names = (*guess.names, *[""] * (width - len(guess.names)))
    return replace(guess, parts=parts, names=names, guessed=False)
