"""A sentence that is stored now and read later, in the reader's language.

What is kept is the English template (a gettext id, marked with N_) and what fills it, as JSON.
"""

import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wording:
    """`str()` gives English; pages translate `template` and fill it with `values`."""

    template: str = ""
    values: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values)

    def as_json(self) -> str:
        return json.dumps([self.template, self.values], ensure_ascii=False)


def wording(template: str, **values: object) -> Wording:
    """The template with its values as text."""
    return Wording(template, {name: str(value) for name, value in values.items()})


def from_json(stored: str) -> Wording:
    """What `as_json` stored; an empty string is an empty sentence."""
    return Wording(*json.loads(stored)) if stored else Wording()
