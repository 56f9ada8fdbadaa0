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
    "30001": "phone",
    "30036": "phone",
    "30005": "number",
    "30006": "number",
    "21610": "number",
    "21614": "number",
}
NOT_SENT = ("failed:30001", "undelivered:30036")  # it never left the carrier
UNREACHED = "undelivered:30003"
SECOND = 1.0  # within which a pause and a cancel act


def judge(run: Run, found: Evidence) -> dict[str, list[str]]:
    """Complaints by kind; each list is empty when all is well."""
    return {name: list(look(run, found)) for name, look in LOOKS.items()}


def _texted_twice(run: Run, found: Evidence) -> Iterator[str]:
    for number, got in found.carrier.items():
        for one, later in pairwise(got):
            if not _in_vain(run, got, one):
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
                # Refused there, and killed before that was stored: the gate knows, and holds it.
                "held": row["number"] in silent | refused,
                "undelivered": row["code"] == "number" and row["number"] in silent | refused,
                "queued": run.cancel_at is not None,
            }
            if not reasons.get(row["status"]):
                yield f"{row['number']}: {row['status']} {row['code']}, and never texted"


def _in_vain(run: Run, got: list[Row], one: Row) -> bool:
    """Whether after this copy there may be another: it never left, or met an unreachable phone.

    The latter counts once, and if the settings want it.
    """
    if one["fate"] in NOT_SENT:
        return True
    unreached = [copy for copy in got if copy["fate"] == UNREACHED]
    wanted = bool(run.sending.get("retry_unreachable_hours"))
    return wanted and one["fate"] == UNREACHED and one is unreached[0]


def _is_owed_another(run: Run, got: list[Row]) -> bool:
    """An unreachable phone gets its second try at the first copy only."""
    last = got[-1]
    return _in_vain(run, got, last) and (last["fate"] in NOT_SENT or len(got) == 1)


def _wrong_states(run: Run, found: Evidence) -> Iterator[str]:
    """Its last copy says how a message ended, unless one more was to come and could not."""
    for row in found.messages:
        if got := found.carrier.get(row["number"]):
            last, stands = got[-1], (row["status"], row["code"])
            if _is_owed_another(run, got):
                well = stands in _without_another(run, found, row, last)
            else:
                well = stands == _ended(last["fate"]) and row["carrier_id"] == last["sid"]
            if not well:
                yield f"{row['number']}: {' '.join(stands)}, and its last copy: {last['fate']}"
    if found.campaign != ("cancelled" if run.cancel_at is not None else "finished"):
        yield f"the campaign is {found.campaign}"


def _ended(fate: str) -> tuple[str, str]:
    status, _, code = fate.partition(":")
    return status, CODES[code]


def _without_another(run: Run, found: Evidence, row: Row, last: Row) -> list[tuple[str, str]]:
    """How a message may stand that was to be sent once more, and was not."""
    refused = any(
        one["to"] == row["number"] and one["fault"] in CODES and one["moment"] > last["moment"]
        for one in found.creates
    )
    stopped = row["number"] in _silenced(run, found)
    ends = [("undelivered", "number")] if refused or stopped else []
    ends += [("undelivered", "phone")] if stopped else []
    return ends + ([("queued", ""), _ended(last["fate"])] if run.cancel_at is not None else [])


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
    "care's answers": _answers,
    "unwanted": _unwanted,
    "not in hand": _not_in_hand,
    "forgotten": _forgotten,
    "told by the log": _told_by_the_log,
}
