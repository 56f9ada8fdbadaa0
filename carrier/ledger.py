"""What the sandbox's phones really received and did, to hold Uitweg's own figures against."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True)
class Ledger:
    """Counts over everything in the record.

    A campaign text is a campaign's message with a short link. Receipts and replies count once the
    webhook took them, pages once they were shown.
    """

    accepted: dict[str, int]  # number -> campaign texts
    others: int  # all other texts: tests, answers by care
    receipts: dict[str, int]  # status -> campaign texts that stand there
    visits: int  # different links that people tapped
    robots: int  # different links that robots fetched
    steps: dict[str, int]  # step -> different links by which people came to it
    replies: dict[str, int]  # label -> replies of people who had a campaign text
    repliers: int  # different people who had a campaign text and replied
    helped: int  # of those, who asked for help or were in a crisis
    stopped: int  # of those, who said stop
    strangers: int  # replies of people who had none
    answers: int  # automatic answers by SMS

    def campaign(self) -> dict[str, int]:
        """The part that belongs to campaigns, under the names of Uitweg's figures."""
        return {
            "texted": len(self.accepted),
            "accepted": sum(self.accepted.values()),
            "most_to_one_number": max(self.accepted.values(), default=0),
            "delivered": self.receipts.get("delivered", 0),
            "undelivered": self.receipts.get("undelivered", 0),
            "failed": self.receipts.get("failed", 0),
            "visits": self.visits,
            "robots": self.robots,
            **{step: count for step, count in self.steps.items() if step != "home"},
            "replies": self.repliers,
            "help_requests": self.helped,
            "opt_outs": self.stopped,
        }


def read(connection: sqlite3.Connection) -> Ledger:
    """Count the record as it is now."""
    steps = _pairs(connection, STEPS)
    return Ledger(
        accepted=_pairs(connection, ACCEPTED),
        others=_number(connection, OTHERS),
        receipts=_pairs(connection, RECEIPTS),
        visits=steps.get("home", 0),
        robots=_number(connection, ROBOTS),
        steps=steps,
        replies=_pairs(connection, REPLIES),
        repliers=_number(connection, REPLIERS),
        helped=_number(connection, f"{REPLIERS} and label in ('help', 'crisis')"),
        stopped=_number(connection, f"{REPLIERS} and label = 'opt_out'"),
        strangers=_number(connection, STRANGERS),
        answers=_number(connection, ANSWERS),
    )


ACCEPTED = "select number, count(*) from messages where token <> '' group by number"
OTHERS = "select count(*) from messages where token = ''"
RECEIPTS = "select status, count(*) from messages where token <> '' group by status"
STEPS = "select step, count(distinct token) from fetches where robot = 0 group by step"
ROBOTS = "select count(distinct token) from fetches where robot = 1"
TEXTED = "number in (select number from messages where token <> '')"
REPLIES = (
    "select label, count(*) from replies "  # noqa: S608 - made of constants
    f"where taken is not null and {TEXTED} group by label"
)
REPLIERS = (
    "select count(distinct number) from replies "  # noqa: S608 - made of constants
    f"where taken is not null and {TEXTED}"
)
STRANGERS = (
    "select count(*) from replies "  # noqa: S608 - made of constants
    f"where taken is not null and not {TEXTED}"
)
ANSWERS = "select count(*) from replies where answer is not null"


def _pairs(connection: sqlite3.Connection, query: str) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(query)}


def _number(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
