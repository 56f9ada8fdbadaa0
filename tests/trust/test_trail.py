"""The trail is read by its own side's privacy officer, and tells when it was tampered with."""

import csv
import io

import pytest

from db import each
from problem import Forbidden
from trust import audit, trail


def _did(tx, item):
    actor, action, subject, now = item
    audit.record(tx, actor, action, subject, now, why="a test")


@pytest.fixture
def written(house, cast, noon):
    for number in range(3):
        house.helpdesk.db.write(
            each(_did), (cast["tactus-1"], "conversation.claimed", f"c{number}", noon)
        )
    return house


def test_newest_stands_first_with_who_did_what(written, cast, noon):
    links = trail.newest(written.helpdesk.db, cast["privacy-care"], 2)
    assert [(link.seq, link.subject) for link in links] == [(3, "c2"), (2, "c1")]
    assert links[0].actor == "tactus-1"
    assert links[0].moment == noon
    assert links[0].detail == {"why": "a test"}
    assert trail.length(written.helpdesk.db, cast["privacy-care"]) == 3


@pytest.mark.parametrize(
    "who", ["privacy-outreach", "tactus-1", "tactus-coordinator", "operator", "lead-1", "observer"]
)
@pytest.mark.parametrize("reading", [trail.length, trail.broken, trail.as_csv])
def test_nobody_else_reads_who_sought_help(written, cast, who, reading):
    with pytest.raises(Forbidden):
        reading(written.helpdesk.db, cast[who])
    with pytest.raises(Forbidden):
        trail.newest(written.helpdesk.db, cast[who], 10)


def test_care_does_not_read_the_campaign_sides_trail(written, cast):
    with pytest.raises(Forbidden):
        trail.newest(written.outreach.db, cast["privacy-care"], 10)


def test_an_empty_trail_holds(house, cast):
    assert trail.broken(house.outreach.db, cast["privacy-outreach"]) is None
    assert trail.length(house.outreach.db, cast["privacy-outreach"]) == 0


def test_a_changed_link_is_named(written, cast):
    db = written.helpdesk.db
    assert trail.broken(db, cast["privacy-care"]) is None
    with db.read() as session:
        session.connection.execute("update trail set subject = 'c9' where seq = 2")
    assert trail.broken(db, cast["privacy-care"]) == 2


def test_the_download_carries_what_a_checker_needs(written, cast):
    rows = list(
        csv.DictReader(io.StringIO(trail.as_csv(written.helpdesk.db, cast["privacy-care"])))
    )
    assert [row["seq"] for row in rows] == ["1", "2", "3"]
    assert rows[1]["previous"] == rows[0]["hash"]
