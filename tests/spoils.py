"""What the adversary of the wall has after a campaign, and what the referee knows besides."""

import logging
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gate import figures
from gate.notice import Figure
from tests import adversary, world
from tests.adversary import Rows
from tests.engines import POSTGRES
from tests.world import NUMBERS, World


@dataclass
class Spoils:
    """What the adversary has after the run, and (for the referee) what really happened."""

    rows: Rows
    files: list[bytes]
    logs: list[str]
    seen: list[list[Figure]]
    ids: dict[str, set[str]]  # number -> what names the person in the outreach database
    deeds: dict[str, str]
    counted: dict[str, int]  # by the gate, exactly
    tokens: dict[str, str]
    indexes: list[str]  # under the gate's and care's rings

    def acted(self, *deeds: str) -> set[str]:
        return {number for number, deed in self.deeds.items() if deed in deeds}


def spoils_of_a_run(data: Path, dice: random.Random) -> Iterator[Spoils]:
    """Run a campaign with all logs caught; take what the outreach side has."""
    for listener in world.listening():
        logging.getLogger("tests.wall").debug("the listener hears DEBUG")
        ran = world.launch(data)
        _run(ran, dice)
        backup = data.parent / "backup.duckdb"
        if not POSTGRES:  # there a backup holds what the rows say
            ran.house.outreach.db.backup(backup)
        ids = _ids(ran)
        indexes = _indexes(ran)
        counted = figures.raw(ran.house.gate, ran.campaign)
        ran.house.close()
        yield Spoils(
            rows=adversary.everything(data / "outreach.duckdb"),
            files=[
                *(file.read_bytes() for file in sorted(data.glob("outreach.duckdb*"))),
                *(file.read_bytes() for file in data.parent.glob(backup.name)),
                *adversary.bytes_of(data / "keys" / "outreach"),
            ],
            logs=listener.lines,
            seen=ran.seen,
            ids=ids,
            deeds=ran.deeds,
            counted=counted,
            tokens=ran.tokens,
            indexes=indexes,
        )


def _run(ran: World, dice: random.Random) -> None:
    secret = ran.secretly_choose(dice)
    waiting: list[str] = []
    for _ in range(60):
        sent = ran.send_some()
        ran.deliver(sent, dice)
        waiting += [one.to for one in sent if one.to in secret]
        dice.shuffle(waiting)
        for number in [waiting.pop() for _ in range(len(waiting) // 2)]:
            ran.act(number, secret[number], dice)
        ran.work()
        if len(ran.tokens) == len(NUMBERS):
            break
    for number in waiting:
        ran.act(number, secret[number], dice)
        if dice.random() < 0.2:
            ran.work()
    ran.work()


def _ids(ran: World) -> dict[str, set[str]]:
    room = ran.house.outreach
    vault = room.keys.ring(f"campaign-{ran.campaign}")
    with room.db.read() as session:
        rows = session.connection.execute(
            "select r.id, r.person, r.number_sealed, m.id from recipients r "
            "join messages m on m.recipient = r.id"
        ).fetchall()
    return {
        vault.open(sealed, "recipient"): {recipient, person, message}
        for recipient, person, sealed, message in rows
    }


def _indexes(ran: World) -> list[str]:
    gate, care = ran.house.gate.vault, ran.house.helpdesk.vault
    purposes = ("person", "recipient", "number", "sender", "token", "conversation")
    return [
        *(gate.index(token, "token") for token in ran.tokens.values()),
        *(ring.index(one, why) for ring in (gate, care) for one in NUMBERS for why in purposes),
    ]
