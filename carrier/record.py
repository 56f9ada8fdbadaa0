"""The sandbox's own record: what it was asked to send, and what its phones did. A file of its own.

One SQLite file in WAL mode, so that a test can read it while a process writes. Moments are seconds
since 1970 (UTC).
"""

import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carrier import ledger
from carrier.ledger import Ledger

SCHEMA = Path(__file__).parent / "record.sql"


@dataclass(frozen=True)
class Message:
    """An accepted SMS. `token` is that of the campaign's short link in it, else ''."""

    carrier_id: str
    message_id: str
    number: str
    text: str
    token: str
    moment: float
    status: str = "queued"
    code: str = ""


@dataclass(frozen=True)
class Errand:
    """Something to be done at `due`. It stays in the record until it is done."""

    id: int
    kind: str  # receipt, robot, visit, step, reply, repeat
    number: str
    carrier_id: str  # of the SMS that it belongs to; of the reply for a reply or a repeat
    due: float
    detail: dict[str, Any]


@dataclass(frozen=True)
class NewErrand:
    """An errand that is not in the record yet."""

    kind: str
    number: str
    carrier_id: str
    due: float
    detail: dict[str, Any]


class Record:
    """Opens or makes the file. Methods are safe to call from several threads at once."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(
            file, timeout=30, isolation_level=None, check_same_thread=False
        )
        self._connection.row_factory = sqlite3.Row
        self._connection.executescript(SCHEMA.read_text(encoding="utf-8"))

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        if hasattr(self, "_connection"):
            self._connection.close()

    def secret(self, name: str, prefix: str = "") -> str:
        """The sandbox's own token or account id: made once, the same ever after."""
        with self._change() as tx:
            fresh = prefix + secrets.token_hex(16)
            tx.execute("insert or ignore into secrets values (?, ?)", (name, fresh))
            row = tx.execute("select value from secrets where name = ?", (name,)).fetchone()
        return str(row["value"])

    def accept(self, message: Message, errands: Iterable[NewErrand]) -> list[Errand]:
        """Record an SMS and all that will come of it, on the disk before it returns."""
        with self._change(durable=True) as tx:
            tx.execute(
                "insert into messages values (?, ?, ?, ?, ?, ?, ?, ?)",
                tuple(vars(message).values()),
            )
            return [_add(tx, one) for one in errands]

    def add_reply(self, errand: NewErrand) -> Errand:
        """Record that somebody wrote, and that the carrier has yet to post it."""
        with self._change(durable=True) as tx:
            _insert_reply(tx, errand)
            return _add(tx, errand)

    def pending(self) -> list[Errand]:
        """What a stop or a kill left undone, earliest first."""
        rows = self.rows("select * from errands where done is null order by due, id")
        return [_errand(row) for row in rows]

    def overdue(self, before: float) -> list[Errand]:
        """What should have been done by then, and is not."""
        rows = self.rows("select * from errands where done is null and due < ?", before)
        return [_errand(row) for row in rows]

    def done(self, errand: Errand, how: str) -> None:
        """Strike an errand off. `how`: ok, refused (the far end won't have it), skipped, absent."""
        with self._change() as tx:
            _strike(tx, errand, how)

    def how(self, errand: Errand) -> str | None:
        """How an errand ended; None while it is to be done."""
        done = self.rows("select done from errands where id = ?", errand.id)[0]["done"]
        return str(done) if done else None

    def receipt_taken(self, errand: Errand) -> None:
        """The webhook took a receipt: the message is now what it said, unless it was further."""
        status, code = errand.detail["status"], errand.detail["code"]
        with self._change() as tx:
            _strike(tx, errand, "ok")
            tx.execute(
                "update messages set status = ?, code = ? where carrier_id = ? and (status = "
                "'queued' or (status = 'sent' and ? <> 'queued'))",
                (status, code, errand.carrier_id, status),
            )

    def fetched(self, errand: Errand, step: str, then: NewErrand | None) -> Errand | None:
        """A page was opened; `then` is where that person goes next."""
        with self._change() as tx:
            _strike(tx, errand, "ok")
            tx.execute(
                "insert into fetches (number, token, step, robot) values (?, ?, ?, ?)",
                (errand.number, errand.detail["token"], step, errand.kind == "robot"),
            )
            return _add(tx, then) if then else None

    def begin_reply(self, errand: Errand, moment: float) -> None:
        """Somebody writes now: it is on the phone before the carrier has posted it."""
        with self._change() as tx:
            _insert_reply(
                tx, NewErrand("", errand.number, errand.carrier_id, moment, errand.detail)
            )

    def reply_taken(self, errand: Errand, answer: str | None, moment: float) -> None:
        """The webhook took a reply, and perhaps answered with an SMS."""
        with self._change() as tx:
            _strike(tx, errand, "ok")
            tx.execute(
                "update replies set taken = ?, answer = ? where carrier_id = ? and taken is null",
                (moment, answer, errand.carrier_id),
            )

    def by_hand(self, number: str) -> bool:
        """Whether somebody holds this phone, so that nobody needs to be simulated on it."""
        return self._any("select 1 from replies where number = ? and label = 'by hand'", number)

    def wrote(self, number: str) -> bool:
        return self._any("select 1 from replies where number = ?", number)

    def waits_for_help(self, number: str) -> str | None:
        """The language of somebody who asked for help and has not planned to say thanks yet."""
        rows = self.rows(
            "select language from replies where number = ? and label in ('help', 'crisis') and "
            "taken is not null and "
            "not exists (select 1 from errands where number = ? and kind = 'reply' and "
            "json_extract(detail, '$.label') = 'thanks') limit 1",
            number,
            number,
        )
        return str(rows[0]["language"]) if rows else None

    def ledger(self) -> Ledger:
        """All that happened, counted."""
        with self._lock:
            return ledger.read(self._connection)

    def campaign(self) -> dict[str, int]:
        """The same for texts with a short link, under the names of Uitweg's figures."""
        return self.ledger().campaign()

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def _any(self, query: str, *values: object) -> bool:
        return bool(self.rows(f"{query} limit 1", *values))

    @contextmanager
    def _change(self, durable: bool = False) -> Iterator[sqlite3.Connection]:
        with self._lock:
            # Without waiting for the disk a kill loses nothing, but a power cut would.
            self._connection.execute(f"pragma synchronous = {'full' if durable else 'normal'}")
            self._connection.execute("begin immediate")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")


