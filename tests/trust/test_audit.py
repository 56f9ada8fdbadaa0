"""The trail shows what was done, and shows when somebody changed it."""

from datetime import datetime
from typing import Any

import pytest

from db import each
from house import House
from trust import audit
from trust.access import Actor


def _three(house: House, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    def record(tx: Any, subject: str) -> None:
        audit.record(tx, actor, "campaign.approved", subject, now, phones=5)

    for subject in ("a", "b", "c"):
        house.outreach.db.write(each(record), subject)
    with house.outreach.db.read() as session:
        return list(session.trail.chain())


def test_an_untouched_chain_holds(house: House, cast: dict[str, Actor], noon: datetime) -> None:
    links = _three(house, cast["approver"], noon)
    assert [link["subject"] for link in links] == ["a", "b", "c"]
    assert audit.broken_at(links) is None


@pytest.mark.parametrize(
    "column, value",
    [
        ("actor", "somebody else"),
        ("action", "campaign.cancelled"),
        ("subject", "z"),
        ("detail", "{}"),
        ("moment", datetime.fromisoformat("2020-01-01T00:00:00+00:00")),
        ("hash", "0" * 64),
    ],
)
def test_a_changed_link_breaks_the_chain(
    house: House, cast: dict[str, Actor], noon: datetime, column: str, value: object
) -> None:
    links = _three(house, cast["approver"], noon)
    links[1][column] = value
    assert audit.broken_at(links) == 2


def test_a_removed_link_breaks_the_chain(
    house: House, cast: dict[str, Actor], noon: datetime
) -> None:
    links = _three(house, cast["approver"], noon)
    assert audit.broken_at([links[0], links[2]]) == 2


def test_a_change_that_fails_leaves_no_trace(
    house: House, cast: dict[str, Actor], noon: datetime
) -> None:
    def record_then_fail(tx: Any, subject: str) -> None:
        audit.record(tx, cast["approver"], "campaign.approved", subject, noon)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        house.outreach.db.write(each(record_then_fail), "a")
    with house.outreach.db.read() as session:
        assert session.trail.chain() == []
