"""The text of an automatic answer, put together. Pure."""

from datetime import datetime
from typing import Protocol

from helpdesk import texts, workdays
from helpdesk.triage import Reading

CURT = frozenset({"hostile", "opt_out", "start"})  # to these, not a word more


class Say(Protocol):
    """Gives the text of a kind with these values in it; `texts.fill` says the files' own."""

    def __call__(self, kind: str, language: str, /, **values: str) -> str: ...


def compose(
    kind: str,
    reading: Reading,
    language: str,
    now: datetime,
    days: int,
    home: str,
    *,
    alerting: bool,
    say: Say = texts.fill,
) -> str:
    """The text itself. `days`: working days to an answer; `home`: address of the help site.

    `alerting`: somebody is there now who sees a crisis; only then it may be said.
    """
    day = texts.day(workdays.after(now, days), language)
    parts = [say(kind, language, day=day, address=f"{home}/question")]
    if kind == "crisis" and alerting:
        parts.append(say("alert", language))
    if kind != "crisis" and reading.worrying:
        parts.append(say("crisis", language))  # who needs the numbers most may not say so plainly
    if kind not in CURT and reading.minor:
        parts.append(say("children", language))
    if kind not in CURT and reading.violence:
        parts.append(say("violence", language))
    return " ".join(parts)
