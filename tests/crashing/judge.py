"""What is wrong, in words, when what the house did is held against the stand-in's ledger."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from tests.crashing.evidence import Evidence
from tests.crashing.run import Run

Row = dict[str, Any]
CODES = {  # as the carrier says it -> what the campaign side may keep of it
    "": "",
    "30003": "phone",
    "30008": "phone",
    "30005": "number",
    "30006": "number",
    "21610": "number",
    "21614": "number",
}
UNREACHED = "undelivered:30003"
SECOND = 1.0  # within which a pause and a cancel act


def judge(run: Run, found: Evidence) -> dict[str, list[str]]:
    """Complaints by kind; each list is empty when all is well."""
    return {name: list(look(run, found)) for name, look in LOOKS.items()}


def _texted_twice(run: Run, found: Evidence) -> Iterator[str]:
    again = _tries_twice(run)
    for number, got in found.carrier.items():
        for one, later in pairwise(got):
            if not again or one["fate"] != UNREACHED or one is not got[0]:
                yield f"{number}: {one['fate']}, and once more: {later['fate']}"
    for answer, got in found.answers.items():
        if len(got) > 1:
            yield f"care's answer {answer}: {len(got)} times"


def _lost(run: Run, found: Evidence) -> Iterator[str]:
    """Neither texted nor with a reason for it."""
    refused = {row["to"] for row in found.creates if row["fault"] in CODES}
    silent = set(run.excluded) | set(_silenced(run, found))
    known = Counter(row["number"] for row in found.messages)
    for number in run.numbers:
        if known[number] != 1:
            yield f"{number}: {known[number]} messages"
    for row in found.messages:
        if row["number"] not in found.carrier:
            reasons = {
                "held": row["number"] in silent,
                "undelivered": row["code"] == "number" and row["number"] in silent | refused,
                "queued": run.cancel_at is not None,
            }
            if not reasons.get(row["status"]):
                yield f"{row['number']}: {row['status']} {row['code']}, and never texted"


def _wrong_states(run: Run, found: Evidence) -> Iterator[str]:
    in_vain = _second_tries_in_vain(run, found)
    for row in found.messages:
        got = found.carrier.get(row["number"])
        if got and row["number"] not in in_vain:
            status, _, code = got[-1]["fate"].partition(":")
            if (row["status"], row["code"]) != (status, CODES[code]):
                yield f"{row['number']}: {row['status']} {row['code']}, not {got[-1]['fate']}"
            elif row["carrier_id"] != got[-1]["sid"]:
                yield f"{row['number']}: the carrier's id is another one"
        elif got and (row["status"], row["code"]) != ("undelivered", "number"):
            yield f"{row['number']}: {row['status']} {row['code']}, refused at its second try"
    if found.campaign != ("cancelled" if run.cancel_at is not None else "finished"):
        yield f"the campaign is {found.campaign}"


def _not_tried_again(run: Run, found: Evidence) -> Iterator[str]:
    """The setting wants it, and the house was told in time that the phone was not reached."""
    heard = {row["sid"] for row in found.callbacks if row["code"] and row["answer"] == 200}
    in_vain = _second_tries_in_vain(run, found)
    for number, got in found.carrier.items():
        unreached = got[0]["fate"] == UNREACHED and got[0]["sid"] in heard
        if _tries_twice(run) and unreached and len(got) == 1 and number not in in_vain:
            yield f"{number} was not tried again"


def _tries_twice(run: Run) -> bool:
    return bool(run.sending.get("retry_unreachable_hours"))


def _second_tries_in_vain(run: Run, found: Evidence) -> set[str]:
    """Numbers of which the carrier wanted no second text, or whose owner meanwhile said stop."""
    if not _tries_twice(run):
        return set()
    unreached = {
        number: got[0]["moment"]
        for number, got in found.carrier.items()
        if len(got) == 1 and got[0]["fate"] == UNREACHED
    }
    refused = {
        row["to"]
        for row in found.creates
        if row["fault"] in CODES and row["moment"] > unreached.get(row["to"], float("inf"))
    }
    return refused | (unreached.keys() & _silenced(run, found).keys())


def _answers(run: Run, found: Evidence) -> Iterator[str]:
    """Care's: each left once, save those to somebody who had said stop, or was refused.

    A receipt of care's that was lost is asked for by nobody.
    """
    heard = {
        row["sid"]
        for row in found.callbacks
        if row["answer"] == 200 and row["status"] not in ("queued", "sent")
    }
    for row in found.answered:
        got = found.answers.get(row["id"])
        ended = got and (got[0]["sid"] in heard or row["status"] != "sent")
        if got and ended and row["status"] != got[0]["fate"].partition(":")[0]:
            yield f"answer {row['id']}: {row['status']}, not {got[0]['fate']}"
        if not got and row["status"] != "failed":
            yield f"answer {row['id']}: {row['status']} {row['code']}, and never sent"
    told = sum(one["what"] == "answered" for one in found.acts)
    if len(found.answered) < told:
        yield f"{told - len(found.answered)} answers that were on disk are gone"


def _unwanted(run: Run, found: Evidence) -> Iterator[str]:
    """Handed over in a life after the one in which it became unwanted."""
    asked = defaultdict(list)
    for row in _of_campaign(run, found):
        asked[row["to"]].append(row["moment"])
    for number, since in _silenced(run, found).items():
        if any(moment > since for moment in asked[number]):
            yield f"{number} was texted all the same"


def _not_in_hand(run: Run, found: Evidence) -> Iterator[str]:
    """Handed over a second after a pause or a cancel was on disk."""
    moments = [row["moment"] for row in _of_campaign(run, found)]
    acts = [one for one in found.acts if one["what"] in ("paused", "resuming", "cancelled")]
    for one, following in pairwise([*acts, {"moment": float("inf")}]):
        if one["what"] != "resuming":
            late = sum(one["moment"] + SECOND < moment < following["moment"] for moment in moments)
            if late:
                yield f"{late} messages left after it was {one['what']}"


def _forgotten(run: Run, found: Evidence) -> Iterator[str]:
    """Acknowledged, and not kept."""
    ours = {one["sid"]: one["ours"] for got in found.carrier.values() for one in got}
    heard = Counter(ours[row["sid"]] for row in found.callbacks
                    if row["answer"] == 200 and row["sid"] in ours)  # fmt: skip
    for message, amount in (heard - found.receipts).items():
        yield f"{amount} receipts of {message}"
    stored = Counter(found.replies)
    for sid in run.people.taken:
        if stored[sid] != 1:
            yield f"a reply is stored {stored[sid]} times"
    if any(one is not None for one in found.broken):
        yield f"the trails break at {found.broken}"


def _told_by_the_log(run: Run, found: Evidence) -> Iterator[str]:
    if "Traceback" in found.log:
        yield found.log[found.log.index("Traceback") :][:4000]
    bodies = [one["body"] for got in found.carrier.values() for one in got]
    tokens = {re.findall(r"/c/(\w+)", body)[0] for body in bodies}
    sids = {one["sid"] for got in found.carrier.values() for one in got} | set(run.people.taken)
    words = set(re.findall(r"\w+", found.log))
    for named, secrets in (
        ("numbers", {one.removeprefix("+") for one in run.numbers}),
        ("tokens", tokens),
        ("ids", sids),
    ):
        if secrets & words:
            yield f"{len(secrets & words)} {named} are in the log"
    if "uitweg: " in found.log or "wil hulp" in found.log or "praten" in found.log:
        yield "a text is in the log"


def _silenced(run: Run, found: Evidence) -> dict[str, float]:
    """Number -> the end of the life in which it was heard to say stop, or was excluded."""
    since = dict.fromkeys(run.excluded, 0.0)
    for life in run.lives:
        excluded = [
            one["detail"]
            for one in found.acts
            if one["what"] == "excluded" and life.born <= one["moment"] <= life.ended
        ]
        for number in [*life.told, *excluded]:
            since.setdefault(number, life.ended)
    return since


def _of_campaign(run: Run, found: Evidence) -> list[Row]:
    """Requests to send, without those to persons whom care answers: they have their own rules."""
    helped = set(run.helped)
    return [row for row in found.creates if row["to"] not in helped]


Look = Callable[[Run, Evidence], Iterator[str]]
LOOKS: dict[str, Look] = {
    "texted twice": _texted_twice,
    "lost": _lost,
    "wrong states": _wrong_states,
    "not tried again": _not_tried_again,
    "care's answers": _answers,
    "unwanted": _unwanted,
    "not in hand": _not_in_hand,
    "forgotten": _forgotten,
    "told by the log": _told_by_the_log,
}
