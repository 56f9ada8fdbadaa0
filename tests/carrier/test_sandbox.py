"""The sandbox calls us as Twilio does, and its record says exactly what happened."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from carrier import people
from carrier.base import RECEIPT_STATUSES, Accepted, Outgoing, Refused
from carrier.sandbox import Sandbox
from problem import Problem
from tests.carrier.conftest import Webhook, wait_until

Make = Callable[..., Sandbox]
LINK = "https://uitweg.example/c/"
NUMBERS = [f"+316{n}" for n in range(21_000_000, 21_000_150)]


def _text(n: int, number: str) -> Outgoing:
    return Outgoing(f"m{n:024x}", number, f"Er is een uitweg: {LINK}{n:016d}. STOP")


def _send(sandbox: Sandbox, numbers: list[str] = NUMBERS) -> None:
    for n, number in enumerate(numbers):
        assert isinstance(sandbox.send(_text(n, number)), Accepted)


def _one_who(does: str, label: str = "") -> str:
    for number in (f"+316{n}" for n in range(22_000_000, 22_100_000)):
        for deed in people.life(750, number, 1):
            if deed.kind == does and label in ("", deed.detail.get("label")):
                return number
    raise AssertionError("nobody")


def test_the_ledger_says_exactly_what_the_webhook_saw(make_sandbox: Make, webhook: Webhook) -> None:
    sandbox = make_sandbox()
    sandbox.start()
    _send(sandbox)
    wait_until(sandbox.idle)
    ledger, seen = sandbox.ledger(), webhook.seen

    assert all(fits for _, _, fits in seen.posts)
    assert ledger.accepted == dict.fromkeys(NUMBERS, 1)
    final = {one["MessageSid"]: one["MessageStatus"] for one in _in_order(seen.receipts())}
    assert ledger.receipts == Counter(final.values())
    opened = {(path[3:], m, agent) for m, path, agent in seen.fetches if path.startswith("/c/")}
    people_ = {token for token, m, agent in opened if m == "GET" and agent in people.PHONES}
    robots = {token for token, m, agent in opened if m == "HEAD" or agent not in people.PHONES}
    assert (ledger.visits, ledger.robots) == (len(people_), len(robots))
    for step, path in (("selfhelp", "/selfhelp"), ("care", "/care"), ("call", "/call/")):
        came = {p.split("t=")[1][:16] for _, p, _ in seen.fetches if p.startswith(path)}
        assert ledger.steps.get(step, 0) == len(came), step
    assert sum(ledger.replies.values()) == len({one["MessageSid"] for one in seen.replies()})
    assert ledger.repliers == len({one["From"] for one in seen.replies()})
    assert ledger.answers == sum(ledger.replies.values())


def _in_order(receipts: list[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(receipts, key=lambda one: one["MessageStatus"] != "sent")


def test_a_campaigns_part_of_the_ledger_carries_the_names_of_our_figures(
    make_sandbox: Make,
) -> None:
    sandbox = make_sandbox()
    sandbox.start()
    _send(sandbox, NUMBERS[:60])
    sandbox.send(Outgoing("a1", NUMBERS[0], "Kun je nu praten?"))
    sandbox.send(Outgoing("t1", "+31600000001", f"Uitweg: {LINK}test-text-000000"))  # a test text
    wait_until(sandbox.idle)
    counted = sandbox.ledger().campaign()
    assert counted["texted"] == counted["accepted"] == 60
    assert counted["most_to_one_number"] == 1
    assert counted["delivered"] + counted["undelivered"] + counted["failed"] <= 60
    assert {"visits", "robots", "replies", "help_requests", "opt_outs"} <= set(counted)
    assert sandbox.ledger().others == 2


def test_a_text_handed_over_twice_is_sent_twice_and_the_record_shows_it(
    make_sandbox: Make,
) -> None:
    sandbox = make_sandbox()
    _send(sandbox, NUMBERS[:2])
    _send(sandbox, NUMBERS[:1])
    assert sandbox.ledger().campaign()["most_to_one_number"] == 2


def test_callbacks_have_the_parameters_of_twilio(make_sandbox: Make, webhook: Webhook) -> None:
    sandbox = make_sandbox(spread=0.1)
    sandbox.start()
    sandbox.send(_text(1, _one_who("reply", "help")))
    wait_until(lambda: sandbox.idle() and bool(webhook.seen.replies()))
    reply, receipt = webhook.seen.replies()[0], webhook.seen.receipts()[0]
    inbound = sandbox.read_reply(reply)
    assert (inbound.to, inbound.media) == (sandbox.sender, 0) and inbound.text
    assert {"MessageSid", "AccountSid", "From", "To", "Body", "NumMedia", "NumSegments"} <= set(
        reply
    )
    assert sandbox.read_receipt(receipt).status in RECEIPT_STATUSES
    assert receipt["AccountSid"].startswith("AC") and len(receipt["MessageSid"]) == 34
    assert any(path == f"/sms/receipt/m{1:024x}" for path, _, _ in webhook.seen.posts)


def test_texts_without_a_link_and_the_casts_phones_get_receipts_only(
    make_sandbox: Make, webhook: Webhook
) -> None:
    sandbox = make_sandbox(spread=0.1)
    sandbox.start()
    sandbox.send(Outgoing("a1", _one_who("reply"), "Kun je nu praten?"))
    sandbox.send(_text(1, "+31600000002"))
    wait_until(sandbox.idle)
    assert len(webhook.seen.receipts()) >= 4
    assert not webhook.seen.replies() and not webhook.seen.fetches


def test_a_sandbox_that_is_not_alive_sends_receipts_only(
    make_sandbox: Make, webhook: Webhook
) -> None:
    sandbox = make_sandbox(spread=0.1, alive=False)
    sandbox.start()
    _send(sandbox, NUMBERS[:40])
    wait_until(sandbox.idle)
    assert len(webhook.seen.receipts()) >= 80
    assert not webhook.seen.replies() and not webhook.seen.fetches


def test_the_carrier_repeats_some_replies_under_the_same_id_and_they_count_once(
    make_sandbox: Make, webhook: Webhook
) -> None:
    sandbox = make_sandbox(spread=0.1)
    sandbox.start()
    sandbox.send(_text(1, _one_who("repeat")))
    wait_until(lambda: len(webhook.seen.replies()) == 2 and sandbox.idle())
    assert len({one["MessageSid"] for one in webhook.seen.replies()}) == 1
    assert sandbox.ledger().campaign()["replies"] == 1


def test_whoever_asked_for_help_may_say_thanks_once(make_sandbox: Make, webhook: Webhook) -> None:
    sandbox = make_sandbox(spread=0.1)
    sandbox.start()
    number = next(
        one
        for one in (f"+316{n}" for n in range(23_000_000, 23_100_000))
        if people.thanks(750, one, "nl", 1)
        and any(d.detail.get("label") == "help" for d in people.life(750, one, 1))
    )
    sandbox.send(_text(1, number))
    wait_until(lambda: sandbox.idle() and sandbox.ledger().campaign()["replies"] == 1)
    for answer in ("Kun je nu praten?", "Tot morgen"):
        sandbox.send(Outgoing("a1", number, answer))
        wait_until(sandbox.idle)
    assert sandbox.ledger().replies == {"help": 1, "thanks": 1}


def test_receipts_that_were_due_at_a_stop_come_after_the_next_start(
    make_sandbox: Make, webhook: Webhook
) -> None:
    killed = make_sandbox(alive=False)
    _send(killed, NUMBERS[:20])  # accepted, and the process is gone before any callback
    assert not webhook.seen.posts and not killed.idle()
    again = make_sandbox(alive=False)
    assert not again.idle()
    again.start()
    wait_until(again.idle)
    assert {one["To"] for one in webhook.seen.receipts()} == set(NUMBERS[:20])
    assert sum(again.ledger().receipts.values()) == 20


def test_callbacks_wait_until_the_webhook_is_there(make_sandbox: Make, webhook: Webhook) -> None:
    webhook.seen.status = 503
    sandbox = make_sandbox(spread=0.0, alive=False)
    sandbox.start()
    sandbox.send(_text(1, _one_who("visit")))
    wait_until(lambda: len(webhook.seen.posts) >= 3)
    assert not sandbox.idle() and sandbox.ledger().receipts == {"queued": 1}
    webhook.seen.status = 0
    wait_until(sandbox.idle)
    assert sandbox.ledger().receipts == {"delivered": 1}


def test_a_forbidden_callback_is_given_up_and_told_to_the_operator(
    make_sandbox: Make, webhook: Webhook, caplog: pytest.LogCaptureFixture
) -> None:
    webhook.seen.status = 403
    sandbox = make_sandbox(spread=0.0, alive=False)
    sandbox.start()
    sandbox.send(_text(1, NUMBERS[0]))
    wait_until(sandbox.idle)
    assert "refused a receipt" in caplog.text


def test_nothing_leaves_this_machine_and_no_page_elsewhere_is_opened(
    make_sandbox: Make, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # a proxy would carry it away
    sandbox = make_sandbox(spread=0.1)
    sandbox.start()
    _send(sandbox)
    wait_until(sandbox.idle)
    assert webhook.seen.peers == {"127.0.0.1"}
    assert any(path == "/go/tactus" for _, path, _ in webhook.seen.fetches)
    assert sandbox.ledger().steps["outward"] > 0


def test_a_text_that_cannot_be_sent_gets_the_code_that_twilio_would_give(
    make_sandbox: Make,
) -> None:
    sandbox = make_sandbox()
    assert sandbox.send(Outgoing("m1", "0612345678", "hoi")) == Refused("21211")
    assert sandbox.send(Outgoing("m1", NUMBERS[0], "")) == Refused("21602")
    assert sandbox.send(Outgoing("m1", NUMBERS[0], "x" * 1601)) == Refused("21617")
    assert sandbox.ledger().accepted == {}


def test_the_list_of_messages_is_by_number_and_moment(make_sandbox: Make) -> None:
    sandbox = make_sandbox()
    before = datetime.now(UTC)
    sent = sandbox.send(_text(1, NUMBERS[0]))
    assert isinstance(sent, Accepted)
    found = sandbox.find(NUMBERS[0], before)
    assert found is not None and [one.carrier_id for one in found] == [sent.carrier_id]
    assert found[0].text == _text(1, NUMBERS[0]).text and found[0].status == "queued"
    assert sandbox.find(NUMBERS[1], before) == []
    assert sandbox.find(NUMBERS[0], before + timedelta(minutes=1)) == []


def test_a_phone_shows_its_texts_and_what_came_back(make_sandbox: Make) -> None:
    sandbox = make_sandbox(alive=False, spread=0.0)
    sandbox.start()
    _send(sandbox, NUMBERS[:2])
    sandbox.reply(NUMBERS[0], "HULP")
    wait_until(sandbox.idle)
    newest = sandbox.phones()[0]
    assert (newest.number, newest.label) == (NUMBERS[0], "+31 6 21000000")
    assert newest.messages == 3 and newest.last.tzinfo is not None
    ours, theirs, answer = sandbox.bubbles(NUMBERS[0])
    assert (ours.from_us, theirs.from_us, answer.from_us) == (True, False, True)
    assert (theirs.text, answer.text) == ("HULP", "Dank je & tot zo")
    assert theirs.status == "delivered"
    assert sandbox.link(NUMBERS[0]) == f"{LINK}{0:016d}"
    assert sandbox.link("+31699999999") is None


def test_a_person_whose_phone_is_in_somebodys_hand_does_nothing_by_itself(
    make_sandbox: Make, webhook: Webhook
) -> None:
    sandbox = make_sandbox()
    number = _one_who("reply")
    sandbox.send(_text(1, number))
    sandbox.reply(number, "")
    sandbox.start()
    wait_until(sandbox.idle)
    assert [one["Body"] for one in webhook.seen.replies()] == [""]
    assert all(agent not in people.PHONES for m, _, agent in webhook.seen.fetches if m == "GET")


def test_a_reply_that_finds_no_webhook_is_kept_and_says_so(
    make_sandbox: Make, webhook: Webhook
) -> None:
    webhook.seen.status = 503
    sandbox = make_sandbox()
    sandbox.start()
    with pytest.raises(Problem, match="do not send it again"):
        sandbox.reply(NUMBERS[0], "HULP")
    assert [one.status for one in sandbox.bubbles(NUMBERS[0])] == ["queued"]
    webhook.seen.status = 0
    wait_until(sandbox.idle)
    assert [one.status for one in sandbox.bubbles(NUMBERS[0])] == ["delivered", "delivered"]
    assert len({one["MessageSid"] for one in webhook.seen.replies()}) == 1
    assert sandbox.ledger().strangers == 1


def test_a_reply_that_is_refused_or_too_long_says_what_to_do(
    make_sandbox: Make, webhook: Webhook
) -> None:
    webhook.seen.status = 403
    sandbox = make_sandbox()
    with pytest.raises(Problem, match="public_address"):
        sandbox.reply(NUMBERS[0], "HULP")
    with pytest.raises(Problem, match="Shorten it"):
        sandbox.reply(NUMBERS[0], "x" * 1601)


def test_an_answer_without_a_message_is_no_text(make_sandbox: Make, webhook: Webhook) -> None:
    sandbox = make_sandbox()
    for answer in (sandbox.answer(None), "", "no xml"):
        webhook.seen.answer = answer or " "
        sandbox.reply(NUMBERS[0], "hm")
    assert [one.from_us for one in sandbox.bubbles(NUMBERS[0])] == [False, False, False]


def test_logs_hold_no_number_text_token_or_id(
    make_sandbox: Make, webhook: Webhook, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    sandbox = make_sandbox(spread=0.1)
    sandbox.start()
    _send(sandbox, NUMBERS[:60])
    wait_until(sandbox.idle)
    webhook.seen.status = 400
    with pytest.raises(Problem):
        sandbox.reply(NUMBERS[0], "STOP")
    for form in [form for _, form, _ in webhook.seen.posts]:
        assert form["MessageSid"] not in caplog.text
    assert "refused" in caplog.text
    assert "+316" not in caplog.text and "/c/" not in caplog.text


def test_the_token_stays_the_same_and_the_file_is_private(
    make_sandbox: Make, tmp_path: Path
) -> None:
    first, second = make_sandbox(), make_sandbox()
    assert first._token == second._token
    assert (tmp_path / "sandbox.sqlite").stat().st_mode & 0o077 == 0


def test_what_a_page_in_another_process_sent_is_done_by_the_worker(
    make_sandbox: Make, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("carrier.sandbox.LATE", -60.0)
    worker, page = make_sandbox(alive=False), make_sandbox(alive=False)
    worker.start()
    page.send(_text(1, NUMBERS[0]))
    assert not webhook.seen.receipts()
    worker.catch_up()
    worker.catch_up()
    wait_until(worker.idle)
    plan = [(one["MessageSid"], one["MessageStatus"]) for one in webhook.seen.receipts()]
    assert len(set(plan)) >= 2
    assert not page._record.pending()
