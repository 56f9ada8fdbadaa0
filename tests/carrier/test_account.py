"""What a look at the Twilio account finds, over real HTTP against a stand-in of its settings."""

import json
import threading
from base64 import b64decode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result

import settings as all_settings
from carrier import account, codes
from carrier.findings import Finding
from carrier.segments import measure
from carrier.twilio import AGAIN, REPLIES_AGAIN
from helpdesk.triage import reading as triage
from manage import cli

ROOT = Path(__file__).parent.parent.parent
ACCOUNT, TOKEN, OTHER = "AC" + "0a" * 16, "f0" * 16, "e1" * 16
SERVICE, NUMBER = "MG" + "0b" * 16, "PN" + "0c" * 16
SENDER, PUBLIC = "+31612345678", "https://uitweg.example"
REPLIES, FALLBACK = f"{PUBLIC}/sms/reply", f"{PUBLIC}/sms/fallback"

API, SERVICES = f"/2010-04-01/Accounts/{ACCOUNT}", f"/v1/Services/{SERVICE}"
GEO = "/v1/Messaging/GeoPermissions"
NUMBERS = f"{API}/IncomingPhoneNumbers.json"
OF_SERVICE = {
    "sid": SERVICE,
    "inbound_request_url": f"{REPLIES}{REPLIES_AGAIN}",
    "inbound_method": "POST",
    "fallback_url": f"{FALLBACK}{REPLIES_AGAIN}",
    "status_callback": None,
    "sticky_sender": True,
    "smart_encoding": False,
    "fallback_to_long_code": False,
    "validity_period": 36000,
    "use_inbound_webhook_on_number": False,
}
IN_SERVICE = {
    "sid": NUMBER,
    "phone_number": SENDER,
    "country_code": "NL",
    "capabilities": ["Voice", "SMS"],
}
OF_NUMBER = {
    "sid": NUMBER,
    "phone_number": SENDER,
    "capabilities": {"voice": True, "sms": True, "mms": False},
    "sms_url": f"{REPLIES}{REPLIES_AGAIN}",
    "sms_method": "POST",
    "sms_fallback_url": FALLBACK,
    "sms_application_sid": "",
}


def _page(key: str, *entries: dict[str, Any]) -> dict[str, Any]:
    return {key: [*entries], "meta": {"key": key, "next_page_url": None}}


