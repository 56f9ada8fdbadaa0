"""The sandbox answers the same questions as a real carrier, and costs nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from carrier.base import Accepted, Found, Outgoing
from carrier.sandbox import Sandbox


def test_a_message_is_fetched_from_its_record(make_sandbox: Callable[..., Sandbox]) -> None:
    sandbox, began = make_sandbox(alive=False), datetime.now(UTC)
    taken = sandbox.send(Outgoing("m1", "+31600000001", "hoi"))
    assert isinstance(taken, Accepted)
    assert sandbox.fetch(taken.carrier_id) == Found(taken.carrier_id, "hoi", "queued")
    assert [sandbox.fetch(taken.carrier_id)] == sandbox.find("+31600000001", began)
    assert sandbox.fetch("SM0") is None


def test_it_has_no_prices(make_sandbox: Callable[..., Sandbox]) -> None:
    now = datetime.now(UTC)
    assert make_sandbox().charges(now - timedelta(days=1), now) is None
