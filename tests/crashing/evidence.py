"""What both sides have written down: the stand-in its ledger, and the house its databases."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import house as houses
from db import Database
from tests.crashing.run import Run
from tests.crashing.watch import accepted
from trust.audit import broken_at

Row = dict[str, Any]


@dataclass(frozen=True)
class Evidence:
    """`carrier`: number -> the campaign's messages that it got, by the ledger, earliest first."""

    carrier: Mapping[str, list[Row]]
    answers: Mapping[str, list[Row]]  # id of an answer of care's -> messages by the ledger
    creates: list[Row]  # requests to send, campaign's and care's
    callbacks: list[Row]
    messages: list[Row]  # the house's, each with its number
    answered: list[Row]  # care's answers in the house
    receipts: Counter[str]  # message -> how many the house keeps
    replies: list[str]  # the ids of what people wrote, as stored
    campaign: str  # its status
    broken: list[int | None]  # of each trail
    acts: list[Row]
    log: str


def gather(run: Run) -> Evidence:
    """Read everything, once no process has the house any more."""
    rows = run.standin.rows()
    carrier, answers = accepted([row for row in rows if row["kind"] == "message"])
    house = run.open()
    try:
        messages = _messages(house)
        return Evidence(
            carrier=carrier,
            answers=answers,
            creates=[row for row in rows if row.get("what") == "create"],
            callbacks=[row for row in rows if row["kind"] == "callback"],
            messages=messages,
            answered=_rows(house.helpdesk.db, "select id, status, code from answers"),
            receipts=Counter(
                row["message"] for row in _rows(house.outreach.db, "select message from receipts")
            ),
            replies=[
                row["carrier_id"]
                for row in _rows(house.helpdesk.db, "select carrier_id from replies")
            ],
            campaign=_rows(house.outreach.db, "select status from campaigns")[0]["status"],
            broken=[_broken(house.outreach.db), _broken(house.helpdesk.db)],
            acts=_acts(run.folder),
            log=_text(run.folder / "log") + _text(run.folder / "errors"),
        )
    finally:
        house.close()


def _messages(house: houses.House) -> list[Row]:
    rows = _rows(
        house.outreach.db,
        "select m.*, r.number_sealed from messages as m "
        "inner join recipients as r on r.id = m.recipient",
    )
    rings = {
        row["campaign"]: house.outreach.keys.ring(f"campaign-{row['campaign']}") for row in rows
    }
    return [
        {**row, "number": rings[row["campaign"]].open(row["number_sealed"], "recipient")}
        for row in rows
    ]


def _broken(db: Database) -> int | None:
    with db.read() as session:
        return broken_at(session.trail.chain())


def _acts(folder: Path) -> list[Row]:
    return [json.loads(line) for line in _text(folder / "acts").splitlines()]


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _rows(db: Database, query: str) -> list[Row]:
    with db.read() as session:
        found = session.connection.execute(query)
        columns = [column[0] for column in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
