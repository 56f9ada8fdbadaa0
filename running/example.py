"""The example campaign "Zwolle": invented phones, run through the same code as any campaign."""

import logging
import socket
import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import gate.figures
import house as houses
import settings as all_settings
from carrier.sandbox import Sandbox
from helpdesk import inbox
from outreach import campaign, exports, impact, outbox
from outreach.intake import Upload
from outreach.window import Window
from problem import Problem
from trust.access import Actor
from trust.cast import cast

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent.parent / "examples" / "zwolle"
FORMATS = {".xlsx", ".csv", ".xml", ".vcf", ".txt"}
ALL_DAY = Window(time(0), time(0), frozenset(range(1, 8)), holidays=True)
ANSWERS = 12  # a few: the rest waits for whoever tries the demo
WORKERS = ("tactus-1", "tactus-2", "peers-1", "night-1")

WORDINGS = {
    "A": "Politie Zwolle: je nummer stond in de telefoon van een dealer. Er is een uitweg: {link} "
    "Praten? Antwoord HULP. Geen sms: STOP",
    "B": "Gemeente en politie Zwolle. Je nummer stond in de telefoon van een dealer. Je kunt "
    "eruit: {link} Hulp: HULP. Geen sms: STOP",
}
ANSWER = {
    "nl": "Hoi, ik lees je bericht. Kun je nu rustig praten?",
    "en": "Hi, I am reading your message. Can you talk now?",
}


def run(house: houses.House) -> str | None:
    """Run the example as far as it has not run yet; return the campaign's id.

    A kill at any moment is no harm: the next start goes on where this one was.
    """
    lead = cast()["lead-1"]
    try:
        known = [one for one in campaign.all_of(house.outreach, lead)]
        mine = next((one for one in known if one.example), None)
        if known and mine is None:
            return None  # a campaign of somebody's own: not a first start
        name = mine.id if mine else _create(house, lead)
        _prepare_and_launch(house, lead, name)
        _answer_some(house, name, until=clock.monotonic() + _patience(house))
        return name
    except Exception as error:
        log.error("the example stopped: %s", type(error).__name__)
        raise


def run_without_screen(data: Path) -> dict[str, Any]:
    """The whole main job with figures, in seconds: what `manage.py example --json` prints."""
    from running import serving

    began = clock.monotonic()
    chosen = all_settings.check(
        {
            "dashboard": {"port": _free_port()},
            "webhook": {"port": _free_port()},
            "carrier": {"sandbox": {"spread": 12.0}},
        }
    )
    with serving.without_a_screen(chosen, data) as house:
        name = run(house)
        if name is None:
            raise Problem("This folder holds other campaigns. Name an empty one with --keep.")
        _wait_until_quiet(house, name)
        result = report(house, name)
    return {**result, "seconds": round(clock.monotonic() - began, 1)}


def report(house: houses.House, name: str) -> dict[str, Any]:
    """Uitweg's figures beside the sandbox carrier's own record of what its phones did."""
    if not isinstance(house.carrier, Sandbox):
        raise Problem("Only the sandbox keeps a record of what its phones did.")
    lead = cast()["lead-1"]
    reach = impact.reach(house.outreach, lead, name)
    published = impact.impact(house.outreach, lead, name).published
    raw = gate.figures.raw(house.gate, name)
    record = house.carrier.ledger().campaign()
    agrees = {
        "recipients": reach.recipients == record["texted"],
        "once each": record["most_to_one_number"] == 1,
        "delivered": reach.delivered == record["delivered"],
        **{figure: raw[figure] == record[figure] for figure in sorted(raw.keys() & record.keys())},
    }
    return {
        "recipients": reach.recipients,
        "reach": vars(reach),
        "carrier_record": record,
        "counted": raw,
        "published": {one.name: one.shown for one in published if not one.variant},
        "comparison": agrees,
        "agrees": all(agrees.values()),
    }


