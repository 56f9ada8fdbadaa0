"""What went wrong, as a sentence that says what to do."""


class Problem(Exception):
    """A sentence for a person. `template` is its English text (and gettext id), `values` fill it.

    Pages translate the template and then fill it, so that the sentence comes in the reader's
    language: `Problem("Row {row} is one digit short", row=14)`.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template, values)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format(**self.values)


class Forbidden(Problem):
    """The actor may not do this; nothing was done."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a sentence for translation where it stands; the page translates it where it is shown."""
    return text
