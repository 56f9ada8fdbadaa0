"""Who may call what, what every answer carries, and what a log may hold."""

import logging

import pytest
from flask.testing import FlaskClient

from gate import visits as gate_visits
from webhook import guard, numbers

from .conftest import Post

REPLY = {"MessageSid": "SM1", "From": "+31612345678", "To": "+3197000000000", "Body": "geheim"}


def test_every_route_has_decided_who_may_call_it(client: FlaskClient) -> None:
    app = client.application
    decided = {
        rule.rule: getattr(app.view_functions[rule.endpoint], "authentication", None)
        for rule in app.url_map.iter_rules()
    }
    assert set(decided.values()) == {"public", "carrier"}
    signed = {rule for rule, who in decided.items() if who == "carrier"}
    assert signed == {"/sms/reply", "/sms/fallback", "/sms/receipt/<message_id>"}
    assert {rule for rule in decided if rule.startswith("/sms/")} == signed


@pytest.mark.parametrize("path", ["/sms/reply", "/sms/fallback", "/sms/receipt/m1"])
@pytest.mark.parametrize(
    "signature",
    [
        None,  # none at all
        "",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAA=",  # of the right length, made up
        "caf\u00e9",  # not even ASCII
    ],
)
def test_a_forged_signature_is_refused(
    client: FlaskClient, path: str, signature: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    headers = {} if signature is None else {"X-Twilio-Signature": signature}
    answer = client.post(path, data=REPLY, headers=headers)
    assert answer.status_code == 403
    assert "signature" in answer.text
    assert "m1" not in caplog.text and "geheim" not in caplog.text


def test_a_signature_for_another_address_or_text_is_refused(
    client: FlaskClient, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpdesk.replies.receive", lambda *_: None)
    assert post("/sms/reply", REPLY).status_code == 200
    assert post("/sms/reply", REPLY, address="http://elsewhere.example").status_code == 403
    assert post("/sms/reply?x=1", REPLY).status_code == 200  # a query is part of the address


@pytest.mark.parametrize("path", ["/", "/care", "/c/unknown", "/healthz", "/nope", "/sms/reply"])
def test_every_answer_carries_the_headers_and_no_cookie(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    for name in guard.HEADERS:
        assert name in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


def test_a_failure_shows_a_plain_page_and_logs_nothing_of_the_request(
    client: FlaskClient,
    token: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"cannot draw for {token}")

    monkeypatch.setattr("webhook.site.pages.page", broken)
    answer = client.get(f"/care?t={token}")
    assert answer.status_code == 500
    assert numbers.IN_NEED["emergency"] in answer.text and token not in answer.text
    assert "GET /care, RuntimeError at tests.webhook.test_guard" in caplog.text
    assert token not in caplog.text


def test_the_page_is_there_also_when_counting_fails(
    client: FlaskClient,
    token: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> bool:
        raise RuntimeError(f"no room for {token}")

    monkeypatch.setattr(gate_visits, "record", broken)
    assert client.get(f"/c/{token}").status_code == 302
    assert client.get(f"/care?t={token}").status_code == 200
    assert "could not count a step" in caplog.text
    assert token not in caplog.text


def test_the_page_is_there_also_when_links_cannot_be_read(
    client: FlaskClient,
    token: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(f"no key for {token}")

    monkeypatch.setattr("gate.links.read", broken)
    assert client.get(f"/?t={token}").status_code == 200
    assert token not in caplog.text


def test_what_goes_well_leaves_no_line_that_could_be_counted(
    client: FlaskClient, token: str, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get(f"/c/{token}")
        client.get(f"/story?t={token}")
    assert caplog.text == ""