def table(result: dict[str, Any]) -> str:
    """The funnel as text: what the carrier's record says, what was counted, what is published."""
    record, raw, shown = result["carrier_record"], result["counted"], result["published"]
    rows = [
        ("recipients", record["texted"], result["recipients"], ""),
        ("sent", record["accepted"], result["reach"]["sent"], ""),
        ("delivered", record["delivered"], result["reach"]["delivered"], ""),
    ]
    for name in ("visits", "selfhelp", "care", "call", "replies", "help_requests", "opt_outs"):
        rows.append((name, record.get(name, ""), raw.get(name, 0), shown.get(name, "")))
    head = ("", "carrier's record", "counted", "published")
    lines = [f"{a:<15}{b!s:>17}{c!s:>10}{d!s:>11}" for a, b, c, d in [head, *rows]]
    verdict = "agree" if result["agrees"] else "DO NOT AGREE"
    return "\n".join([*lines, "", f"Record and figures {verdict}. {result['seconds']} s"])


def _create(house: houses.House, lead: Actor) -> str:
    return campaign.create(house.outreach, lead, "Zwolle", "Zwolle", _now(), example=True)


def _prepare_and_launch(house: houses.House, lead: Actor, name: str) -> None:
    room, approver = house.outreach, cast()["approver"]
    if campaign.get(room, lead, name).status == "draft":
        for upload in _uploads():
            _add(house, lead, name, upload)
        campaign.write_text(room, lead, name, WORDINGS, _now())
        campaign.set_window(room, lead, name, ALL_DAY, _now())
        campaign.send_test(room, lead, name, _now())
        _wait_for_care(house)
        campaign.submit(room, lead, name, _now())
    if campaign.get(room, lead, name).status == "in_review":
        campaign.approve(room, approver, name, _now())
    if campaign.get(room, lead, name).status == "approved":
        campaign.launch(room, lead, name, _now())


def _uploads() -> Iterator[Upload]:
    for file in sorted(FOLDER.iterdir()):
        if file.suffix in FORMATS and file.name != "recipients.txt":
            yield Upload(file.name, file.read_bytes())


def _add(house: houses.House, lead: Actor, name: str, upload: Upload) -> None:
    have = {row.label for row in exports.of_campaign(house.outreach, lead, name)}
    label = f"Example phone {Path(upload.name).stem}"
    if label in have:
        return
    provenance = exports.Provenance(
        label=label,
        case_reference="EXAMPLE-PL0600-2021-1",
        purpose="Example: offering help to buyers",
        legal_article="Example: Wpg art. 19",
        consent_reference="EXAMPLE-2021-01",
        destroy_by=date.today() + timedelta(days=90),  # noqa: DTZ011 - a date on the form
    )
    exports.add(house.outreach, lead, name, [upload], provenance, _now())


def _wait_for_care(house: houses.House) -> None:
    for _ in range(100):
        if house.outreach.gate.care_is_ready(_now()):
            return
        clock.sleep(0.1)


def _answer_some(house: houses.House, name: str, until: float) -> None:
    answered = gate.figures.raw(house.gate, name).get("answers", 0)  # before a kill
    while answered < ANSWERS and clock.monotonic() < until:
        for worker in WORKERS:
            answered += _answer_one(house, cast()[worker])
        clock.sleep(0.5)


def _answer_one(house: houses.House, worker: Actor) -> int:
    waiting = inbox.waiting(house.helpdesk, worker, _now())
    free = [one for one in waiting if one.intent == "help" and not one.claimed_by]
    if not free:
        return 0
    chosen, text = free[0], ANSWER.get(free[0].language, ANSWER["en"])
    try:
        inbox.claim(house.helpdesk, worker, chosen.id, _now())
        once = f"example-{chosen.id}"
        inbox.answer(house.helpdesk, worker, chosen.id, text, once, _now())
    except Problem:
        return 0  # somebody at the screen was first
    return 1


def _patience(house: houses.House) -> float:
    return house.settings.carrier.sandbox.spread + 20


def _wait_until_quiet(house: houses.House, name: str) -> None:
    lead, room = cast()["lead-1"], house.outreach
    for _ in range(600):
        finished = campaign.get(room, lead, name).status == "finished"
        if finished and isinstance(house.carrier, Sandbox) and house.carrier.idle():
            break
        clock.sleep(0.2)
    else:
        raise Problem("The example is not quiet after two minutes. Try again on a calmer machine.")
    outbox.report(room, _now())  # what the worker does every two seconds, done now
    gate.figures.publish(house.gate, _now())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _now() -> datetime:
    return datetime.now(UTC)
