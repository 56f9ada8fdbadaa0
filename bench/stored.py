"""Databases that already hold much, filled by SQL: what a long campaign would leave behind."""

from pathlib import Path

import duckdb

# {n} replies in as many conversations, half of them open; {n} messages; {n} visits.
FILLING = {
    "care": """
insert into conversations (
    id, person, number_sealed, status, urgency, intent, flags, language, municipality, campaign,
    partner, routed_because, opened, last_in, escalated, counted
)
select
    'old' || i, md5('person' || i), repeat('x', 120), if(i % 2 = 0, 'open', 'closed'), 1, 'help',
    '', 'nl', 'Zwolle', 'old', 'tactus', '', now(), now(), 0, true
from range({n}) as r(i);
insert into entries
select
    'old' || i, 'old' || i, 'reply', '', '', repeat('x', 160), now(), repeat('x', 120)
from range({n}) as r(i);
insert into replies (
    carrier_id, person, conversation, entry, intent, flags, language, reason_sealed, campaign,
    number_sealed, automatic, automatic_sealed, gate_event, gate_done, received
)
select
    'SM' || md5('' || i), md5('person' || i), 'old' || i, 'old' || i, 'help', '', 'nl',
    repeat('x', 120), 'old', '', 'help', repeat('x', 120), md5('event' || i), true,
    now() - interval 2 day
from range({n}) as r(i);
""",
    "gate": """
insert into visits
select md5('' || i), 'old', 'A', 'home', false, date '2026-01-01', -1, 1 from range({n}) as r(i);
insert into stops select i, 'old' from range(least({n}, 4000000)) as r(i);
insert into events select md5('' || i), 'old', 'replies', date '2026-01-01' from range({n}) as r(i);
""",
    "outreach": """
insert into messages (
    id, campaign, recipient, person, variant, status, code, segments, attempts, carrier_id, sent
)
select
    'mold' || i, 'old', 'old' || i, md5('' || i), 'A', 'delivered', '', 1, 1, 'SM' || i, now()
from range({n}) as r(i);
insert into receipts select 'mold' || i, 'delivered', '', now(), true from range({n}) as r(i);
""",
}
WAITING = """
insert into messages (
    id, campaign, recipient, person, variant, status, code, segments, attempts, carrier_id, sent
)
select
    'm' || i, 'bench', 'r' || i, md5('p' || i), 'A', 'sent', '', 1, 1, printf('SM%032x', i), now()
from range({n}) as r(i);
"""


def fill(data: Path, amount: int, waiting: int) -> None:
    """Put `amount` of each into the databases of a data folder that nobody has open.

    `waiting`: messages m0, m1 ... that wait for their receipt.
    """
    for room, statements in FILLING.items():
        with duckdb.connect(str(data / f"{room}.duckdb")) as connection:
            connection.execute(statements.format(n=amount))
            if room == "outreach":
                connection.execute(WAITING.format(n=waiting))
            connection.execute("checkpoint")