def new_id() -> str:
    """A fresh id of an SMS, in Twilio's form."""
    return "SM" + secrets.token_hex(16)


def _add(tx: sqlite3.Connection, new: NewErrand) -> Errand:
    cursor = tx.execute(
        "insert into errands (kind, number, carrier_id, due, detail) values (?, ?, ?, ?, ?)",
        (new.kind, new.number, new.carrier_id, new.due, json.dumps(new.detail)),
    )
    return Errand(int(cursor.lastrowid or 0), **vars(new))


def _strike(tx: sqlite3.Connection, errand: Errand, how: str) -> None:
    tx.execute("update errands set done = ? where id = ?", (how, errand.id))


def _insert_reply(tx: sqlite3.Connection, new: NewErrand) -> None:
    tx.execute(
        "insert or ignore into replies (carrier_id, number, text, label, language, moment) "
        "values (?, ?, ?, ?, ?, ?)",
        (
            new.carrier_id,
            new.number,
            new.detail["text"],
            new.detail["label"],
            new.detail["language"],
            new.due,
        ),
    )


def _errand(row: sqlite3.Row) -> Errand:
    return Errand(
        row["id"],
        row["kind"],
        row["number"],
        row["carrier_id"],
        row["due"],
        json.loads(row["detail"]),
    )