class Console:
    """Twilio's settings as they should be. Tests change `holds`: path -> status and answer."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.holds: dict[str, tuple[int, Any]] = {
            f"{API}.json": (200, {"status": "active", "type": "Full", "auth_token": TOKEN}),
            f"{API}/Balance.json": (200, {"balance": "512.30", "currency": "EUR"}),
            NUMBERS: (200, {"incoming_phone_numbers": [OF_NUMBER], "next_page_uri": None}),
            f"{API}/IncomingPhoneNumbers/{NUMBER}.json": (200, OF_NUMBER),
            GEO: (200, {"permissions": [{"country_code": "NL", "enabled": True}]}),
            SERVICES: (200, OF_SERVICE),
            f"{SERVICES}/PhoneNumbers": (200, _page("phone_numbers", IN_SERVICE)),
            f"{SERVICES}/ShortCodes": (200, _page("short_codes")),
            f"{SERVICES}/AlphaSenders": (200, _page("alpha_senders")),
            f"{SERVICES}/DestinationAlphaSenders": (200, _page("alpha_senders")),
        }
        self.known = frozenset(self.holds)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=[0.02], daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def change(self, path: str, **fields: Any) -> None:
        status, held = self.holds[path]
        self.holds[path] = (status, {**held, **fields})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        console = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                who = b64decode(self.headers["Authorization"].split()[1]).decode()
                console.asked.append((self.command, path, who))
                status, answer = console.holds.get(path, (404, {"code": 20404, "message": path}))
                body = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_PUT = do_DELETE = do_GET

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch) -> Iterator[Console]:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", ACCOUNT)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.delenv(account.SECONDARY, raising=False)
    served = Console()
    yield served
    served.stop()


def found(console: Console, service: str = SERVICE, **sections: dict[str, Any]) -> list[Finding]:
    """What is found with these settings, after a check that the far end was only read."""
    twilio = {"api_base": console.address, "messaging_service": service}
    carrier = {"name": "twilio", "sender": SENDER, "rate": 10, **sections.pop("carrier", {})}
    carrier["twilio"] = twilio | sections.pop("twilio", {})
    raw = {"wall": {"operator": "GGD"}, "webhook": {"public_address": PUBLIC}, **sections}
    findings = account.examine(all_settings.check(raw | {"carrier": carrier}, serving=False))
    for command, path, who in console.asked:
        assert (command, who) == ("GET", f"{ACCOUNT}:{TOKEN}")
        assert path in console.known
    for one in findings:
        for hidden in (ACCOUNT, TOKEN, OTHER, SERVICE, NUMBER, SENDER):
            assert hidden not in one.says
    return findings


def says(findings: list[Finding], mark: str) -> str:
    return "\n".join(one.says for one in findings if one.mark == mark)


def test_a_good_account_is_ok_and_what_can_not_be_seen_is_told(console: Console) -> None:
    findings = found(console)
    assert says(findings, "wrong") == ""
    assert [one.split(":")[0][:28] for one in says(findings, "ok").split("\n")] == [
        "The account AC0…a0a is activ",
        "The balance is 512.30 EUR.",
        "The account may text Dutch n",
        "The service sends from +31…6",
        "The service posts replies to",
        "The service has the fallback",
    ]
    assert "api_base is set" in says(findings, "look")
    assert "Advanced Opt-Out" in says(findings, "look")
    assert "Opt-Out Management" in says(findings, "look")
    assert 'stays "not sure whether it was sent"' in says(findings, "look")
    assert len([one for one in findings if one.mark == "look"]) == 3


def test_a_number_alone_is_ok_but_has_no_opt_out_words_of_its_own(console: Console) -> None:
    findings = found(console, service="")
    assert says(findings, "wrong") == ""
    assert "The account has the number +31…678" in says(findings, "ok")
    assert "The number +31…678 posts replies to" in says(findings, "ok")
    assert "messaging_service is empty" in says(findings, "look")
    assert not [path for _, path, _ in console.asked if "Services" in path]


@pytest.mark.parametrize(
    ("path", "fields", "mark", "sentence"),
    [
        (f"{API}.json", {"status": "suspended"}, "wrong", "The account is suspended"),
        (f"{API}.json", {"status": "closed"}, "wrong", "The account is closed"),
        (f"{API}.json", {"type": "Trial"}, "wrong", "a trial account"),
        (f"{API}.json", {"auth_token": OTHER}, "wrong", "signs with another token"),
        (f"{API}/Balance.json", {"balance": "99.50"}, "look", "about 1243 segments"),
        (f"{API}/Balance.json", {"balance": "0"}, "wrong", "nothing is sent. Top it up"),
        (f"{API}/Balance.json", {"balance": "-3.1"}, "wrong", "-3.10 EUR"),
        (f"{API}/Balance.json", {"balance": None}, "look", "The balance could not be read"),
        (GEO, {"permissions": [{"country_code": "NL", "enabled": False}]}, "wrong", "21408"),
        (GEO, {"permissions": []}, "look", "Whether Dutch numbers may be texted could not be"),
        (SERVICES, {"inbound_request_url": None}, "wrong", "posts replies nowhere"),
        (SERVICES, {"inbound_request_url": "https://x.example/"}, "wrong", "another address"),
        (SERVICES, {"inbound_request_url": REPLIES + "/"}, "wrong", "another address"),
        (SERVICES, {"inbound_request_url": REPLIES}, "look", "only when it can't connect"),
        (SERVICES, {"inbound_request_url": REPLIES + "#rc=0&rp=all"}, "look", "is lost"),
        (SERVICES, {"inbound_request_url": REPLIES + "#rc=2&rp=ct"}, "look", "is lost"),
        (
            SERVICES,
            {"inbound_request_url": REPLIES + "#rc=2&rp=5xx,ct,rt"},
            "look",
            "other options",
        ),
        (SERVICES, {"inbound_request_url": REPLIES + "#rc=5&rp=all"}, "look", "other options"),
        (SERVICES, {"inbound_request_url": REPLIES + AGAIN}, "ok", "tries again when that fails"),
        (SERVICES, {"inbound_method": "GET"}, "wrong", "sends replies with GET"),
        (SERVICES, {"fallback_url": ""}, "look", "no fallback address"),
        (SERVICES, {"fallback_url": "https://x.example/"}, "look", "a fallback elsewhere"),
        (SERVICES, {"fallback_url": REPLIES}, "look", f"Set it to {FALLBACK}{REPLIES_AGAIN}"),
        (SERVICES, {"fallback_url": FALLBACK + "#rc=1"}, "look", "a fallback with other options"),
        (SERVICES, {"fallback_url": FALLBACK}, "ok", f"has the fallback {FALLBACK}"),
        (SERVICES, {"smart_encoding": True}, "look", "Smart Encoding is on"),
        (SERVICES, {"status_callback": "https://x.example/"}, "ok", "each message names Uitweg's"),
        (SERVICES, {"validity_period": 600}, "look", "after 600 seconds"),
        (f"{SERVICES}/PhoneNumbers", {"phone_numbers": []}, "wrong", "no number that can send"),
        (
            f"{SERVICES}/PhoneNumbers",
            {"phone_numbers": [IN_SERVICE | {"capabilities": ["Voice"]}]},
            "wrong",
            "no number that can send",
        ),
        (
            f"{SERVICES}/PhoneNumbers",
            {"phone_numbers": [IN_SERVICE | {"phone_number": "+31687654321"}]},
            "wrong",
            "carrier.sender is no number of the service",
        ),
        (
            f"{SERVICES}/PhoneNumbers",
            {"phone_numbers": [IN_SERVICE | {"country_code": "GB"}]},
            "look",
            "a foreign number",
        ),
        (
            f"{SERVICES}/AlphaSenders",
            {"alpha_senders": [{"alpha_sender": "Uitweg"}]},
            "wrong",
            "an alphanumeric sender",
        ),
        (
            f"{SERVICES}/DestinationAlphaSenders",
            {"alpha_senders": [{"alpha_sender": "Uitweg", "iso_country_code": "NL"}]},
            "wrong",
            "an alphanumeric sender",
        ),
    ],
)
def test_each_thing_at_the_service_or_account_has_its_sentence(
    console: Console, path: str, fields: dict[str, Any], mark: str, sentence: str
) -> None:
    console.change(path, **fields)
    assert sentence in says(found(console), mark)


def test_a_trial_account_has_the_rest_looked_at_and_a_closed_one_has_not(console: Console) -> None:
    console.change(f"{API}.json", type="Trial")
    console.change(SERVICES, smart_encoding=True)
    findings = found(console)
    assert "This is a trial account" in says(findings, "wrong")
    assert "Smart Encoding is on" in says(findings, "look")
    console.change(f"{API}.json", status="suspended")
    findings = found(console)
    assert "The account is suspended" in says(findings, "wrong")
    assert "Smart Encoding" not in says(findings, "look")


def test_care_s_answers_alone_make_no_campaign_pause(console: Console) -> None:
    said = says(found(console, twilio={"answers_content_retention": "discard"}), "look")
    assert "answers_content_retention = 'discard'" in said and "30029" not in said
    said = says(found(console, twilio={"answers_content_retention": "retain"}), "look")
    assert "content_retention" not in said


def test_a_sender_for_another_country_is_no_matter(console: Console) -> None:
    console.change(
        f"{SERVICES}/DestinationAlphaSenders",
        alpha_senders=[{"alpha_sender": "Uitweg", "iso_country_code": "DE"}],
    )
    assert says(found(console), "wrong") == ""


@pytest.mark.parametrize(
    ("fields", "mark", "sentence"),
    [
        ({"phone_number": "+31687654321"}, "wrong", "no number +31…678"),
        ({"capabilities": {"voice": True, "sms": False}}, "wrong", "can't send SMS"),
        ({"sms_url": ""}, "wrong", "posts replies nowhere"),
        ({"sms_url": "https://demo.twilio.com/welcome"}, "wrong", "another address"),
        ({"sms_method": "GET"}, "wrong", "sends replies with GET"),
        ({"sms_fallback_url": ""}, "look", "no fallback address"),
        ({"sms_application_sid": "AP" + "0" * 32}, "wrong", "a TwiML application"),
    ],
)
def test_each_thing_at_the_number_has_its_sentence(
    console: Console, fields: dict[str, Any], mark: str, sentence: str
) -> None:
    console.change(NUMBERS, incoming_phone_numbers=[OF_NUMBER | fields])
    assert sentence in says(found(console, service=""), mark)


def test_a_service_that_leaves_replies_to_its_numbers_has_those_looked_at(console: Console) -> None:
    console.change(SERVICES, use_inbound_webhook_on_number=True, inbound_request_url=None)
    assert "The number +31…678 posts replies to https" in says(found(console), "ok")
    console.change(f"{API}/IncomingPhoneNumbers/{NUMBER}.json", sms_url="")
    assert "The number +31…678 posts replies nowhere" in says(found(console), "wrong")


def test_several_numbers_need_one_voice_a_conversation(console: Console) -> None:
    second = IN_SERVICE | {"phone_number": "+31687654321"}
    console.change(f"{SERVICES}/PhoneNumbers", phone_numbers=[IN_SERVICE, second])
    assert "Sticky Sender" not in says(found(console), "look")
    console.change(SERVICES, sticky_sender=False)
    assert "Sticky Sender is off" in says(found(console), "look")


def test_a_rate_that_a_sender_hardly_has_is_told(console: Console) -> None:
    assert "where Pause can't stop it" in says(found(console, carrier={"rate": 100}), "look")


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"content_retention": "discard"}, "must be decided by a person"),
        ({"content_retention": "discard"}, "a campaign pauses (30029)"),
        ({"address_retention": "obfuscate"}, "23001"),
        ({"address_retention": "obfuscate"}, "23004"),
        ({"address_retention": "obfuscate"}, "We have not tried it"),
    ],
)
def test_what_is_not_kept_at_twilio_has_its_price(
    console: Console, chosen: dict[str, Any], sentence: str
) -> None:
    assert sentence not in says(found(console), "look")
    assert sentence in says(found(console, twilio=chosen), "look")


def test_obfuscated_numbers_do_not_go_with_the_old_fallback(console: Console) -> None:
    console.change(SERVICES, fallback_to_long_code=True)
    assert "23005" not in says(found(console), "look")
    assert "23005" in says(found(console, twilio={"address_retention": "obfuscate"}), "look")


def test_without_a_public_address_replies_can_not_be_compared(console: Console) -> None:
    findings = found(console, webhook={})
    assert "can't be compared without a public address" in says(findings, "look")
    assert "localhost" not in says(findings, "wrong")


@pytest.mark.parametrize(
    ("status", "answer", "sentence"),
    [
        (401, {"code": 20003, "message": ACCOUNT}, "Twilio refuses TWILIO_ACCOUNT_SID"),
        (403, {"code": 20008, "message": ACCOUNT}, "not its test credentials"),
        (404, {"code": 20404, "message": ACCOUNT}, "Twilio knows no such account"),
        (401, {"code": 20005, "message": ACCOUNT}, "The account is not active"),
        (500, "oops", "could not be asked: HTTP 500"),
        (503, {"code": 20503, "message": ACCOUNT}, "HTTP 503, code 20503"),
        (429, {"code": 20429, "message": ACCOUNT}, "HTTP 429"),
        (200, "<html>a proxy's page</html>", "the answer makes no sense"),
    ],
)
def test_credentials_that_do_not_work_are_all_that_is_told(
    console: Console, status: int, answer: object, sentence: str
) -> None:
    console.holds[f"{API}.json"] = (status, answer)
    findings = found(console)
    assert sentence in says(findings, "wrong")
    assert [path for _, path, _ in console.asked] == [f"{API}.json"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TWILIO_ACCOUNT_SID", "", "TWILIO_ACCOUNT_SID is not set"),
        ("TWILIO_AUTH_TOKEN", "", "TWILIO_AUTH_TOKEN is not set"),
        ("TWILIO_ACCOUNT_SID", "SK" + "0" * 32, "An API key (SK) can't check"),
        ("TWILIO_ACCOUNT_SID", "AC/../x", "not the SID of an account"),
    ],
)
def test_missing_or_misshapen_credentials_are_told_without_asking(
    console: Console, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    assert sentence in says(found(console), "wrong")
    assert console.asked == []


def test_nobody_there_is_one_sentence(console: Console) -> None:
    console.stop()
    findings = found(console)
    assert "Twilio could not be asked: no connection" in says(findings, "wrong")
    assert len([one for one in findings if one.mark == "wrong"]) == 1


def test_a_second_token_is_for_a_rotation_only(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(account.SECONDARY, TOKEN)
    assert "is the same as TWILIO_AUTH_TOKEN" in says(found(console), "look")
    monkeypatch.setenv(account.SECONDARY, OTHER)
    console.change(f"{API}.json", auth_token=OTHER)
    findings = found(console)
    assert "Remove it when the rotation is done" in says(findings, "look")
    assert says(findings, "wrong") == ""  # both are accepted, whichever signs


@pytest.mark.parametrize("service", ["MG/../x", "PN" + "0" * 32, "Uitweg"])
def test_a_service_that_can_be_none_is_not_asked_for(console: Console, service: str) -> None:
    assert "is not the SID of a messaging service" in says(found(console, service), "wrong")
    assert not [path for _, path, _ in console.asked if "Services" in path]


def test_a_service_that_is_not_there_and_one_that_can_not_be_read(console: Console) -> None:
    del console.holds[SERVICES]
    assert "has no messaging service MG0…b0b" in says(found(console), "wrong")
    console.holds[SERVICES] = (403, {"code": 20403, "message": SERVICE})
    sentence = "The messaging service could not be read: HTTP 403, code 20403"
    assert sentence in says(found(console), "wrong")


def test_one_answer_that_fails_leaves_the_others(console: Console) -> None:
    console.holds[f"{API}/Balance.json"] = (500, "oops")
    console.holds[f"{API}/IncomingPhoneNumbers/{NUMBER}.json"] = (500, "oops")
    console.change(SERVICES, use_inbound_webhook_on_number=True)
    findings = found(console)
    assert "The balance could not be read: HTTP 500" in says(findings, "look")
    assert "The service sends from +31…678" in says(findings, "ok")
    assert "The messaging service could not be read: HTTP 500" in says(findings, "wrong")


CONFIG = """
[carrier]
name = "twilio"
sender = "{sender}"
rate = 10
[carrier.twilio]
api_base = "{base}"
messaging_service = "{service}"
[webhook]
public_address = "{public}"
[wall]
operator = "GGD IJsselland"
"""


def check_carrier(console: Console, folder: Path, public: str = PUBLIC) -> Result:
    text = CONFIG.format(sender=SENDER, base=console.address, service=SERVICE, public=public)
    (folder / "config.toml").write_text(text)
    options = ["--config", str(folder / "config.toml"), "--data", str(folder)]
    return CliRunner().invoke(cli, ["check-carrier", *options])


def test_the_command_marks_each_line_and_ends_with_one_when_something_is_wrong(
    console: Console, tmp_path: Path
) -> None:
    result = check_carrier(console, tmp_path)
    lines = result.output.splitlines()
    marks = ("wrong  ", "look   ", "ok     ", " " * 7)
    assert all(line.startswith(marks) for line in lines[:-1])
    assert lines[-1].startswith("In all: 1 wrong, ")
    wrong = [line for line in lines if line.startswith("wrong")]
    assert "dashboard.sign_in = 'demo' lets anybody in" in wrong[0]
    assert result.exit_code == 1
    for hidden in (ACCOUNT, TOKEN, SERVICE, NUMBER, SENDER):
        assert hidden not in result.output


def _rows(heading: str) -> list[list[str]]:
    """The rows of the table below a heading of docs/twilio.md."""
    text = (ROOT / "docs" / "twilio.md").read_text(encoding="utf-8")
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def test_the_document_has_every_code_once_and_says_what_it_does() -> None:
    told: list[str] = []
    for cells in _rows("Codes"):
        some = cells[0].split(", ")
        told += some
        if cells[1] == "waits":
            assert set(some) == codes.LATER
        else:
            assert {codes.meaning(one).stops for one in some} == {cells[1] == "pauses"}
            assert len({codes.meaning(one) for one in some}) == 1
    assert sorted(told) == sorted({*codes.CODES, *codes.LATER} - {"example"})


def test_the_words_that_the_document_gives_the_carrier_mean_the_same_to_us() -> None:
    words = {kind: cells.split(", ") for kind, cells, _ in _rows("STOP, START and HELP")}
    assert {triage.read(one).intent for one in words["opt-out"]} == {"opt_out"}
    assert all(triage.read(one).bare for one in words["opt-out"])
    assert triage.read("START").start
    assert triage.read("HELP").intent == triage.read("HULP").intent == "help"


def test_the_answers_that_the_document_gives_the_carrier_are_one_segment() -> None:
    for _, _, answer in _rows("STOP, START and HELP"):
        assert (measure(answer).encoding, measure(answer).segments) == ("GSM-7", 1), answer


def test_the_document_names_the_address_that_is_checked() -> None:
    values = [cells[1] for cells in _rows("Addresses")]
    assert f"`{REPLIES}{REPLIES_AGAIN}`" in values
    assert f"`{FALLBACK}{REPLIES_AGAIN}`" in values
