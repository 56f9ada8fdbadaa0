"""Alive, and able to work."""

import pytest
from flask.testing import FlaskClient

from db import Database
from house import House


def test_it_lives_and_can_work(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text == "ok\n"


@pytest.mark.parametrize("room", ["outreach", "gate", "care"])
def test_a_database_that_does_not_answer_is_named(
    client: FlaskClient, house: House, room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(self: Database) -> object:
        if self.room == room:
            raise RuntimeError("the file is gone")
        return whole(self)

    whole = Database.read
    monkeypatch.setattr(Database, "read", read)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.text == f"no answer: {room}\n"
    assert client.get("/healthz").status_code == 200
